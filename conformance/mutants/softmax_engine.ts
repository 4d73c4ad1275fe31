/**
 * Softmax cross-entropy by its parts, in which each bug can be switched on.
 *
 * @module
 */
import type { Matrix } from "./matrices.ts";
import { changed, type Replaced } from "./mutant.ts";

/** What may be wrong; what is not given is right. */
export interface Bugs {
  /** What is subtracted from the scores of a row. */
  readonly shift?: (row: readonly number[], scores: Matrix) => number;
  /** The exponential function. */
  readonly exp?: (x: number) => number;
  /** The loss of a sample; by the log of the sum of powers, if it is not given. */
  readonly loss?: (p: readonly number[], label: number) => number;
  /** The mean over the samples. */
  readonly mean?: (losses: readonly number[]) => number;
  /** The gradient, before it is multiplied by the upstream gradient. */
  readonly gradient?: (p: Matrix, labels: readonly number[]) => Matrix;
}

/** Softmax cross-entropy with these bugs; what must be refused is refused. */
export function softmaxWith({
  shift = (row) => Math.max(...row),
  exp = Math.exp,
  loss,
  mean = meanOf,
  gradient = towardsLabels,
}: Bugs): Replaced {
  return changed("softmax_cross_entropy", (answer, { inputs, upstream }) => {
    const scores = inputs.scores as Matrix;
    const labels = inputs.labels as readonly number[];
    const rows = scores.map((row) => {
      const by = shift(row, scores), shifted = row.map((s) => s - by);
      const powers = shifted.map(exp), sum = powers.reduce((a, b) => a + b);
      return { shifted, sum, p: powers.map((power) => power / sum) };
    });
    const losses = rows.map(({ shifted, sum, p }, i) =>
      loss ? loss(p, labels[i]) : Math.log(sum) - shifted[labels[i]]
    );
    if (!upstream) return { ...answer, loss: mean(losses) };
    const dloss = upstream.loss as number;
    const dscores = gradient(rows.map(({ p }) => p), labels)
      .map((row) => row.map((d) => d * dloss));
    return { ...answer, loss: mean(losses), dscores };
  });
}

/** (p − 1 at the label)/n. */
export function towardsLabels(p: Matrix, labels: readonly number[]): Matrix {
  return p.map((row, i) =>
    row.map((a, j) => (j === labels[i] ? a - 1 : a) / p.length)
  );
}

/** The mean of numbers. */
export function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / numbers.length;
}
