/**
 * The lines in which the lecture reports on training and on the search for
 * hyper-parameters, character by character. Numbers are as in C's `%f` and `%e`.
 *
 * @module
 */
import type { TrialResult } from "./search.ts";
import type { EpochReport } from "./trainer.ts";

/**
 * The line of an epoch.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { epochLine } from "./transcript.ts";
 *
 * const line = epochLine({
 *   epoch: 199,
 *   epochs: 200,
 *   loss: 0.002617,
 *   trainAccuracy: 1,
 *   valAccuracy: 1,
 *   learningRate: 1e-3,
 * });
 * assertEquals(
 *   line,
 *   "Finished epoch 199 / 200: cost 0.002617, train: 1.000000, val 1.000000, lr 1.000000e-03",
 * );
 * ```
 */
export function epochLine(report: EpochReport): string {
  const { epoch, epochs, loss, trainAccuracy, valAccuracy, learningRate } =
    report;
  return [
    `Finished epoch ${epoch} / ${epochs}: cost ${fixed(loss)}`,
    `train: ${fixed(trainAccuracy)}`,
    `val ${fixed(valAccuracy)}`,
    `lr ${exponential(learningRate)}`,
  ].join(", ");
}

/**
 * The line at the end of training.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { finishedLine } from "./transcript.ts";
 *
 * assertEquals(
 *   finishedLine(1),
 *   "finished optimization. best validation accuracy: 1.000000",
 * );
 * ```
 */
export function finishedLine(bestValAccuracy: number): string {
  return `finished optimization. best validation accuracy: ${
    fixed(bestValAccuracy)
  }`;
}

/**
 * The line of a trial of random search, with the hyper-parameters under the names
 * that the search gave them.
 *
 * @param result The trial; its score is a validation accuracy.
 * @param trials The number of trials in all.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { trialLine } from "./transcript.ts";
 *
 * const params = { lr: 1.405206e-4, reg: 4.793564e-1 };
 * assertEquals(
 *   trialLine({ index: 0, params, score: 0.412 }, 100),
 *   "val acc: 0.412000, lr: 1.405206e-04, reg: 4.793564e-01, (1 / 100)",
 * );
 * ```
 */
export function trialLine(result: TrialResult, trials: number): string {
  return [
    `val acc: ${fixed(result.score)}`,
    ...Object.entries(result.params).map(([name, value]) =>
      `${name}: ${exponential(value)}`
    ),
    `(${result.index + 1} / ${trials})`,
  ].join(", ");
}

/** `%f`. From 1e21 on, `toFixed` would switch to an exponent. */
function fixed(x: number): string {
  if (!Number.isFinite(x)) return special(x);
  return Math.abs(x) < 1e21 ? x.toFixed(6) : `${BigInt(x)}.000000`;
}

/** `%e`, whose exponent has two digits at least. */
function exponential(x: number): string {
  if (!Number.isFinite(x)) return special(x);
  return x.toExponential(6).replace(/e([+-])(\d)$/, "e$10$2");
}

function special(x: number): string {
  return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
}
