/**
 * CIFAR-10 in its binary version: files of records of 3073 bytes, the label and the
 * 32×32 pixels in red, then in green, then in blue. Files compressed by gzip are read
 * as they are.
 *
 * Source: A. Krizhevsky, "Learning multiple layers of features from tiny images"
 * (2009).
 *
 * @module
 */
import type { LabelledData } from "../model.ts";
import { zeros } from "../tensor.ts";
import { byteReader, type ByteSource } from "./bytes.ts";
import { labelOutOfRange, type ReadOptions, requireLimit } from "./idx.ts";

const PIXELS = 3 * 32 * 32, CLASSES = 10;

/**
 * Reads a batch, or several that are joined.
 *
 * @param batches The files, in order: `data_batch_1.bin` and so on.
 * @returns Pixels from 0 to 255, one image for each row, `[n, 3072]`, and n labels.
 * @throws {ValueError} If a file ends within a record, or a label is no class.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readCifar10 } from "@touchstone/touchstone";
 *
 * // A file with one image of class 7, all of it bright.
 * const file = new Uint8Array(3073).fill(255);
 * file[0] = 7;
 * const { X, y } = await readCifar10([file]);
 * assertEquals(X.shape, [1, 3072]);
 * assertEquals(y, [7]);
 * ```
 */
export async function readCifar10(
  batches: readonly ByteSource[],
  { limit = Infinity }: Omit<ReadOptions, "classes"> = {},
): Promise<LabelledData> {
  requireLimit(limit);
  const records: Uint8Array[] = [];
  for (const [i, batch] of batches.entries()) {
    const what = `CIFAR-10 batch ${i + 1}`;
    const reader = byteReader(batch, what), before = records.length;
    try {
      while (records.length < limit) {
        const record = await reader.take(1 + PIXELS);
        if (record[0] >= CLASSES) {
          const index = records.length - before;
          throw labelOutOfRange(what, index, record[0], CLASSES);
        }
        records.push(record);
        if (await reader.isAtEnd()) break;
      }
    } finally {
      await reader.close();
    }
  }
  const X = zeros([records.length, PIXELS]);
  records.forEach((record, i) => X.data.set(record.subarray(1), i * PIXELS));
  return { X, y: records.map(([label]) => label) };
}
