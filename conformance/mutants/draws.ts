/**
 * Randomness for mutants of what is left to chance.
 *
 * @module
 */
import { right } from "./mutant.ts";

/** Numbers between 0 and 1 from a seed. */
export function uniforms(seed: number, n: number): number[] {
  return drawn(seed, ["random_sample", n]);
}

/** Standard normal variates from a seed. */
export function normals(seed: number, n: number): number[] {
  return drawn(seed, ["randn", n]);
}

/** `count` lists of `k` of the integers from 0 to n−1, with replacement. */
export function choices(
  seed: number,
  { n, k, count }: {
    readonly n: number;
    readonly k: number;
    readonly count: number;
  },
): number[][] {
  const all = drawn(seed, ["choice", n, k * count]);
  return Array.from({ length: count }, (_, i) => all.slice(i * k, (i + 1) * k));
}

/** The integers from 0 to n−1 in some order. */
export function permutation(seed: number, n: number): number[] {
  return drawn(seed, ["permutation", n]);
}

function drawn(seed: number, ...draws: unknown[]): number[] {
  const request = {
    inputs: {},
    attributes: { seed: seed % 2 ** 32, draws },
  };
  return right("mt19937")(request).values as number[];
}
