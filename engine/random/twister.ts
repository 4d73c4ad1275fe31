/**
 * The words and floats of the Mersenne twister MT19937, a block of 624 words at a time.
 *
 * Source: M. Matsumoto and T. Nishimura, "Mersenne twister", ACM TOMACS 8 (1998).
 *
 * @module
 */
import { floatOf, twist } from "../kernels/mod.ts";
import type { Source } from "./source.ts";

/** The words of the state. */
const N = 624;

/** The stream that a seed from 0 to 2³²−1 gives, as `init_genrand` makes it. */
export function twister(seed: number): Source {
  const state = seeded(seed), words = new Int32Array(N);
  const floats = new Float64Array(N / 2);
  let next = N;

  const uint32 = () => {
    if (next === N) {
      twist(state, words, floats);
      next = 0;
    }
    return words[next++] >>> 0;
  };
  const float = () => floatOf(uint32(), uint32());
  const fill = (values: Float64Array) => {
    let i = 0;
    while (i < values.length) {
      // A block may be at its end, or end within a float.
      if (next >= N - 1) values[i++] = float();
      const start = next >> 1,
        count = Math.min(values.length - i, (N - next) >> 1);
      if (next % 2 === 0) values.set(floats.subarray(start, start + count), i);
      else {
        for (let k = 0; k < count; k++) {
          values[i + k] = floatOf(words[next + 2 * k], words[next + 2 * k + 1]);
        }
      }
      i += count;
      next += 2 * count;
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
