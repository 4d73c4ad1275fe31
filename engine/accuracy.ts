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
    const row = scores.data.subarray(i * classes, (i + 1) * classes);
    if (indexOfLargest(row) === y[i]) right++;
  }
  return right / n;
}

/** The index of the first of the largest numbers; −1 if none is a number. */
function indexOfLargest(row: Float64Array): number {
  let best = -1;
  row.forEach((score, j) => {
    if (best < 0 ? !Number.isNaN(score) : score > row[best]) best = j;
  });
  return best;
}
