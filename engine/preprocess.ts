/**
 * Preprocessing: zero-centre and scale every feature, (x − mean)/std, always by the
 * statistics of the training data, also for what the net sees later.
 *
 * @module
 */
import { requirePerColumn, requireRank } from "./gates/gate.ts";
import { columnMoments, map } from "./kernels/mod.ts";
import type { Tensor } from "./tensor.ts";

/** Mean and standard deviation of each feature of the training data, `[d]`. */
export interface Standardizer {
  /** The means. */
  readonly mean: Tensor;
  /** The population standard deviations; 0 just where a feature is constant. */
  readonly std: Tensor;
}

/**
 * Takes the statistics of the training data.
 *
 * @param X The training data, `[n, d]`.
 * @returns The mean and the standard deviation (dividing by n) of each column.
 * @throws {ShapeError} If `X` is no matrix.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fitStandardizer, standardize } from "./preprocess.ts";
 * import { tensor, toNested } from "./tensor.ts";
 *
 * const fitted = fitStandardizer(tensor([[1, 5], [3, 5]]));
 * assertEquals(toNested(standardize(tensor([[4, 6]]), fitted)), [[2, 0]]);
 * ```
 */
export function fitStandardizer(X: Tensor): Standardizer {
  requireRank("X", X, 2);
  const { mean, variance } = columnMoments(X), d = X.shape[1];
  // The computed mean of n equal values may be off by a bit, and then their
  // computed deviation is not 0: only the values themselves can tell.
  const varies = new Set<number>();
  X.data.forEach((a, i) => {
    if (a !== X.data[i % d]) varies.add(i % d);
  });
  return {
    mean,
    std: map(variance, (v, j) => varies.has(j) ? Math.sqrt(v) : 0),
  };
}

/**
 * Centres and scales data by the statistics of the training data.
 *
 * @param X Any data with the features of the training data, `[m, d]`.
 * @param fitted What {@linkcode fitStandardizer} returned.
 * @returns (X − mean)/std, `[m, d]`; 0 for a feature that was constant in training.
 * @throws {ShapeError} If shapes do not fit.
 *
 * @example See {@linkcode fitStandardizer}
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { standardize } from "./preprocess.ts";
 * import { tensor, toNested } from "./tensor.ts";
 *
 * const fitted = { mean: tensor([2]), std: tensor([4]) };
 * assertEquals(toNested(standardize(tensor([[10], [0]]), fitted)), [[2], [-0.5]]);
 * ```
 */
export function standardize(X: Tensor, { mean, std }: Standardizer): Tensor {
  requirePerColumn(X, { mean, std });
  const d = X.shape[1];
  return map(X, (a, i) => {
    const j = i % d;
    return std.data[j] === 0 ? 0 : (a - mean.data[j]) / std.data[j];
  });
}
