/**
 * Matrix products with SIMD. Factors outside of the memory of WebAssembly are copied
 * into it; there both are packed into panels, the micro-kernel multiplies the panels,
 * and the product is copied out again if it belongs elsewhere. Factors of any size fit:
 * they are cut into blocks.
 *
 * @module
 */
import { type Tensor, zeros } from "../tensor.ts";
import type { Product } from "./kernels.ts";
import { TILE } from "./micro_kernel.ts";
import { plain } from "./plain.ts";
import type { Code, Memory } from "./memory.ts";
import { MOST_THREADS, type Task, type Team } from "./team.ts";

/** Below so many multiplications, copying costs more than SIMD saves. */
const WORTH_COPYING = 2000;

/** The most numbers that a block of x, y or z may have. */
const BLOCK = 500_000;

/** The most steps of the inner dimension whose panels of x stay in the cache. */
const DEPTH = 248;

/** The most rows of x that are packed at once, for the same reason. */
const ROWS = 128;

/** Below so many multiplications, it does not pay to divide them among threads. */
const WORTH_SHARING = 50_000;

/** Where the parts of the scratch memory begin, in bytes. */
const SLACK = 64;
const X = 0;
const Y = X + BLOCK * 8 + SLACK;
const PACKED_Y = Y + BLOCK * 8 + SLACK;
const PACKED_Y_BYTES = BLOCK * 8 + SLACK;
const PACKED_X = PACKED_Y + MOST_THREADS * PACKED_Y_BYTES;
const PACKED_X_BYTES = ROWS * DEPTH * 8 + SLACK;
const Z = PACKED_X + MOST_THREADS * PACKED_X_BYTES;

/** The bytes of scratch memory that products need. */
export const PRODUCT_BYTES = Z + BLOCK * 8 + SLACK;

/**
 * A factor: its lanes are what it has in common with the product, rows of x and
 * columns of y. Its depth is the inner dimension.
 */
interface Factor {
  readonly matrix: Tensor;
  readonly lanes: number;
  readonly depth: number;
  /** Whether the lanes are the rows of the matrix as it is stored, or the columns. */
  readonly lanesAreRows: boolean;
}

/** A part of a matrix. */
interface Block {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

/** A part of a factor, and where it stands in memory. */
interface Part {
  readonly factor: Factor;
  readonly lanes: number;
  readonly depth: number;
  readonly place: Place;
}

/** Where a block stands in memory, and the bytes from one row to the next. */
interface Place {
  readonly address: number;
  readonly stride: number;
}

/** The products that work in this memory. */
export function products(
  memory: Memory,
  team: Team,
): Record<
  "matmul" | "matmulTransposedLeft" | "matmulTransposedRight",
  Product
> {
  return {
    matmul: (x, y, z, adds) =>
      isSmall(x, y.shape[1]) ? plain.matmul(x, y, z, adds) : product(
        { memory, team },
        lanesAreRows(x),
        lanesAreColumns(y),
        z,
        adds,
      ),
    matmulTransposedLeft: (x, y, z, adds) =>
      isSmall(x, y.shape[1])
        ? plain.matmulTransposedLeft(x, y, z, adds)
        : product(
          { memory, team },
          lanesAreColumns(x),
          lanesAreColumns(y),
          z,
          adds,
        ),
    matmulTransposedRight: (x, y, z, adds) =>
      isSmall(x, y.shape[0])
        ? plain.matmulTransposedRight(x, y, z, adds)
        : product({ memory, team }, lanesAreRows(x), lanesAreRows(y), z, adds),
  };
}

function isSmall(x: Tensor, columns: number): boolean {
  return x.data.length * columns < WORTH_COPYING;
}

function lanesAreRows(matrix: Tensor): Factor {
  const [lanes, depth] = matrix.shape;
  return { matrix, lanes, depth, lanesAreRows: true };
}

function lanesAreColumns(matrix: Tensor): Factor {
  const [depth, lanes] = matrix.shape;
  return { matrix, lanes, depth, lanesAreRows: false };
}

function product(
  { memory, team }: { memory: Memory; team: Team },
  x: Factor,
  y: Factor,
  z = zeros([x.lanes, y.lanes]),
  adds = false,
): Tensor {
  const most = blockSize(x.lanes, x.depth, y.lanes);
  for (const [row, rows] of pieces(x.lanes, most.rows)) {
    for (const [column, columns] of pieces(y.lanes, most.columns)) {
      const block = { row, rows, column, columns };
      if (adds) copyIn(memory, z, block, Z);
      const place = placeOf(memory, z, block, Z);
      for (const [step, depth] of pieces(x.depth, most.depth)) {
        const ofX = partOf(memory, x, [row, rows], [step, depth], X);
        const ofY = partOf(memory, y, [column, columns], [step, depth], Y);
        multiplyParts(team, ofX, ofY, place, step === 0 && !adds);
      }
      if (memory.addressOf(z.data) === undefined) copyOut(memory, z, block);
    }
  }
  return z;
}

/** Halves the largest extent until each of the three matrices fits its memory. */
function blockSize(
  n: number,
  inner: number,
  m: number,
): { rows: number; depth: number; columns: number } {
  let rows = wholeTiles(n), depth = inner, columns = wholeTiles(m);
  while (Math.max(rows * depth, depth * columns, rows * columns) > BLOCK) {
    const largest = Math.max(rows, depth, columns);
    if (rows === largest) rows = wholeTiles(rows / 2);
    else if (columns === largest) columns = wholeTiles(columns / 2);
    else depth = Math.ceil(depth / 2);
  }
  return { rows, depth, columns };
}

function wholeTiles(extent: number): number {
  return Math.ceil(extent / TILE) * TILE;
}

/** Where a piece starts, and how long it is. */
type Piece = readonly [start: number, length: number];

/** The pieces of 0 … total. */
function pieces(total: number, length: number): Piece[] {
  return Array.from({ length: Math.ceil(total / length) }, (_, i) => {
    const start = i * length;
    return [start, Math.min(length, total - start)];
  });
}

/** Where a block of a matrix stands, if need be after it is copied to `scratch`. */
function placeOf(
  { addressOf }: Memory,
  { shape: [, width], data }: Tensor,
  { row, column, columns }: Block,
  scratch: number,
): Place {
  const address = addressOf(data);
  return address === undefined
    ? { address: scratch, stride: columns * 8 }
    : { address: address + (row * width + column) * 8, stride: width * 8 };
}

/** A part of a factor, which is copied to `scratch` if it is not in the memory. */
function partOf(
  memory: Memory,
  factor: Factor,
  [lane, lanes]: Piece,
  [step, depth]: Piece,
  scratch: number,
): Part {
  const { matrix, lanesAreRows } = factor;
  const block = lanesAreRows
    ? { row: lane, rows: lanes, column: step, columns: depth }
    : { row: step, rows: depth, column: lane, columns: lanes };
  copyIn(memory, matrix, block, scratch);
  const place = placeOf(memory, matrix, block, scratch);
  return { factor, lanes, depth, place };
}

/** Copies a block to `scratch` if it is not in the memory. */
function copyIn(
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

/** Copies a block of the product from Z to where it belongs. */
function copyOut(memory: Memory, z: Tensor, block: Block): void {
  for (const { outside, inside } of runs(memory, z, block, Z)) {
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
  { row, rows, column, columns }: Block,
  scratch: number,
): Iterable<{ outside: Float64Array; inside: Float64Array }> {
  const [count, length] = columns === width
    ? [1, rows * columns]
    : [rows, columns];
  for (let i = 0; i < count; i++) {
    const start = (row + i) * width + column, to = scratch / 8 + i * length;
    const outside = data.subarray(start, start + length);
    yield { outside, inside: numbers.subarray(to, to + length) };
  }
}

/** z = x·y, or z += x·y if it is not the first part of the inner dimension. */
function multiplyParts(
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

function argsOf({ factor, place: { address, stride } }: Part): number[] {
  return [Number(factor.lanesAreRows), address, stride];
}

/** What threads do together for a product: each part is some rows, or some columns. */
export function multiplyTask(code: Code): Task {
  return (args, part, thread) => {
    // deno-fmt-ignore
    const [
      rows, columns, depth, z, stride, isFirst, isOfRows, most, ...factors
    ] = args;
    const x = factors.slice(0, 3), y = factors.slice(3);
    const start = part * most, total = isOfRows ? rows : columns;
    const own = [start, Math.min(most, total - start)] as const;
    const [top, height] = isOfRows ? own : [0, rows];
    const [left, width] = isOfRows ? [0, columns] : own;
    const packedX = PACKED_X + thread * PACKED_X_BYTES;
    const packedY = PACKED_Y + thread * PACKED_Y_BYTES;
    for (const slice of evenPieces(depth, DEPTH)) {
      pack(code, y, [left, width], slice, packedY);
      for (const [row, count] of pieces(height, ROWS)) {
        pack(code, x, [top + row, count], slice, packedX);
        const [step, steps] = slice, starts = Number(isFirst && step === 0);
        const to = z + (top + row) * stride + left * 8;
        // deno-fmt-ignore
        code.multiply(count, width, steps, packedX, packedY, to, stride, starts);
      }
    }
  };
}

/** Packs some lanes of a slice of a factor. */
function pack(
  { packRows, packColumns }: Code,
  [lanesAreRows, address, stride]: readonly number[] | Float64Array,
  [lane, lanes]: Piece,
  [step, depth]: Piece,
  to: number,
): void {
  const [row, column] = lanesAreRows ? [lane, step] : [step, lane];
  const packing = lanesAreRows ? packRows : packColumns;
  packing(address + row * stride + column * 8, stride, lanes, depth, to);
}

/** Pieces of about one length, none of them much shorter than the others. */
function evenPieces(total: number, most: number): Piece[] {
  return pieces(total, Math.ceil(total / Math.ceil(total / most)));
}
