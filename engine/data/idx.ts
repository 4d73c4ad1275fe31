/**
 * The IDX format, in which MNIST and Fashion-MNIST come: a magic number that tells
 * the type of the elements (8 for bytes) and the number of dimensions, the extent of
 * each dimension as 32 bits with the highest byte first, then the elements. Files
 * compressed by gzip are read as they are.
 *
 * Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten
 * digits".
 *
 * @module
 */
import { requireInteger } from "../checks.ts";
import { ShapeError, ValueError } from "../errors.ts";
import type { LabelledData } from "../model.ts";
import { sizeOf, type Tensor, zeros } from "../tensor.ts";
import { type ByteReader, byteReader, type ByteSource } from "./bytes.ts";

/** Options of the readers of data files. */
export interface ReadOptions {
  /** How many samples to read at most, from the first on; all by default. */
  readonly limit?: number;
  /** The number of classes C: labels are from 0 to C−1. 10 by default. */
  readonly classes?: number;
}

/** The magic numbers: bytes in three dimensions, and in one. */
const IMAGES = 0x803, LABELS = 0x801;

/** As many numbers as fit in 8 GiB. */
const LARGEST = 2 ** 30;

/**
 * Reads images.
 *
 * @param source The file, compressed by gzip or not.
 * @returns Pixels from 0 to 255, one image for each row, `[n, height·width]`.
 * @throws {ValueError} If the magic number is wrong, or the file too short or too long.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readIdxImages, toNested } from "@touchstone/touchstone";
 *
 * // Two images of one row and three columns.
 * const header = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3];
 * const file = new Uint8Array([...header, 0, 128, 255, 1, 2, 3]);
 * assertEquals(toNested(await readIdxImages(file)), [[0, 128, 255], [1, 2, 3]]);
 * ```
 */
export async function readIdxImages(
  source: ByteSource,
  options: ReadOptions = {},
): Promise<Tensor> {
  const file = await open(source, IMAGES, "IDX images");
  return await elements(file, options);
}

/**
 * Reads labels.
 *
 * @param source The file, compressed by gzip or not.
 * @throws {ValueError} If the magic number is wrong, the file too short or too long, or
 * a label is no class.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readIdxLabels } from "@touchstone/touchstone";
 *
 * const file = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9]);
 * assertEquals(await readIdxLabels(file), [7, 0, 9]);
 * ```
 */
export async function readIdxLabels(
  source: ByteSource,
  options: ReadOptions = {},
): Promise<number[]> {
  const file = await open(source, LABELS, "IDX labels");
  return labelsIn(await elements(file, options), options);
}

/**
 * Reads images with their labels, from the two files that belong together.
 *
 * @returns Pixels from 0 to 255, `[n, height·width]`, and n labels.
 * @throws {ShapeError} If there is not one label for each image.
 * @throws {ValueError} If there is something wrong with one of the files.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readIdx, tensor } from "@touchstone/touchstone";
 *
 * const size = [0, 0, 0, 2];
 * const images = new Uint8Array([0, 0, 8, 3, ...size, ...size, ...size, 1, 2, 3, 4, 5, 6, 7, 8]);
 * const labels = new Uint8Array([0, 0, 8, 1, ...size, 1, 0]);
 * const { X, y } = await readIdx(images, labels);
 * assertEquals(X, tensor([[1, 2, 3, 4], [5, 6, 7, 8]]));
 * assertEquals(y, [1, 0]);
 * ```
 */
export async function readIdx(
  images: ByteSource,
  labels: ByteSource,
  options: ReadOptions = {},
): Promise<LabelledData> {
  const X = await open(images, IMAGES, "IDX images");
  const y = await open(labels, LABELS, "IDX labels").catch(async (error) => {
    await X.reader.close();
    throw error;
  });
  if (X.shape[0] !== y.shape[0]) {
    await Promise.all([X.reader.close(), y.reader.close()]);
    throw new ShapeError(
      `Cannot join images and labels as there must be one label for each image: there are ${
        X.shape[0]
      } images and ${y.shape[0]} labels`,
    );
  }
  const [pixels, numbers] = await Promise.all([
    elements(X, options),
    elements(y, options),
  ]);
  return { X: pixels, y: labelsIn(numbers, options) };
}

/** A file whose header has been read. */
interface IdxFile {
  /** What it is, as the messages call it. */
  readonly what: string;
  readonly reader: ByteReader;
  readonly shape: readonly number[];
}

async function open(
  source: ByteSource,
  magic: number,
  what: string,
): Promise<IdxFile> {
  const reader = byteReader(source, what);
  const integer = async () => {
    const bytes = await reader.take(4);
    return new DataView(bytes.buffer).getUint32(0);
  };
  try {
    const found = await integer();
    if (found !== magic) {
      throw new ValueError(
        `Cannot read ${what}: their magic number is ${magic}, and the file starts with ${found}`,
      );
    }
    const shape: number[] = [];
    for (let i = 0; i < magic % 0x100; i++) shape.push(await integer());
    return { reader, shape, what };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** The elements behind the header, one row for each index of the first dimension. */
async function elements(
  { reader, shape, what }: IdxFile,
  { limit = Infinity }: ReadOptions,
): Promise<Tensor> {
  const [n, ...rest] = shape, rows = Math.min(n, limit);
  const size = sizeOf(rest);
  try {
    requireLimit(limit);
    if (rows * size > LARGEST) {
      throw new ValueError(
        `Cannot read ${what}: the header announces ${n}×${size} bytes, which are more than can be held`,
      );
    }
    const read = zeros([rows, size]);
    await reader.fill(read.data);
    if (rows === n) await reader.expectEnd();
    return read;
  } finally {
    await reader.close();
  }
}

/** Labels as integers. */
function labelsIn(
  { data }: Tensor,
  { classes = 10 }: ReadOptions,
): number[] {
  requireInteger("number of classes", classes, 1, 256);
  data.forEach((label, i) => {
    if (label >= classes) {
      throw labelOutOfRange("IDX labels", i, label, classes);
    }
  });
  return Array.from(data);
}

/** Refuses what is no number of samples. */
export function requireLimit(limit: number): void {
  if (limit !== Infinity) requireInteger("limit", limit, 0);
}

/** The refusal of a label that is no class; `index` counts from 0. */
export function labelOutOfRange(
  what: string,
  index: number,
  label: number,
  classes: number,
): ValueError {
  return new ValueError(
    `Cannot read ${what}: labels are from 0 to ${
      classes - 1
    }, and that of sample ${index} is ${label}`,
  );
}
