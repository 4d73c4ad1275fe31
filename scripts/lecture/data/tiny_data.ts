/**
 * Small data sets for the tests, in the formats of MNIST and of CIFAR-10: bright
 * pixels tell the class, the others are noise.
 *
 * @module
 */
import { mt19937 } from "../../../mod.ts";

/** Images with labels 0, 1 … 9, 0, 1 …, as bytes. */
function images(n: number, size: number, seed: number) {
  const random = mt19937(seed),
    labels = Array.from({ length: n }, (_, i) => i % 10);
  const pixels = labels.map((label) => {
    const noise = random.randint(0, 100, size);
    return noise.map((a, p) => p % 10 === label ? a + 150 : a);
  });
  return { labels, pixels };
}

/** Writes the four files of MNIST's format, with images of `side`×`side`. */
export async function writeIdx(
  folder: string,
  { train, test, side = 6 }: { train: number; test: number; side?: number },
): Promise<void> {
  const big = (n: number) => [n >>> 24, n >>> 16 & 255, n >>> 8 & 255, n & 255];
  for (const [part, n] of [["train", train], ["t10k", test]] as const) {
    const { labels, pixels } = images(n, side * side, part.length);
    await Deno.writeFile(
      `${folder}/${part}-images-idx3-ubyte`,
      new Uint8Array([
        0,
        0,
        8,
        3,
        ...[n, side, side].flatMap(big),
        ...pixels.flat(),
      ]),
    );
    await Deno.writeFile(
      `${folder}/${part}-labels-idx1-ubyte`,
      new Uint8Array([0, 0, 8, 1, ...big(n), ...labels]),
    );
  }
}

/** Writes batches of CIFAR-10's format, with so many images in each. */
export async function writeCifar10(
  folder: string,
  { batches, each }: { batches: number; each: number },
): Promise<void> {
  const names = Array.from(
    { length: batches },
    (_, i) => `data_batch_${i + 1}`,
  );
  for (const [seed, name] of [...names, "test_batch"].entries()) {
    const { labels, pixels } = images(each, 3072, seed);
    const records = pixels.flatMap((image, i) => [labels[i], ...image]);
    await Deno.writeFile(`${folder}/${name}.bin`, new Uint8Array(records));
  }
}
