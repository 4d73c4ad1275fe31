/**
 * Batch normalization outside of training: the statistics that training gathers,
 *
 * running ← momentum·running + (1−momentum)·batch,
 *
 * and inference by them, y = γ(x − running mean)/√(running variance + ε) + β. What
 * the gate `batch_norm` does with a batch, this does with each sample by itself.
 *
 * @module
 */
import { requireOneOf } from "./checks.ts";
import { ValueError } from "./errors.ts";
import { requirePerColumn } from "./gates/gate.ts";
import { columnMoments, map } from "./kernels/mod.ts";
import type { Tensor } from "./tensor.ts";

/** The statistics gathered in training, one number for each feature. */
export interface RunningStatistics {
  /** The running mean, `[d]`; zeros are a usual start. */
  readonly runningMean: Tensor;
  /** The running variance, `[d]`; ones are a usual start. */
  readonly runningVariance: Tensor;
}

/** What inference needs: the statistics and the parameters of the gate. */
export interface BatchNormParameters extends RunningStatistics {
  /** The scale γ, `[d]`. */
  readonly gamma: Tensor;
  /** The shift β, `[d]`. */
  readonly beta: Tensor;
}

/** Options of {@linkcode updateRunning}. */
export interface UpdateRunningOptions {
  /** The weight of the old value, 0.9 by default; PyTorch calls 1 minus this so. */
  readonly momentum?: number;
  /** Divide the batch's variance by n (`"biased"`, the default) or by n−1. */
  readonly variance?: "biased" | "unbiased";
}

/**
 * The statistics after one more batch.
 *
 * @param running The statistics so far; they are not written to.
 * @param x The batch, `[n, d]`.
 * @returns The new statistics.
 * @throws {ShapeError} If shapes do not fit.
 * @throws {ValueError} If the unbiased variance of fewer than two samples is asked
 * for, or the kind of variance is unknown.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { updateRunning } from "./running_statistics.ts";
 * import { tensor } from "./tensor.ts";
 *
 * const start = { runningMean: tensor([0]), runningVariance: tensor([1]) };
 * const next = updateRunning(start, tensor([[1], [3]]), { momentum: 0.5 });
 * assertEquals(next.runningMean.data[0], 1);
 * ```
 */
export function updateRunning(
  running: RunningStatistics,
  x: Tensor,
  { momentum = 0.9, variance = "biased" }: UpdateRunningOptions = {},
): RunningStatistics {
  const { runningMean, runningVariance } = running;
  requirePerColumn(x, { runningMean, runningVariance });
  requireOneOf("variance", variance, ["biased", "unbiased"]);
  const [n] = x.shape;
  if (variance === "unbiased" && n < 2) {
    throw new ValueError(
      `The unbiased variance needs at least 2 samples: the batch has ${n}`,
    );
  }
  const batch = columnMoments(x);
  const correction = variance === "unbiased" ? n / (n - 1) : 1;
  const blend = (old: number, fresh: number) =>
    momentum * old + (1 - momentum) * fresh;
  return {
    runningMean: map(runningMean, (a, j) => blend(a, batch.mean.data[j])),
    runningVariance: map(
      runningVariance,
      (a, j) => blend(a, batch.variance.data[j] * correction),
    ),
  };
}

/**
 * Batch normalization by fixed statistics.
 *
 * @param x The samples, `[n, d]`; each is normalized by itself.
 * @param parameters γ, β and the statistics, all `[d]`.
 * @param epsilon The ε that the gate was trained with.
 * @returns y, `[n, d]`.
 * @throws {ShapeError} If shapes do not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { batchNormInference } from "./running_statistics.ts";
 * import { tensor, toNested } from "./tensor.ts";
 *
 * const y = batchNormInference(tensor([[7], [1]]), {
 *   gamma: tensor([2]), beta: tensor([1]),
 *   runningMean: tensor([1]), runningVariance: tensor([8]),
 * }, 1);
 * assertEquals(toNested(y), [[5], [1]]);
 * ```
 */
export function batchNormInference(
  x: Tensor,
  { gamma, beta, runningMean, runningVariance }: BatchNormParameters,
  epsilon: number,
): Tensor {
  requirePerColumn(x, { gamma, beta, runningMean, runningVariance });
  const d = x.shape[1];
  const deviation = map(runningVariance, (v) => Math.sqrt(v + epsilon));
  return map(x, (a, i) => {
    const j = i % d;
    const xHat = (a - runningMean.data[j]) / deviation.data[j];
    return gamma.data[j] * xHat + beta.data[j];
  });
}
