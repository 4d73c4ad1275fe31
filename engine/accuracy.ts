/**
 * Accuracy: the share of samples whose largest score is that of their label.
 *
 * @module
 */
import { requireInteger } from "./checks.ts";
import { ShapeError } from "./errors.ts";
import { requireRank } from "./gates/gate.ts";
import { showShape, type Tensor } from "./tensor.ts";

/**
 * The share of rows whose largest score is that of the label.
 *
 * @param scores One score for each sample and class, `[n, C]`.
 * @param y The labels, n integers from 0 to C−1.
 * @returns A number from 0 to 1. A score of NaN is never the largest; of equal scores
 * the first counts.
 * @throws {ShapeError} If there is not one label for each row.
 * @throws {ValueError} If a label is no class.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy } from "./accuracy.ts";
 * import { tensor } from "./tensor.ts";
 *
 * assertEquals(accuracy(tensor([[1, 2], [3, NaN]]), [1, 1]), 0.5);
 * ```
 */
export function accuracy(scores: Tensor, y: ArrayLike<number>): number {
  requireRank("scores", scores, 2);
  const [n, classes] = scores.shape;
  if (y.length !== n) {
    throw new ShapeError(
      `Cannot take the accuracy as there must be one label for each row of the scores ${
        showShape(scores.shape)
      }: there are ${y.length}`,
    );
  }
  let right = 0;
  for (let i = 0; i < n; i++) {
    requireInteger("label", y[i], 0, classes - 1);
    const row = i * classes;
    if (largestIn(scores.data, row, row + classes) === row + y[i]) right++;
  }
  return right / n;
}

/** The place of the first of the largest numbers; −1 if none is a number. */
function largestIn(scores: Float64Array, start: number, end: number): number {
  let best = -1;
  for (let j = start; j < end; j++) {
    if (best < 0 ? !Number.isNaN(scores[j]) : scores[j] > scores[best]) {
      best = j;
    }
  }
  return best;
}
