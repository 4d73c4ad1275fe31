/**
 * Maxout: the larger of two affine functions, the generalization of ReLU and
 * leaky ReLU that neither saturates nor dies.
 *
 * @module
 */
import { axpy } from "../kernels/mod.ts";
import type { Tensor } from "../tensor.ts";
import { max } from "./arithmetic.ts";
import type { Gate } from "./gate.ts";
import { affineBackward, affineForward } from "./products.ts";

/** y = max(x·w1 + b1, x·w2 + b2) of x `[n, d]`, w `[d, m]`, b `[m]`: `[n, m]`. */
export const maxout: Gate = {
  inputs: ["x", "w1", "b1", "w2", "b2"],
  output: "y",
  forward: (inputs) => max.forward(pieces(inputs), {}),
  backward: (dy, inputs, y) => {
    const [x, w1, , w2] = inputs;
    const [d1, d2] = max.backward(dy, pieces(inputs), y, {}) as Tensor[];
    const [dx1, dw1, db1] = affineBackward(d1, x, w1);
    const [dx2, dw2, db2] = affineBackward(d2, x, w2);
    axpy(dx2.data, dx1.data, 1);
    return [dx1, dw1, db1, dw2, db2];
  },
};

function pieces([x, w1, b1, w2, b2]: readonly Tensor[]): Tensor[] {
  return [
    affineForward(["x", x], ["w1", w1], ["b1", b1]),
    affineForward(["x", x], ["w2", w2], ["b2", b2]),
  ];
}
