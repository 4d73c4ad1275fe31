/**
 * The catalogue of mutants.
 *
 * @module
 */
import { chanceMutants } from "./chance.ts";
import { gateMutants } from "./gates.ts";
import { graphMutants } from "./graph.ts";
import { lossMutants } from "./loss.ts";
import type { Mutant } from "./mutant.ts";
import { normalizationMutants } from "./normalization.ts";
import { trainingMutants } from "./training.ts";
import { updateMutants } from "./updates.ts";

export { mutate } from "./mutant.ts";

/** All mutants, by operation. */
export const mutants: readonly Mutant[] = [
  ...gateMutants,
  ...graphMutants,
  ...lossMutants,
  ...normalizationMutants,
  ...updateMutants,
  ...trainingMutants,
  ...chanceMutants,
];
