/**
 * Mutants of the streams of random numbers.
 *
 * @module
 */
import { methodMutants } from "./draw_methods.ts";
import type { Mutant } from "./mutant.ts";
import { pcgMutants } from "./pcg.ts";
import { wordMutants } from "./words.ts";

/** Mutants of the streams of random numbers. */
export const randomMutants: readonly Mutant[] = [
  ...wordMutants,
  ...methodMutants,
  ...pcgMutants,
];
