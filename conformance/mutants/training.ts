/**
 * Mutants of training.
 *
 * @module
 */
import { batchMutants } from "./batches.ts";
import { bestModelMutants } from "./best_model.ts";
import { historyMutants } from "./history.ts";
import type { Mutant } from "./mutant.ts";
import { stepMutants } from "./steps.ts";
import { trainingRefusalMutants } from "./training_refusals.ts";

/** Mutants of training. */
export const trainingMutants: readonly Mutant[] = [
  ...batchMutants,
  ...stepMutants,
  ...historyMutants,
  ...bestModelMutants,
  ...trainingRefusalMutants,
];
