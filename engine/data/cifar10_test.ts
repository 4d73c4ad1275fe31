import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ValueError } from "../errors.ts";
import { readCifar10 } from "./cifar10.ts";

/** A batch with one image for each label; pixel p of image i is p + i mod 256. */
function batch(...labels: number[]): Uint8Array<ArrayBuffer> {
  const records = labels.flatMap((label, i) => [
    label,
    ...Array.from({ length: 3072 }, (_, p) => (p + i) % 256),
  ]);
  return new Uint8Array(records);
}

describe("reading CIFAR-10", () => {
  it("takes the label, then red, green and blue", async () => {
    const { X, y } = await readCifar10([batch(3, 9)]);
    assertEquals(y, [3, 9]);
    assertEquals(X.shape, [2, 3072]);
    assertEquals(Array.from(X.data.subarray(254, 258)), [254, 255, 0, 1]);
    assertEquals(X.data[3072], 1);
  });

  it("joins batches, also of streams and compressed ones", async () => {
    const zipped = new Blob([batch(5)]).stream()
      .pipeThrough(new CompressionStream("gzip"));
    const { X, y } = await readCifar10([batch(1, 2), zipped]);
    assertEquals([X.shape, y], [[3, 3072], [1, 2, 5]]);
  });

  it("reads no more than the limit", async () => {
    const { X, y } = await readCifar10([batch(1, 2), batch(3, 4)], {
      limit: 3,
    });
    assertEquals([X.shape, y], [[3, 3072], [1, 2, 3]]);
  });

  it("refuses a file that ends within an image", async () => {
    const { message } = await assertRejects(
      () => readCifar10([batch(1), batch(1, 2).slice(0, -1)]),
      ValueError,
    );
    assertEquals(
      message,
      "Cannot read CIFAR-10 batch 2: the file must have 6146 bytes at least, and ends after 6145",
    );
  });

  it("refuses an empty file", async () => {
    await assertRejects(
      () => readCifar10([new Uint8Array()]),
      ValueError,
      "the file must have 3073 bytes at least, and ends after 0",
    );
  });

  it("refuses a label that is no class", async () => {
    const { message } = await assertRejects(
      () => readCifar10([batch(9, 10)]),
      ValueError,
    );
    assertEquals(
      message,
      "Cannot read CIFAR-10 batch 1: labels are from 0 to 9, and that of sample 1 is 10",
    );
  });
});
