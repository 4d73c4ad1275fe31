/**
 * The words and floats of the Mersenne twister MT19937, a block of 624 words at a time.
 *
 * Source: M. Matsumoto and T. Nishimura, "Mersenne twister", ACM TOMACS 8 (1998).
 *
 * @module
 */
import type { Source } from "./source.ts";

/** The words of the state, and how far apart those are that make a new one. */
const N = 624, M = 397;

/** The stream that a seed from 0 to 2³²−1 gives, as `init_genrand` makes it. */
export function twister(seed: number): Source {
  const state = seeded(seed), words = new Uint32Array(N);
  let next = N;

  const uint32 = () => {
    if (next === N) {
      advance(state, words);
      next = 0;
    }
    return words[next++];
  };
  const float = () => floatOf(uint32(), uint32());
  const fill = (values: Float64Array) => {
    let i = 0;
    while (i < values.length) {
      // The float of the last word of a block needs a word of the next one.
      if (next >= N - 1) values[i++] = float();
      const end = Math.min(values.length, i + ((N - next) >> 1));
      let at = next;
      for (; i < end; i++, at += 2) {
        values[i] = floatOf(words[at], words[at + 1]);
      }
      next = at;
    }
  };
  return { float, uint32, fill };
}

function seeded(seed: number): Int32Array {
  const state = new Int32Array(N);
  state[0] = seed;
  for (let i = 1; i < N; i++) {
    const before = state[i - 1];
    state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
  }
  return state;
}

/** 53 bits of two words, as a fraction. */
function floatOf(high: number, low: number): number {
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
}

/** The next state, in its place, and the words that it gives. */
function advance(state: Int32Array, words: Uint32Array): void {
  let i = 0;
  for (; i < N - M; i++) {
    state[i] = twist(state[i], state[i + 1], state[i + M]);
  }
  for (; i < N - 1; i++) {
    state[i] = twist(state[i], state[i + 1], state[i + M - N]);
  }
  state[i] = twist(state[i], state[0], state[M - 1]);
  for (i = 0; i < N; i++) words[i] = temper(state[i]);
}

function twist(upper: number, lower: number, other: number): number {
  const y = (upper & 0x80000000) | (lower & 0x7fffffff);
  return other ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
}

function temper(word: number): number {
  let y = word ^ (word >>> 11);
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
}
