import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { UsageError } from "../command_line.ts";
import { loadDataset } from "./datasets.ts";
import { split } from "./split.ts";
import { writeCifar10, writeIdx } from "./tiny_data.ts";

const FASHION = "/usr/share/datasets/fashion-mnist";
const hasFashion = await Deno.stat(FASHION).then(() => true, () => false);

async function refusal(data: string): Promise<string> {
  return (await assertRejects(() => loadDataset(data), UsageError)).message;
}

describe("data sets", () => {
  it("are read from a folder in MNIST's format", async () => {
    const folder = await Deno.makeTempDir();
    await writeIdx(folder, { train: 30, test: 10 });
    const { train, test, size } = await loadDataset(folder, { train: 20 });
    assertEquals(train.X.shape, [20, 36]);
    assertEquals(test.X.shape, [10, 36]);
    assertEquals(size, [6, 6, 1]);
    assertEquals(Array.from(train.y).slice(0, 3), [0, 1, 2]);
  });

  it("are read from a folder in CIFAR-10's format, all batches in order", async () => {
    const folder = await Deno.makeTempDir();
    await writeCifar10(folder, { batches: 5, each: 2 });
    const { train, test, size, name } = await loadDataset(folder);
    assertEquals([train.X.shape, test.X.shape], [[10, 3072], [2, 3072]]);
    assertEquals([name, size], ["CIFAR-10", [32, 32, 3]]);
    const some = await loadDataset(folder, { train: 3, test: 1 });
    assertEquals(some.train.X.data, train.X.data.slice(0, 3 * 3072));
  });

  it("are found where CIFAR-10 is unpacked to", async () => {
    const folder = await Deno.makeTempDir();
    await Deno.mkdir(`${folder}/cifar-10-batches-bin`);
    await writeCifar10(`${folder}/cifar-10-batches-bin`, {
      batches: 1,
      each: 2,
    });
    assertEquals((await loadDataset(folder)).train.X.shape, [2, 3072]);
  });

  it("say which file is missing, or wrong", async () => {
    const folder = await Deno.makeTempDir();
    assertEquals(
      await refusal(folder),
      `There is neither "${folder}/train-images-idx3-ubyte" nor that with .gz, nor data_batch_1.bin of CIFAR-10: --data is mnist, fashion-mnist or a folder with such files`,
    );
    await writeIdx(folder, { train: 3, test: 1 });
    await Deno.writeFile(
      `${folder}/train-labels-idx1-ubyte`,
      new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 1, 12, 0]),
    );
    assertEquals(
      await refusal(folder),
      `${folder}: Cannot read IDX labels: labels are from 0 to 9, and that of sample 1 is 12`,
    );
  });

  it("have MNIST from a package", async () => {
    const { train, test } = await loadDataset("mnist", { train: 5 });
    assertEquals(Array.from(train.y), [5, 0, 4, 1, 9]);
    assertEquals(test.X.shape, [10000, 784]);
  });

  it("have Fashion-MNIST from a package of Debian", {
    skip: hasFashion ? false : "needs the package dataset-fashion-mnist",
  }, async () => {
    const { train } = await loadDataset("fashion-mnist", { train: 5, test: 1 });
    assertEquals(Array.from(train.y), [9, 0, 0, 3, 0]);
  });
});

describe("the split of a data set", () => {
  it("validates on the images behind those to train on, less the mean of these", () => {
    const X = {
      shape: [3, 2],
      data: Float64Array.of(1, 2, 3, 6, 10, 20),
    };
    const data = split({ X, y: [0, 1, 2] }, 2, 1);
    assertEquals(data.X.data, Float64Array.of(-1, -2, 1, 2));
    assertEquals(data.Xval.data, Float64Array.of(8, 16));
    assertEquals([data.y, data.yval], [[0, 1], [2]]);
  });
});
