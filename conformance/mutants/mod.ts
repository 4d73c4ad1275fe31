/**
 * The catalogue of mutants.
 *
 * @module
 */
import { gateMutants } from "./gates.ts";
import { graphMutants } from "./graph.ts";
import { lossMutants } from "./loss.ts";
import type { Mutant } from "./mutant.ts";

export { mutate } from "./mutant.ts";

/** All mutants, by operation. */
export const mutants: readonly Mutant[] = [
  ...gateMutants,
  ...graphMutants,
  ...lossMutants,
];
