/**
 * Mutants of initialization.
 *
 * @module
 */
import { distributionMutants } from "./distributions.ts";
import { layerMutants } from "./layers.ts";
import type { Mutant } from "./mutant.ts";
import { scaleMutants } from "./scales.ts";
import { seedMutants } from "./seeds.ts";

/** Mutants of initialization. */
export const initializationMutants: readonly Mutant[] = [
  ...distributionMutants,
  ...scaleMutants,
  ...seedMutants,
  ...layerMutants,
];
