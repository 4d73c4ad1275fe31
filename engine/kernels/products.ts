/**
 * Matrix products with SIMD. Both factors are copied into the memory of WebAssembly
 * and packed into panels there, the micro-kernel multiplies the panels, and the
 * product is copied out again. Factors of any size fit: they are cut into blocks.
 *
 * @module
 */
import { type Tensor, zeros } from "../tensor.ts";
import type { Product } from "./kernels.ts";
import { TILE } from "./micro_kernel.ts";
import { plain } from "./plain.ts";
import type { Scratch } from "./scratch.ts";

/** Below so many multiplications, copying costs more than SIMD saves. */
const WORTH_COPYING = 2000;

/** The most numbers that a block of x, y or z may have. */
const BLOCK = 500_000;

/** The most steps of the inner dimension whose panels of x stay in the cache. */
const DEPTH = 248;

/** The most rows of x that are packed at once, for the same reason. */
const ROWS = 128;

/** Where the parts of the scratch memory begin, in bytes. */
const SLACK = 64;
const X = 0;
const Y = X + BLOCK * 8 + SLACK;
const PACKED_Y = Y + BLOCK * 8 + SLACK;
const PACKED_X = PACKED_Y + BLOCK * 8 + SLACK;
const Z = PACKED_X + ROWS * DEPTH * 8 + SLACK;

/** The bytes of scratch memory that products need. */
export const PRODUCT_BYTES = Z + BLOCK * 8 + SLACK;

/**
 * A factor: its lanes are what it has in common with the product, rows of x and
 * columns of y. Its depth is the inner dimension.
 */
interface Factor {
  readonly data: Float64Array;
  readonly lanes: number;
  readonly depth: number;
  /** Whether the lanes are the rows of the matrix as it is stored, or the columns. */
  readonly lanesAreRows: boolean;
}

/** A part of a factor. */
interface Part {
  readonly lane: number;
  readonly lanes: number;
  readonly step: number;
  readonly depth: number;
}

/** The products that work in this scratch memory. */
export function products(
  scratch: Scratch,
): Record<
  "matmul" | "matmulTransposedLeft" | "matmulTransposedRight",
  Product
> {
  return {
    matmul: (x, y, z) =>
      isSmall(x, y.shape[1])
        ? plain.matmul(x, y, z)
        : product(scratch, lanesAreRows(x), lanesAreColumns(y), z),
    matmulTransposedLeft: (x, y, z) =>
      isSmall(x, y.shape[1])
        ? plain.matmulTransposedLeft(x, y, z)
        : product(scratch, lanesAreColumns(x), lanesAreColumns(y), z),
    matmulTransposedRight: (x, y, z) =>
      isSmall(x, y.shape[0])
        ? plain.matmulTransposedRight(x, y, z)
        : product(scratch, lanesAreRows(x), lanesAreRows(y), z),
  };
}

function isSmall(x: Tensor, columns: number): boolean {
  return x.data.length * columns < WORTH_COPYING;
}

function lanesAreRows({ shape: [lanes, depth], data }: Tensor): Factor {
  return { data, lanes, depth, lanesAreRows: true };
}

function lanesAreColumns({ shape: [depth, lanes], data }: Tensor): Factor {
  return { data, lanes, depth, lanesAreRows: false };
}

function product(
  scratch: Scratch,
  x: Factor,
  y: Factor,
  z = zeros([x.lanes, y.lanes]),
): Tensor {
  const block = blockSize(x.lanes, x.depth, y.lanes);
  for (const [row, rows] of pieces(x.lanes, block.rows)) {
    for (const [column, columns] of pieces(y.lanes, block.columns)) {
      for (const [step, depth] of pieces(x.depth, block.depth)) {
        const ofX = { lane: row, lanes: rows, step, depth };
        const ofY = { lane: column, lanes: columns, step, depth };
        copyIn(scratch, x, ofX, X);
        copyIn(scratch, y, ofY, Y);
        multiplyBlock(scratch, [x, ofX], [y, ofY]);
      }
      copyOut(scratch, z, { row, rows, column, columns });
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

/** Starts and lengths of the pieces of 0 … total. */
function pieces(total: number, length: number): [start: number, n: number][] {
  return Array.from({ length: Math.ceil(total / length) }, (_, i) => {
    const start = i * length;
    return [start, Math.min(length, total - start)];
  });
}

/** Copies a part of a factor to an address, without gaps. */
function copyIn(
  { numbers }: Scratch,
  { data, lanes, depth, lanesAreRows }: Factor,
  part: Part,
  address: number,
): void {
  const stride = lanesAreRows ? depth : lanes;
  const [row, rows, column, columns] = lanesAreRows
    ? [part.lane, part.lanes, part.step, part.depth]
    : [part.step, part.depth, part.lane, part.lanes];
  // Rows that are taken as a whole lie side by side, and can be copied as one.
  const [runs, length] = columns === stride
    ? [1, rows * columns]
    : [rows, columns];
  for (let i = 0; i < runs; i++) {
    const start = (row + i) * stride + column;
    numbers.set(data.subarray(start, start + length), address / 8 + i * length);
  }
}

/** Multiplies the parts at X and Y, and adds to Z what is not the first step. */
function multiplyBlock(
  { code }: Scratch,
  [x, ofX]: readonly [Factor, Part],
  [y, ofY]: readonly [Factor, Part],
): void {
  const pack = (
    { lanesAreRows }: Factor,
    whole: Part,
    { lane, lanes, step, depth }: Part,
    from: number,
    to: number,
  ) => {
    const width = lanesAreRows ? whole.depth : whole.lanes;
    const start = lanesAreRows ? lane * width + step : step * width + lane;
    const packing = lanesAreRows ? code.packRows : code.packColumns;
    packing(from + start * 8, width * 8, lanes, depth, to);
  };
  const stride = wholeTiles(ofY.lanes) * 8;
  for (const [step, depth] of evenPieces(ofX.depth, DEPTH)) {
    pack(y, ofY, { lane: 0, lanes: ofY.lanes, step, depth }, Y, PACKED_Y);
    for (const [lane, lanes] of pieces(ofX.lanes, ROWS)) {
      pack(x, ofX, { lane, lanes, step, depth }, X, PACKED_X);
      const z = Z + lane * stride, isFirst = Number(ofX.step + step === 0);
      // deno-fmt-ignore
      code.multiply(lanes, ofY.lanes, depth, PACKED_X, PACKED_Y, z, stride, isFirst);
    }
  }
}

/** Pieces of about one length, none of them much shorter than the others. */
function evenPieces(total: number, most: number): [number, number][] {
  return pieces(total, Math.ceil(total / Math.ceil(total / most)));
}

/** Copies the block from Z to its place in the product. */
function copyOut(
  { numbers, code }: Scratch,
  { shape: [, m], data }: Tensor,
  { row, rows, column, columns }: Record<
    "row" | "rows" | "column" | "columns",
    number
  >,
): void {
  const stride = wholeTiles(columns);
  if (columns < stride) code.closeRows(Z, stride * 8, rows, columns);
  const [runs, length] = columns === m ? [1, rows * m] : [rows, columns];
  for (let i = 0; i < runs; i++) {
    const start = Z / 8 + i * length;
    data.set(
      numbers.subarray(start, start + length),
      (row + i) * m + column,
    );
  }
}
