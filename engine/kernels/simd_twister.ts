/**
 * A block of the Mersenne twister with SIMD, by way of the scratch memory.
 *
 * @module
 */
import type { Twist } from "./kernels.ts";
import type { Memory } from "./memory.ts";
import { N } from "./plain_twister.ts";

/** The twister that works in this memory. */
export function twister({ numbers: { buffer }, code }: Memory): Twist {
  const before = new Int32Array(buffer, 0, N), words = 8 * N;
  const after = new Int32Array(buffer, before.byteLength, N);
  const tempered = new Int32Array(buffer, words, N), fractions = words + 4 * N;
  const made = new Float64Array(buffer, fractions, N / 2);
  return (state, intoWords, intoFloats) => {
    before.set(state);
    code().twist(0, words, fractions);
    state.set(after);
    intoWords.set(tempered);
    intoFloats.set(made);
  };
}
