/**
 * Mutants of what the Mersenne twister makes of its words.
 *
 * @module
 */
import type { Mutant } from "./mutant.ts";
import { bug, polar, swap } from "./wrong_twister.ts";

/** Mutants of what is made of the words. */
export const methodMutants: readonly Mutant[] = [
  bug(
    "floats-of-one-word",
    "a float is word/2³²: other numbers, and half as many words",
    "Make a float of two words: (a·2²⁶ + b)/2⁵³",
    { float: (word) => word() / 2 ** 32 },
  ),
  bug(
    "float-words-exchanged",
    "the lower bits come from the first word, the upper ones from the second",
    "Take the upper 27 bits from the first word",
    {
      float: (word) => {
        const b = word() >>> 6, a = word() >>> 5;
        return (a * 2 ** 26 + b) / 2 ** 53;
      },
    },
  ),
  bug(
    "floats-single",
    "floats are rounded to float32",
    "Keep all 53 bits of a float",
    {
      float: (word) => {
        const a = word() >>> 5, b = word() >>> 6;
        return Math.fround((a * 2 ** 26 + b) / 2 ** 53);
      },
    },
  ),
  bug(
    "uniform-of-one-word",
    "uniform has a float of one word only, unlike random_sample",
    "Make uniform of random_sample",
    {
      uniform: (low, high, { word }) => low + (high - low) * (word() / 2 ** 32),
    },
  ),
  bug(
    "uniform-width-missing",
    "low + high·r: the width of the range is not taken",
    "Multiply by high − low",
    { uniform: (low, high, { float }) => low + high * float() },
  ),
  bug(
    "variate-thrown-away",
    "the second normal variate of a pair is not kept",
    "Keep the second variate for the next call",
    {
      normals: (float) => {
        const { x2, factor } = polar(float);
        return [factor * x2];
      },
    },
  ),
  bug(
    "variates-exchanged",
    "the variate of x1 comes first, and that of x2 is kept",
    "Give out f·x2, and keep f·x1",
    {
      normals: (float) => {
        const { x1, x2, factor } = polar(float);
        return [factor * x1, factor * x2];
      },
    },
  ),
  bug(
    "box-muller",
    "normal variates by sine and cosine, not by the polar method",
    "Use the polar method",
    {
      normals: (float) => {
        const radius = Math.sqrt(-2 * Math.log(1 - float()));
        const angle = 2 * Math.PI * float();
        return [radius * Math.cos(angle), radius * Math.sin(angle)];
      },
    },
  ),
  bug(
    "variate-dropped",
    "the variate that was kept is forgotten at the end of a call",
    "Keep the second variate across other draws",
    { keeps: "the draw" },
  ),
  bug(
    "variate-for-ever",
    "the variate that was kept outlives the seed: the next generator starts with it",
    "Clear the variate that is kept when you seed",
    { keeps: "for ever" },
  ),
  bug(
    "integers-by-remainder",
    "word % range: other integers, and small ones come more often",
    "Mask the word, and draw again while it is too large",
    { integer: (largest, { word }) => word() % (largest + 1) },
  ),
  bug(
    "integers-by-product",
    "floor(r·range) of a float",
    "Mask a word, and draw again while it is too large",
    { integer: (largest, { float }) => Math.floor(float() * (largest + 1)) },
  ),
  bug(
    "integers-from-above",
    "the upper bits of a word are taken, as in Python's random.getrandbits",
    "And the word with the mask, which takes its lower bits",
    {
      integer: (largest, { word }) => {
        if (largest === 0) return 0;
        for (;;) {
          const value = word() >>> Math.clz32(largest);
          if (value <= largest) return value;
        }
      },
    },
  ),
  bug(
    "mask-of-range",
    "the mask covers the number of integers, not the largest of them: a bit too many if that is a power of two",
    "Make the mask of high − low − 1",
    {
      integer: (largest, { word }) => {
        if (largest === 0) return 0;
        const mask = 2 ** (32 - Math.clz32(largest + 1)) - 1;
        for (;;) {
          const value = (word() & mask) >>> 0;
          if (value <= largest) return value;
        }
      },
    },
  ),
  bug(
    "one-draws-a-word",
    "a range of one draws a word, and throws it away",
    "Draw nothing for a range of one",
    {
      integer: (largest, { word }) => {
        const mask = 2 ** (32 - Math.clz32(largest)) - 1;
        for (;;) {
          const value = (word() & mask) >>> 0;
          if (value <= largest) return value;
        }
      },
    },
  ),
  bug(
    "shuffled-upward",
    "the shuffle runs from the front to the back",
    "Run from the last element down to the second",
    {
      permutation: (n, { integer }) => {
        const values = Array.from({ length: n }, (_, i) => i);
        for (let i = 0; i < n - 1; i++) swap(values, i, i + integer(n - 1 - i));
        return values;
      },
    },
  ),
  bug(
    "never-in-place",
    "j is below i: no element stays where it is, Sattolo's algorithm",
    "Draw j from 0 to i, i included",
    {
      permutation: (n, { integer }) => {
        const values = Array.from({ length: n }, (_, i) => i);
        for (let i = n - 1; i > 0; i--) swap(values, i, integer(i - 1));
        return values;
      },
    },
  ),
  bug(
    "choice-by-product",
    "choice takes floor(r·n) of a float, unlike randint",
    "Make choice of randint",
    {
      choice: (n, k, { float }) =>
        Array.from({ length: k }, () => Math.floor(n * float())),
    },
  ),
];
