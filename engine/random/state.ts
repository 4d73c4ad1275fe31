/**
 * The methods of NumPy's legacy `RandomState`, over any stream of floats and words.
 *
 * @module
 */
import { ValueError } from "../errors.ts";
import type { RandomState } from "../random.ts";
import type { Source } from "./source.ts";

const TWO_TO_32 = 2 ** 32;

/** The most floats that are drawn at once for normal variates: they stay in the cache. */
const AT_ONCE = 1024;

/** The methods of a RandomState over a stream of floats and one of words. */
export function randomState({ float, uint32, fill }: Source): RandomState {
  let spare: number | undefined;

  const floats = (n: number) => {
    const values = new Float64Array(n);
    fill(values);
    return values;
  };
  /**
   * Normal variates by the polar method, which makes two of a pair of floats, or none.
   * So many pairs are drawn at a time as are needed at least, so that no float is
   * drawn in vain.
   */
  const randn = (n: number) => {
    const values = new Float64Array(n), drawn = new Float64Array(AT_ONCE);
    let i = 0;
    if (n > 0 && spare !== undefined) {
      values[i++] = spare;
      spare = undefined;
    }
    while (i < n) {
      const pairs = drawn.subarray(0, Math.min(AT_ONCE, n - i + (n - i) % 2));
      fill(pairs);
      for (let k = 0; k < pairs.length; k += 2) {
        const x1 = 2 * pairs[k] - 1, x2 = 2 * pairs[k + 1] - 1;
        const square = x1 * x1 + x2 * x2;
        if (square >= 1 || square === 0) continue;
        const factor = Math.sqrt(-2 * Math.log(square) / square);
        values[i++] = factor * x2;
        if (i < n) values[i++] = factor * x1;
        else spare = factor * x1;
      }
    }
    return values;
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
    randomSample: floats,
    uniform: (low: number, high: number, n: number) =>
      floats(n).map((u) => low + (high - low) * u),
    randn,
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
