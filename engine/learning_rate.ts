/**
 * The learning rate: how it decays from epoch to epoch, and how to see whether it is
 * too large or too small.
 *
 * @module
 */
import { requireSameShape } from "./gates/gate.ts";
import { sumOfSquares } from "./kernels/mod.ts";
import type { Tensor } from "./tensor.ts";

/** Options of {@linkcode learningRateAt}. */
export interface LearningRateOptions {
  /** The rate of the first epoch. */
  readonly learningRate: number;
  /** What the rate is multiplied by after every epoch; 1 by default. */
  readonly decay?: number;
}

/**
 * The learning rate with which an epoch runs: learningRate·decay^(epoch−1).
 *
 * @param epoch The number of the epoch, from 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { learningRateAt } from "./learning_rate.ts";
 *
 * assertEquals(learningRateAt(3, { learningRate: 8, decay: 0.5 }), 2);
 * ```
 */
export function learningRateAt(
  epoch: number,
  { learningRate, decay = 1 }: LearningRateOptions,
): number {
  return learningRate * decay ** (epoch - 1);
}

/**
 * How far a step of sgd moves a parameter, in parts of its length: ‖−η·dw‖ / ‖w‖.
 * The lecture wants about 1e-3.
 *
 * @param w The parameter before the update.
 * @param dw The gradient on it.
 * @returns The ratio; infinite or NaN if `w` is all zeros.
 * @throws {ShapeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor } from "./tensor.ts";
 * import { updateRatio } from "./learning_rate.ts";
 *
 * assertEquals(updateRatio(tensor([3, 4]), tensor([0, 10]), 0.5), 1);
 * ```
 */
export function updateRatio(
  w: Tensor,
  dw: Tensor,
  learningRate: number,
): number {
  requireSameShape("compare an update", w, dw);
  return norm(dw.data.map((g) => learningRate * g)) / norm(w.data);
}

function norm(x: Float64Array): number {
  return Math.sqrt(sumOfSquares(x));
}
