/**
 * Mutants of normalization.
 *
 * @module
 */
import { batchNormMutants } from "./batch_norm.ts";
import { inferenceMutants } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { preprocessMutants } from "./preprocess.ts";
import { runningMutants } from "./running_statistics.ts";

/** Mutants of normalization. */
export const normalizationMutants: readonly Mutant[] = [
  ...batchNormMutants,
  ...inferenceMutants,
  ...runningMutants,
  ...preprocessMutants,
];
