/**
 * The gates that multiply matrices: `matmul` and `affine`.
 *
 * With z = x·y the chain rule is dx = dz·yᵀ and dy = xᵀ·dz: the only products
 * whose shapes fit.
 *
 * @module
 */
import { ShapeError } from "../errors.ts";
import {
  matmul as product,
  matmulTransposedLeft,
  matmulTransposedRight,
  sumRows,
} from "../kernels/mod.ts";
import { type Room, showShape, type Tensor, zeros } from "../tensor.ts";
import { type Gate, requireRank } from "./gate.ts";

/** Matrix product z = x·y of x `[n, k]` and y `[k, m]`: `[n, m]`. */
export const matmul: Gate = {
  inputs: ["x", "y"],
  output: "z",
  forward: ([x, y], _attributes, room = zeros) => {
    requireProduct(["x", x], ["y", y]);
    return product(x, y, room([x.shape[0], y.shape[1]]));
  },
  backward: (
    dz,
    [x, y],
    _z,
    _attributes,
    wanted = [true, true],
    room = zeros,
    [dx, dy] = [],
  ) => [
    wanted[0]
      ? matmulTransposedRight(dz, y, dx ?? room(x.shape), dx !== undefined)
      : undefined,
    wanted[1]
      ? matmulTransposedLeft(x, dz, dy ?? room(y.shape), dy !== undefined)
      : undefined,
  ],
};

/** Fully connected layer y = x·w + b of x `[n, d]`, w `[d, m]`, b `[m]`: `[n, m]`. */
export const affine: Gate = {
  inputs: ["x", "w", "b"],
  output: "y",
  forward: ([x, w, b], _attributes, room) =>
    affineForward(["x", x], ["w", w], ["b", b], room),
  backward: (dy, [x, w, b], _y, attributes, wanted, room = zeros, sums) => [
    ...matmul.backward(dy, [x, w], dy, attributes, wanted, room, sums),
    sumRows(dy, room(b.shape)),
  ],
};

type Named = readonly [name: string, value: Tensor];

/** x·w + b, with every shape checked under the name that the caller gives. */
export function affineForward(
  x: Named,
  w: Named,
  b: Named,
  room: Room = zeros,
): Tensor {
  requireProduct(x, w);
  requireRank(...b, 1);
  const [, m] = w[1].shape;
  if (b[1].shape[0] !== m) {
    throw new ShapeError(
      `Cannot add the bias "${
        b[0]
      }" as it must have one number for each column of "${w[0]}": shapes are ${
        showShape(b[1].shape)
      } and ${showShape(w[1].shape)}`,
    );
  }
  const y = product(x[1], w[1], room([x[1].shape[0], m])), bias = b[1].data;
  for (let row = 0; row < y.data.length; row += m) {
    for (let j = 0; j < m; j++) y.data[row + j] += bias[j];
  }
  return y;
}

/** The gradients of x·w + b on x, w and b. */
export function affineBackward(
  dy: Tensor,
  x: Tensor,
  w: Tensor,
): [dx: Tensor, dw: Tensor, db: Tensor] {
  return [
    matmulTransposedRight(dy, w),
    matmulTransposedLeft(x, dy),
    sumRows(dy),
  ];
}

function requireProduct(x: Named, y: Named): void {
  requireRank(...x, 2);
  requireRank(...y, 2);
  if (x[1].shape[1] !== y[1].shape[0]) {
    throw new ShapeError(
      `Cannot multiply as inner sizes must match: shapes are ${
        showShape(x[1].shape)
      } and ${showShape(y[1].shape)}`,
    );
  }
}
