/**
 * The three-layer net of the lecture, on column vectors and with sigmoids:
 * h1 = f(W1·x + b1), h2 = f(W2·h1 + b2), out = W3·h2 + b3.
 *
 * @module
 */
import { gates } from "./gates/mod.ts";
import type { Tensor } from "./tensor.ts";

/** The parameters; layer i has Wi `[rows, columns]` and bi `[rows, 1]`. */
export interface MlpModel {
  /** Weights of the first hidden layer. */
  readonly W1: Tensor;
  /** Biases of the first hidden layer. */
  readonly b1: Tensor;
  /** Weights of the second hidden layer. */
  readonly W2: Tensor;
  /** Biases of the second hidden layer. */
  readonly b2: Tensor;
  /** Weights of the output layer. */
  readonly W3: Tensor;
  /** Biases of the output layer. */
  readonly b3: Tensor;
}

/**
 * The forward pass of the three-layer net.
 *
 * @param x The input, a column `[d, 1]`.
 * @param model The parameters.
 * @returns The activations of both hidden layers and the output, all columns.
 * @throws {ShapeError} If shapes do not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mlpForward } from "./mlp.ts";
 * import { tensor, zeros } from "./tensor.ts";
 *
 * const { h1, out } = mlpForward(tensor([[1], [2], [3]]), {
 *   W1: zeros([4, 3]), b1: zeros([4, 1]),
 *   W2: zeros([4, 4]), b2: zeros([4, 1]),
 *   W3: zeros([1, 4]), b3: tensor([[7]]),
 * });
 * assertEquals([...h1.data], [0.5, 0.5, 0.5, 0.5]);
 * assertEquals([...out.data], [7]);
 * ```
 */
export function mlpForward(
  x: Tensor,
  { W1, b1, W2, b2, W3, b3 }: MlpModel,
): { h1: Tensor; h2: Tensor; out: Tensor } {
  const { matmul, add, sigmoid } = gates;
  const layer = (W: Tensor, h: Tensor, b: Tensor) =>
    add.forward([matmul.forward([W, h], {}), b], {});
  const h1 = sigmoid.forward([layer(W1, x, b1)], {});
  const h2 = sigmoid.forward([layer(W2, h1, b2)], {});
  return { h1, h2, out: layer(W3, h2, b3) };
}
