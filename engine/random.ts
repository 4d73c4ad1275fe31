/**
 * Randomness as an argument. Everything random in the library takes a
 * {@linkcode Prng}; two are provided, so that a script written with NumPy or
 * with `@std/random` and its twin here see the same numbers.
 *
 * @module
 */
import { ValueError } from "./errors.ts";
import { pcgWords } from "./random/pcg.ts";
import { randomState } from "./random/state.ts";
import { twister } from "./random/twister.ts";

/** A pseudo-random number generator: each call gives a float in [0, 1). */
export type Prng = () => number;

/**
 * A {@linkcode Prng} with the methods of NumPy's legacy `RandomState`. Calls draw
 * from one stream, in the order in which they are made.
 */
export interface RandomState extends Prng {
  /** The next 32 random bits, as an integer from 0 to 2³²−1. */
  uint32(): number;
  /** `n` floats in [0, 1). */
  randomSample(n: number): Float64Array;
  /** `n` floats in [low, high). */
  uniform(low: number, high: number, n: number): Float64Array;
  /** `n` normal variates of mean 0 and standard deviation 1. */
  randn(n: number): Float64Array;
  /** `n` integers from `low` to `high`−1. */
  randint(low: number, high: number, n: number): number[];
  /** Shuffles `values` in place. */
  shuffle<T>(values: T[]): void;
  /** The integers from 0 to `n`−1, shuffled. */
  permutation(n: number): number[];
  /** `k` of the integers from 0 to `n`−1, with replacement. */
  choice(n: number, k: number): number[];
}

const TWO_TO_32 = 2 ** 32;

/**
 * The Mersenne twister MT19937 with the methods and the streams of NumPy's frozen
 * `RandomState(seed)`. Words and floats are the same bits; normal variates are the
 * same up to the last bits of `Math.log`.
 *
 * @param seed An integer from 0 to 2³²−1.
 * @throws {ValueError} If the seed is none.
 *
 * Source: M. Matsumoto and T. Nishimura, "Mersenne twister", ACM TOMACS 8 (1998).
 *
 * @example As with `np.random.seed(0)`
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mt19937 } from "./random.ts";
 *
 * assertEquals(mt19937(0)(), 0.5488135039273248);
 * assertEquals(mt19937(0).permutation(10), [2, 8, 4, 9, 1, 6, 7, 3, 0, 5]);
 * ```
 */
export function mt19937(seed: number): RandomState {
  if (!Number.isInteger(seed) || seed < 0 || seed >= TWO_TO_32) {
    throw new ValueError(
      `The seed of mt19937 must be an integer from 0 to ${
        TWO_TO_32 - 1
      }: it is ${seed}`,
    );
  }
  return randomState(twister(seed));
}

/**
 * PCG32 (XSH RR 64/32), the same stream as `randomSeeded` of `@std/random`.
 *
 * @param seed A 64-bit integer; only its low 64 bits count.
 *
 * Source: M. E. O'Neill, "PCG: a family of simple fast space-efficient
 * statistically good algorithms for random number generation" (2014).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pcg32 } from "./random.ts";
 *
 * assertEquals(pcg32(1n)(), 0.20176767697557807);
 * ```
 */
export function pcg32(seed: bigint): Prng {
  const word = pcgWords(seed);
  return () => word() / TWO_TO_32;
}

/**
 * Any generator with the methods of a {@linkcode RandomState}; one that has them
 * already is returned as it is.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { asRandomState, pcg32 } from "./random.ts";
 *
 * assertEquals(asRandomState(pcg32(1n)).randn(3).length, 3);
 * ```
 */
export function asRandomState(prng: Prng): RandomState {
  if ("randn" in prng) return prng as RandomState;
  return randomState({
    float: prng,
    uint32: () => Math.floor(prng() * TWO_TO_32),
    fill: (values) => {
      for (let i = 0; i < values.length; i++) values[i] = prng();
    },
  });
}
