/**
 * Variants that add up in another order.
 *
 * @module
 */
import type { Dtype } from "../../dtypes.ts";
import {
  compensated,
  inBlocks,
  inLanes,
  pairwise,
  reversed,
  type Summation,
} from "../arithmetic/summation.ts";
import type { Differences } from "../variant.ts";

function sums(
  id: string,
  note: string,
  dtype: Dtype,
  summation: Summation,
): Differences {
  const arithmetic = { summation };
  return { id: `sums-${id}`, note, dtype, arithmetic, accuracy: true };
}

/** Variants of sums. */
export const sumDifferences: readonly Differences[] = [
  sums(
    "reversed",
    "from the last term to the first, as a loop that counts down",
    "float32",
    reversed,
  ),
  sums(
    "reversed",
    "from the last term to the first, where every addition shows",
    "bfloat16",
    reversed,
  ),
  sums(
    "pairwise",
    "as a tree, as Julia's sum and, in blocks, NumPy's",
    "float64",
    pairwise,
  ),
  sums(
    "in-lanes",
    "four lanes of a vector register, as loops that are vectorised",
    "float32",
    inLanes(4),
  ),
  sums(
    "in-blocks",
    "blocks of four, as matrix products that are tiled for the cache",
    "float64",
    inBlocks(4),
  ),
  sums(
    "compensated",
    "Kahan's, as Julia's sum_kbn and Python's sum since 3.12 do similarly",
    "float32",
    compensated,
  ),
];
