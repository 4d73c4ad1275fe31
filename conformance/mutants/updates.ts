/**
 * Mutants of the update rules, the decay of the rate, and the update ratio.
 *
 * @module
 */
import { adamMutants } from "./adam.ts";
import { adaptiveMutants } from "./adaptive.ts";
import { descentMutants } from "./descent.ts";
import type { Mutant } from "./mutant.ts";
import { rateMutants } from "./rates.ts";

/** Mutants of the update rules, the decay of the rate, and the update ratio. */
export const updateMutants: readonly Mutant[] = [
  ...descentMutants,
  ...adaptiveMutants,
  ...adamMutants,
  ...rateMutants,
];
