/**
 * Blocks of matrices, and how they get into the memory of WebAssembly and out again.
 *
 * @module
 */
import type { Tensor } from "../tensor.ts";
import type { Memory } from "./memory.ts";

/** Where a block stands in memory, and the bytes from one row to the next. */
export interface Place {
  readonly address: number;
  readonly stride: number;
}

/** Where a piece starts, and how long it is. */
export interface Piece {
  readonly start: number;
  readonly length: number;
}

/** A part of a matrix. */
export interface Block {
  readonly rows: Piece;
  readonly columns: Piece;
}

/** The pieces of 0 … total. */
export function pieces(total: number, length: number): Piece[] {
  const all: Piece[] = [];
  for (let start = 0; start < total; start += length) {
    all.push({ start, length: Math.min(length, total - start) });
  }
  return all;
}

/** Where a block of a matrix stands, if need be after it is copied to `scratch`. */
export function placeOf(
  { addressOf }: Memory,
  { shape: [, width], data }: Tensor,
  { rows, columns }: Block,
  scratch: number,
): Place {
  const address = addressOf(data);
  if (address === undefined) {
    return { address: scratch, stride: columns.length * 8 };
  }
  const before = rows.start * width + columns.start;
  return { address: address + before * 8, stride: width * 8 };
}

/** Copies a block to `scratch` if it is not in the memory. */
export function copyIn(
  memory: Memory,
  matrix: Tensor,
  block: Block,
  scratch: number,
): void {
  if (memory.addressOf(matrix.data) !== undefined) return;
  for (const { outside, inside } of runs(memory, matrix, block, scratch)) {
    inside.set(outside);
  }
}

/** Copies a block from `scratch` to where it belongs, if that is not in the memory. */
export function copyOut(
  memory: Memory,
  matrix: Tensor,
  block: Block,
  scratch: number,
): void {
  if (memory.addressOf(matrix.data) !== undefined) return;
  for (const { outside, inside } of runs(memory, matrix, block, scratch)) {
    outside.set(inside);
  }
}

/**
 * What stands side by side in a block of a matrix, and as well in `scratch`. Rows that
 * are taken as a whole are one run.
 */
function* runs(
  { numbers }: Memory,
  { shape: [, width], data }: Tensor,
  { rows, columns }: Block,
  scratch: number,
): Iterable<{ outside: Float64Array; inside: Float64Array }> {
  const [count, length] = columns.length === width
    ? [1, rows.length * width]
    : [rows.length, columns.length];
  for (let i = 0; i < count; i++) {
    const start = (rows.start + i) * width + columns.start;
    const to = scratch / 8 + i * length;
    const outside = data.subarray(start, start + length);
    yield { outside, inside: numbers.subarray(to, to + length) };
  }
}
