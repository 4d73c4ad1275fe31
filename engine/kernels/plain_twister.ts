/**
 * A block of the Mersenne twister MT19937 in plain TypeScript: its definition.
 *
 * Source: M. Matsumoto and T. Nishimura, "Mersenne twister", ACM TOMACS 8 (1998).
 *
 * @module
 */
import type { Twist } from "./kernels.ts";

/** The words of the state, and how far apart those are that make a new one. */
export const N = 624, M = 397;

/** What of two neighbours makes one word, and what a word with an odd one gets. */
export const UPPER = 0x80000000, LOWER = 0x7fffffff, ODD = 0x9908b0df;

/** What tempering leaves of the shifted bits. */
export const TEMPER_7 = 0x9d2c5680, TEMPER_15 = 0xefc60000;

export const twist: Twist = (state, words, floats) => {
  let i = 0;
  for (; i < N - M; i++) {
    state[i] = next(state[i], state[i + 1], state[i + M]);
  }
  for (; i < N - 1; i++) {
    state[i] = next(state[i], state[i + 1], state[i + M - N]);
  }
  state[i] = next(state[i], state[0], state[M - 1]);
  for (i = 0; i < N; i++) words[i] = temper(state[i]);
  for (i = 0; i < N; i += 2) floats[i / 2] = floatOf(words[i], words[i + 1]);
};

function next(upper: number, lower: number, other: number): number {
  const y = (upper & UPPER) | (lower & LOWER);
  return other ^ (y >>> 1) ^ (-(y & 1) & ODD);
}

function temper(word: number): number {
  let y = word ^ (word >>> 11);
  y ^= (y << 7) & TEMPER_7;
  y ^= (y << 15) & TEMPER_15;
  return y ^ (y >>> 18);
}

/** 53 bits of two words, as a fraction. */
export function floatOf(high: number, low: number): number {
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
}
