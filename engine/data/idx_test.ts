import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ShapeError, ValueError } from "../errors.ts";
import { tensor } from "../tensor.ts";
import { readIdx, readIdxImages, readIdxLabels } from "./idx.ts";

/** Two images of 2×3 pixels, 0, 1, 2 … 11. */
const IMAGES = new Uint8Array([
  ...[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3],
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
]);
const LABELS = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 9, 0]);
const PIXELS = tensor([[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]);

/** The bytes in pieces of one size. */
function inPieces(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  const starts = Array.from(
    { length: Math.ceil(bytes.length / size) },
    (_, i) => i * size,
  );
  return ReadableStream.from(
    starts.map((start) => bytes.slice(start, start + size)),
  );
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A copy with some bytes changed. */
function changed(bytes: Uint8Array, changes: Record<number, number>) {
  return bytes.map((byte, i) => changes[i] ?? byte);
}

async function assertRefused(
  reading: Promise<unknown>,
  kind: typeof ValueError | typeof ShapeError,
  message: string,
) {
  assertEquals((await assertRejects(() => reading, kind)).message, message);
}

describe("reading IDX files", () => {
  it("gives pixels from 0 to 255, one image for each row", async () => {
    assertEquals(await readIdxImages(IMAGES), PIXELS);
    const bright = await readIdxImages(changed(IMAGES, { 16: 255 }));
    assertEquals(bright.data[0], 255);
  });

  it("gives labels in order", async () => {
    assertEquals(await readIdxLabels(LABELS), [9, 0]);
  });

  for (const size of [1, 2, 7, 100]) {
    it(`reads streams in pieces of ${size} bytes`, async () => {
      assertEquals(await readIdxImages(inPieces(IMAGES, size)), PIXELS);
      const zipped = await gzip(IMAGES);
      assertEquals(await readIdxImages(inPieces(zipped, size)), PIXELS);
    });
  }

  it("reads no more than the limit, and lets go of the stream", async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(IMAGES.slice(0, 22)),
      cancel: () => void (cancelled = true),
    });
    const X = await readIdxImages(endless, { limit: 1 });
    assertEquals(X, tensor([[0, 1, 2, 3, 4, 5]]));
    assertEquals(cancelled, true);
  });

  it("joins images and labels", async () => {
    const { X, y } = await readIdx(await gzip(IMAGES), inPieces(LABELS, 3));
    assertEquals([X, y], [PIXELS, [9, 0]]);
    const { X: first, y: label } = await readIdx(IMAGES, LABELS, { limit: 1 });
    assertEquals([first.shape, label], [[1, 6], [9]]);
  });

  it("reads files of no images", async () => {
    const none = changed(IMAGES.slice(0, 16), { 7: 0 });
    assertEquals((await readIdxImages(none)).shape, [0, 6]);
  });
});

describe("the refusals of IDX files", () => {
  it("name a wrong magic number", async () => {
    await assertRefused(
      readIdxImages(LABELS),
      ValueError,
      "Cannot read IDX images: their magic number is 2051, and the file starts with 2049",
    );
    await assertRefused(
      readIdxLabels(changed(LABELS, { 2: 13 })),
      ValueError,
      "Cannot read IDX labels: their magic number is 2049, and the file starts with 3329",
    );
  });

  it("tell how long a file that is cut off must be, and is", async () => {
    await assertRefused(
      readIdxImages(IMAGES.slice(0, 27)),
      ValueError,
      "Cannot read IDX images: the file must have 28 bytes at least, and ends after 27",
    );
    await assertRefused(
      readIdxLabels(new Uint8Array([0, 0])),
      ValueError,
      "Cannot read IDX labels: the file must have 4 bytes at least, and ends after 2",
    );
  });

  it("tell that compressed data break off", async () => {
    const zipped = await gzip(IMAGES);
    const { message } = await assertRejects(
      () => readIdxImages(zipped.slice(0, -12)),
      ValueError,
    );
    assertEquals(
      message.replace(/ after \d+ bytes,.*/, ""),
      "Cannot read IDX images: the data broke off",
    );
  });

  it("tell of bytes behind the last image", async () => {
    await assertRefused(
      readIdxImages(new Uint8Array([...IMAGES, 0])),
      ValueError,
      "Cannot read IDX images: the file must end after 28 bytes, and goes on",
    );
  });

  it("tell which label is no class", async () => {
    await assertRefused(
      readIdxLabels(changed(LABELS, { 9: 10 })),
      ValueError,
      "Cannot read IDX labels: labels are from 0 to 9, and that of sample 1 is 10",
    );
    assertEquals(
      await readIdxLabels(changed(LABELS, { 9: 10 }), { classes: 11 }),
      [9, 10],
    );
  });

  it("tell that images and labels are not as many", async () => {
    await assertRefused(
      readIdx(IMAGES, new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3])),
      ShapeError,
      "Cannot join images and labels as there must be one label for each image: there are 2 images and 3 labels",
    );
  });

  it("name a limit that is no number of samples", async () => {
    await assertRefused(
      readIdxImages(IMAGES, { limit: -1 }),
      ValueError,
      "The limit must be an integer of at least 0: it is -1",
    );
  });

  it("come before memory is taken for what a broken header announces", async () => {
    await assertRefused(
      readIdxImages(changed(IMAGES, { 4: 255, 8: 1 })),
      ValueError,
      "Cannot read IDX images: the header announces 4278190082×50331654 bytes, which are more than can be held",
    );
  });

  it("come where the stream itself fails", async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("the disk is gone")),
    });
    await assertRefused(
      readIdxImages(broken),
      ValueError,
      "Cannot read IDX images: the data broke off after 0 bytes, the disk is gone",
    );
  });
});
