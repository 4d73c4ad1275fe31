/**
 * Products of blocks that stand in the memory of WebAssembly: both factors are packed
 * into panels, which the micro-kernel multiplies. Threads share the rows of the product
 * or its columns.
 *
 * @module
 */
import { type Piece, pieces, type Place } from "./blocks.ts";
import type { Code } from "./memory.ts";
import { TILE } from "./micro_kernel.ts";
import { MOST_THREADS, type Task, type Team } from "./team.ts";

/** The most numbers that a block of x, y or z may have. */
export const BLOCK = 500_000;

/** The most steps of the inner dimension whose panels of x stay in the cache. */
const DEPTH = 260;

/** The most rows of x that are packed at once, for the same reason. */
const ROWS = 48;

/** Below so many multiplications, it does not pay to divide them among threads. */
const WORTH_SHARING = 50_000;

/** What the kernels may read past the end of numbers, in bytes. */
export const SLACK = 64;

/** Where each thread packs its panels, in bytes. */
const Y_BYTES = BLOCK * 8 + SLACK, PACKED_Y = 0;
const X_BYTES = ROWS * DEPTH * 8 + SLACK;
const PACKED_X = PACKED_Y + MOST_THREADS * Y_BYTES;

/** The bytes of scratch memory, from its beginning on, for the panels of all threads. */
export const PANEL_BYTES = PACKED_X + MOST_THREADS * X_BYTES;

/**
 * Where the numbers of a factor stand, and how. Its lanes are what it has in common with
 * the product: rows of x and columns of y.
 */
interface Source {
  /** Whether the lanes are the rows of the matrix as it is stored, or the columns. */
  readonly lanesAreRows: boolean;
  readonly place: Place;
}

/** A block of a factor. Its depth is the inner dimension. */
export interface Part extends Source {
  readonly lanes: number;
  readonly depth: number;
}

/** z = x·y, or z += x·y if it is not the first part of the inner dimension. */
export function multiplyParts(
  team: Team,
  x: Part,
  y: Part,
  z: Place,
  isFirst: boolean,
): void {
  const { depth } = x, rows = x.lanes, columns = y.lanes;
  const threads = rows * columns * depth < WORTH_SHARING ? 1 : team.threads;
  const isOfRows = rows >= columns, lanes = isOfRows ? rows : columns;
  const most = wholeTiles(lanes / partsFor(threads, lanes));
  // deno-fmt-ignore
  team.run("multiply", Math.ceil(lanes / most), [
    rows, columns, depth, z.address, z.stride, Number(isFirst),
    Number(isOfRows), most, ...argsOf(x), ...argsOf(y),
  ]);
}

/**
 * Into how many parts so many lanes are divided. With more parts than threads, one that
 * is late does fewer; but for each part, the whole of the other factor is packed anew.
 */
function partsFor(threads: number, lanes: number): number {
  if (threads === 1) return 1;
  const ofEach = Math.floor(lanes / threads / 250);
  return threads * Math.max(1, Math.min(4, ofEach));
}

function argsOf(
  { lanesAreRows, place: { address, stride } }: Source,
): number[] {
  return [Number(lanesAreRows), address, stride];
}

/** The inverse of `argsOf`. */
function sourceOf(args: readonly number[]): Source {
  const [lanesAreRows, address, stride] = args;
  return { lanesAreRows: lanesAreRows === 1, place: { address, stride } };
}

/** What threads do together for a product: each part is some rows, or some columns. */
export function multiplyTask(codeOf: () => Code): Task {
  return (args, part, thread) => {
    const code = codeOf();
    // deno-fmt-ignore
    const [
      rows, columns, depth, z, stride, isFirst, isOfRows, most, ...factors
    ] = args;
    const x = sourceOf(factors.slice(0, 3)), y = sourceOf(factors.slice(3));
    const first = part * most, total = isOfRows ? rows : columns;
    const own = Math.min(most, total - first);
    const top = isOfRows ? first : 0, height = isOfRows ? own : rows;
    const left = isOfRows ? 0 : first, width = isOfRows ? columns : own;
    const across = { start: left, length: width };
    const packedX = PACKED_X + thread * X_BYTES;
    const packedY = PACKED_Y + thread * Y_BYTES;
    for (const steps of slices(depth)) {
      pack(code, y, across, steps, packedY);
      for (const { start, length } of pieces(height, ROWS)) {
        const down = { start: top + start, length };
        pack(code, x, down, steps, packedX);
        const to = z + down.start * stride + left * 8;
        const starts = Number(isFirst && steps.start === 0);
        // deno-fmt-ignore
        code.multiply(
          length, width, steps.length, packedX, packedY, to, stride, starts,
        );
      }
    }
  };
}

/**
 * Pieces of the inner dimension, of about one length: a multiple of 4, as the
 * micro-kernel takes 4 steps at a time, but not of 8, lest panels that follow each other
 * push each other out of the cache.
 */
function slices(depth: number): Piece[] {
  const even = depth / Math.ceil(depth / DEPTH);
  return pieces(depth, Math.ceil((even - 4) / 8) * 8 + 4);
}

/** Packs some lanes of a slice of a factor. */
function pack(
  { packRows, packColumns }: Code,
  { lanesAreRows, place: { address, stride } }: Source,
  lanes: Piece,
  steps: Piece,
  to: number,
): void {
  const row = lanesAreRows ? lanes.start : steps.start;
  const column = lanesAreRows ? steps.start : lanes.start;
  const packing = lanesAreRows ? packRows : packColumns;
  const from = address + row * stride + column * 8;
  packing(from, stride, lanes.length, steps.length, to);
}

/** The extent of the tiles that so many lanes need. */
export function wholeTiles(extent: number): number {
  return Math.ceil(extent / TILE) * TILE;
}
