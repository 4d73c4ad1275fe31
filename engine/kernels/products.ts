/**
 * Matrix products with SIMD. Factors outside of the memory of WebAssembly are copied
 * into it; there both are packed into panels, the micro-kernel multiplies the panels,
 * and the product is copied out again if it belongs elsewhere. Factors of any size fit:
 * they are cut into blocks.
 *
 * @module
 */
import { type Tensor, zeros } from "../tensor.ts";
import {
  BLOCK,
  multiplyParts,
  PANEL_BYTES,
  type Part,
  SLACK,
  wholeTiles,
} from "./block_product.ts";
import { copyIn, copyOut, type Piece, pieces, placeOf } from "./blocks.ts";
import type { Product } from "./kernels.ts";
import type { Memory } from "./memory.ts";
import { plain } from "./plain.ts";
import type { Team } from "./team.ts";

/** Below so many multiplications, copying costs more than SIMD saves. */
const WORTH_COPYING = 2000;

/** Where copies of blocks begin in the scratch memory, in bytes. */
const BYTES = BLOCK * 8 + SLACK;
const X = PANEL_BYTES, Y = X + BYTES, Z = Y + BYTES;

/** The bytes of scratch memory that products need. */
export const PRODUCT_BYTES = Z + BYTES;

/** A factor as a whole. */
interface Factor extends Omit<Part, "place"> {
  readonly matrix: Tensor;
}

type Name = "matmul" | "matmulTransposedLeft" | "matmulTransposedRight";

/** The products that work in this memory. */
export function products(memory: Memory, team: Team): Record<Name, Product> {
  type Lanes = (matrix: Tensor) => Factor;
  const kernel =
    (name: Name, lanesOfX: Lanes, lanesOfY: Lanes): Product =>
    (x, y, z, adds) => {
      const ofX = lanesOfX(x), ofY = lanesOfY(y);
      return ofX.lanes * ofX.depth * ofY.lanes < WORTH_COPYING
        ? plain[name](x, y, z, adds)
        : product({ memory, team }, ofX, ofY, z, adds);
    };
  return {
    matmul: kernel("matmul", lanesAreRows, lanesAreColumns),
    matmulTransposedLeft: kernel(
      "matmulTransposedLeft",
      lanesAreColumns,
      lanesAreColumns,
    ),
    matmulTransposedRight: kernel(
      "matmulTransposedRight",
      lanesAreRows,
      lanesAreRows,
    ),
  };
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
  for (const rows of pieces(x.lanes, most.rows)) {
    for (const columns of pieces(y.lanes, most.columns)) {
      const block = { rows, columns };
      if (adds) copyIn(memory, z, block, Z);
      const place = placeOf(memory, z, block, Z);
      for (const steps of pieces(x.depth, most.depth)) {
        const ofX = partOf(memory, x, rows, steps, X);
        const ofY = partOf(memory, y, columns, steps, Y);
        multiplyParts(team, ofX, ofY, place, steps.start === 0 && !adds);
      }
      copyOut(memory, z, block, Z);
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

/** A part of a factor, which is copied to `scratch` if it is not in the memory. */
function partOf(
  memory: Memory,
  factor: Factor,
  lanes: Piece,
  steps: Piece,
  scratch: number,
): Part {
  const { matrix, lanesAreRows } = factor;
  const block = lanesAreRows
    ? { rows: lanes, columns: steps }
    : { rows: steps, columns: lanes };
  copyIn(memory, matrix, block, scratch);
  const place = placeOf(memory, matrix, block, scratch);
  return { lanes: lanes.length, depth: steps.length, lanesAreRows, place };
}
