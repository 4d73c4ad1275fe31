/**
 * Randomness as an argument. Everything random in the library takes a
 * {@linkcode Prng}; two are provided, so that a script written with NumPy or
 * with `@std/random` and its twin here see the same numbers.
 *
 * @module
 */
import { ValueError } from "./errors.ts";

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
  const state = new Uint32Array(624);
  state[0] = seed;
  for (let i = 1; i < 624; i++) {
    const before = state[i - 1];
    state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
  }
  let next = 624;

  const twist = (i: number, j: number, k: number) => {
    const y = (state[i] & 0x80000000) | (state[j] & 0x7fffffff);
    state[i] = state[k] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  };
  const refill = () => {
    for (let i = 0; i < 624; i++) twist(i, (i + 1) % 624, (i + 397) % 624);
    next = 0;
  };
  const uint32 = () => {
    if (next === 624) refill();
    let y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
  const float = () => {
    const high = uint32() >>> 5, low = uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
  return randomState(float, uint32);
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
  const words = seedWords(BigInt.asUintN(64, seed));
  const increment = words[2] | words[3] << 32n | 1n;
  const start = words[0] | words[1] << 32n;
  let state = step(start + increment, increment);
  return () => {
    const word = output(state);
    state = step(state, increment);
    return Number(word) / TWO_TO_32;
  };
}

const PCG_MULTIPLIER = 6364136223846793005n;
const SEEDING_INCREMENT = 11634580027462260723n;

function step(state: bigint, increment: bigint): bigint {
  return BigInt.asUintN(64, state * PCG_MULTIPLIER + increment);
}

/** The permuted output of a state: xorshift high bits, then a random rotation. */
function output(state: bigint): bigint {
  const word = BigInt.asUintN(32, ((state >> 18n) ^ state) >> 27n);
  const rotation = state >> 59n;
  return BigInt.asUintN(
    32,
    (word >> rotation) | (word << (32n - rotation)),
  );
}

/** Spreads a seed of 64 bits over the four words of state and increment. */
function seedWords(seed: bigint): bigint[] {
  let state = seed;
  return Array.from({ length: 4 }, () => {
    state = step(state, SEEDING_INCREMENT);
    return output(state);
  });
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
  return randomState(prng, () => Math.floor(prng() * TWO_TO_32));
}

/** The methods of a RandomState over a stream of floats and one of words. */
function randomState(float: Prng, uint32: () => number): RandomState {
  let spare: number | undefined;

  /** One normal variate by the polar method, which makes two and keeps one. */
  const normal = () => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    let x1, x2, square;
    do {
      x1 = 2 * float() - 1;
      x2 = 2 * float() - 1;
      square = x1 * x1 + x2 * x2;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt(-2 * Math.log(square) / square);
    spare = factor * x1;
    return factor * x2;
  };
  /** An integer from 0 to `largest`, by drawing again what is too large. */
  const upTo = (largest: number) => {
    if (largest === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(largest)) - 1;
    for (;;) {
      const value = (uint32() & mask) >>> 0;
      if (value <= largest) return value;
    }
  };
  const fill = (n: number, draw: () => number) => {
    const values = new Float64Array(n);
    for (let i = 0; i < n; i++) values[i] = draw();
    return values;
  };
  const randint = (low: number, high: number, n: number) => {
    const span = high - low;
    if (!Number.isInteger(low) || !Number.isInteger(high)) {
      throw new ValueError(
        `The bounds of randint must be integers: they are ${low} and ${high}`,
      );
    }
    if (span <= 0 || span > TWO_TO_32) {
      throw new ValueError(
        `randint needs 0 < high − low <= 2³²: low is ${low}, high is ${high}`,
      );
    }
    return Array.from({ length: n }, () => low + upTo(span - 1));
  };
  const shuffle = <T>(values: T[]) => {
    for (let i = values.length - 1; i > 0; i--) {
      const j = upTo(i);
      [values[i], values[j]] = [values[j], values[i]];
    }
  };
  return Object.assign(() => float(), {
    uint32,
    randomSample: (n: number) => fill(n, float),
    uniform: (low: number, high: number, n: number) =>
      fill(n, () => low + (high - low) * float()),
    randn: (n: number) => fill(n, normal),
    randint,
    shuffle,
    permutation: (n: number) => {
      const values = Array.from({ length: n }, (_, i) => i);
      shuffle(values);
      return values;
    },
    choice: (n: number, k: number) => randint(0, n, k),
  });
}
