/**
 * Mutants of the words of the Mersenne twister: seeding, recurrence, tempering.
 *
 * @module
 */
import { type Mutant, refusing } from "./mutant.ts";
import { bug, seededBy, tempered, twisted } from "./wrong_twister.ts";

/** Seeding by an array of one word, as Python's random.seed does. */
function seededByArray(seed: number): number[] {
  const state = seededBy(19650218, 1812433253, 1);
  const mixed = (i: number, multiplier: number) => {
    const before = state[i - 1];
    return state[i] ^ Math.imul(before ^ (before >>> 30), multiplier);
  };
  let i = 1;
  const advance = () => {
    i++;
    if (i < 624) return;
    state[0] = state[623];
    i = 1;
  };
  for (let k = 0; k < 624; k++) {
    state[i] = (mixed(i, 1664525) + seed) >>> 0;
    advance();
  }
  for (let k = 0; k < 623; k++) {
    state[i] = (mixed(i, 1566083941) - i) >>> 0;
    advance();
  }
  state[0] = 0x80000000;
  return state;
}

/** Mutants of seeding. */
const seedMutants: readonly Mutant[] = [
  bug(
    "seeded-by-array",
    "the seed goes through init_by_array, as in Python's random module",
    "Seed the state by the recurrence from the one word",
    { seeded: seededByArray },
  ),
  bug(
    "seeded-as-in-1998",
    "the state is seeded by powers of 69069, as in the first publication",
    "Seed the state with the multiplier 1812433253",
    {
      seeded: (seed) => {
        const state = [seed >>> 0];
        for (let i = 1; i < 624; i++) {
          state.push(Math.imul(69069, state[i - 1]) >>> 0);
        }
        return state;
      },
    },
  ),
  bug(
    "seeded-without-index",
    "+ i is missing: seed 0 leaves a state of zeros",
    "Add the index of the word when you seed the state",
    { seeded: (seed) => seededBy(seed, 1812433253, 0) },
  ),
  bug(
    "product-rounded",
    "the product of two words of 32 bits is taken in float64, which rounds it",
    "Multiply integers of 32 bits exactly, by Math.imul or in 64 bits",
    {
      seeded: (seed) => {
        const state = [seed >>> 0];
        for (let i = 1; i < 624; i++) {
          const before = state[i - 1];
          const mixed = (before ^ (before >>> 30)) >>> 0;
          state.push((1812433253 * mixed + i) % 2 ** 32 >>> 0);
        }
        return state;
      },
    },
  ),
  bug(
    "seed-of-31-bits",
    "the highest bit of the seed is lost, as by a signed integer",
    "Keep all 32 bits of the seed",
    { seeded: (seed) => seededBy(seed & 0x7fffffff, 1812433253, 1) },
  ),
  {
    id: "mt19937/seed-zero-refused",
    note: "a seed of 0 is refused, as if it were none",
    advice: "Take 0 for a seed like any other",
    replace: () =>
      refusing("mt19937", "value", ({ attributes }) => attributes.seed === 0),
  },
];

/** Mutants of the stream. */
const streamMutants: readonly Mutant[] = [
  bug(
    "shifts-exchanged",
    "the shifts 7 and 15 of the tempering are exchanged",
    "Compare the constants of the tempering one by one",
    { temper: (y) => tempered(y, { shifts: [11, 15, 7, 18] }) },
  ),
  bug(
    "masks-exchanged",
    "the two masks of the tempering are exchanged",
    "Compare the constants of the tempering one by one",
    { temper: (y) => tempered(y, { masks: [0xefc60000, 0x9d2c5680] }) },
  ),
  bug(
    "last-shift-missing",
    "the last line of the tempering, y ⊕ (y ≫ 18), is missing",
    "End the tempering with y ⊕ (y ≫ 18)",
    {
      temper: (y) => {
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        return (y ^ ((y << 15) & 0xefc60000)) >>> 0;
      },
    },
  ),
  bug(
    "arithmetic-shift",
    "≫ keeps the sign, as >> does in JavaScript and Java",
    "Shift unsigned integers: >>> in JavaScript and Java",
    {
      temper: (y) => {
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return (y ^ (y >> 18)) >>> 0;
      },
    },
  ),
  bug(
    "words-signed",
    "words are signed integers: half of them are negative",
    "Give words as integers from 0 to 2³²−1",
    { temper: (y) => tempered(y) | 0 },
  ),
  bug(
    "not-twisted-first",
    "the seeded state is given out before it has been twisted once",
    "Twist the state before the first word",
    {
      twist: (() => {
        const started = new WeakSet<number[]>();
        return (state) => {
          if (started.has(state)) twisted(state, 397);
          started.add(state);
        };
      })(),
    },
  ),
  bug(
    "distance-of-396",
    "the recurrence reaches 396 words ahead, not 397",
    "Use s[i+397] in the recurrence",
    { twist: (state) => twisted(state, 396) },
  ),
  bug(
    "twisted-from-a-copy",
    "a new state is made from the old one alone: right for the first 227 words",
    "Twist in place, so that later words see the new ones",
    {
      twist: (state) => {
        const copy = [...state];
        for (let i = 0; i < 624; i++) {
          const y = (copy[i] & 0x80000000) | (copy[(i + 1) % 624] & 0x7fffffff);
          const odd = y & 1 ? 0x9908b0df : 0;
          state[i] = (copy[(i + 397) % 624] ^ (y >>> 1) ^ odd) >>> 0;
        }
      },
    },
  ),
  bug(
    "not-refilled",
    "after 624 words, the same ones come again",
    "Twist the state again after each 624 words",
    {
      twist: (() => {
        const twistedOnce = new WeakSet<number[]>();
        return (state) => {
          if (!twistedOnce.has(state)) twisted(state, 397);
          twistedOnce.add(state);
        };
      })(),
    },
  ),
  bug(
    "reseeded-for-each-draw",
    "every call of a method starts from the seed again",
    "Draw everything from one stream, in order",
    { reseeds: true },
  ),
];

/** Mutants of the words of the Mersenne twister. */
export const wordMutants: readonly Mutant[] = [
  ...seedMutants,
  ...streamMutants,
];
