/**
 * The streams of MT19937 as NumPy has it, and of PCG32. Written from SPEC.md 12 in
 * the plainest way; scripts/check_goldens.py asks NumPy itself.
 *
 * @module
 */
import type { Arithmetic, Ball } from "../oracle/ball.ts";
import type { Compute } from "../oracle/formula.ts";
import type { CaseSource } from "./source.ts";

type Draw = readonly [method: string, ...args: number[]];

/** The words of the generator, one after the other. */
function* words(seed: number): Generator<number, never> {
  let state = [seed];
  for (let i = 1; i < 624; i++) {
    const before = BigInt(state[i - 1] ^ (state[i - 1] >>> 30)) & 0xffffffffn;
    state.push(Number((1812433253n * before + BigInt(i)) & 0xffffffffn));
  }
  for (;;) {
    const next = [...state];
    for (let i = 0; i < 624; i++) {
      const y = (next[i] & 0x80000000) | (next[(i + 1) % 624] & 0x7fffffff);
      const odd = (y & 1) === 1 ? 0x9908b0df : 0;
      next[i] = next[(i + 397) % 624] ^ (y >>> 1) ^ odd;
    }
    state = next;
    for (const word of state) {
      let y = word ^ (word >>> 11);
      y ^= (y << 7) & 0x9d2c5680;
      y ^= (y << 15) & 0xefc60000;
      yield (y ^ (y >>> 18)) >>> 0;
    }
  }
}

export const mt19937: Compute = (m, { attributes }) => {
  const stream = words(attributes.seed as number);
  const word = () => stream.next().value;
  const float = () => {
    const high = Math.floor(word() / 32), low = Math.floor(word() / 64);
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
  const integer = (largest: number): number => {
    if (largest === 0) return 0;
    const bits = Math.floor(Math.log2(largest)) + 1;
    for (;;) {
      const value = word() % 2 ** bits;
      if (value <= largest) return value;
    }
  };
  let kept: Ball | undefined;
  const normal = (): Ball => {
    if (kept) {
      const variate = kept;
      kept = undefined;
      return variate;
    }
    for (;;) {
      const x1 = 2 * float() - 1, x2 = 2 * float() - 1;
      if (!(x1 * x1 + x2 * x2 < 1)) continue;
      const factor = polarFactor(m, x1, x2);
      kept = m.multiply(factor, m.exact(x1));
      return m.multiply(factor, m.exact(x2));
    }
  };
  const exactly = (n: number, draw: () => number) =>
    Array.from({ length: n }, () => m.exact(draw()));
  const methods: Record<string, (...args: number[]) => Ball[]> = {
    words: (n) => exactly(n, word),
    random_sample: (n) => exactly(n, float),
    uniform: (low, high, n) =>
      Array.from({ length: n }, () =>
        m.add(
          m.exact(low),
          m.multiply(
            m.subtract(m.exact(high), m.exact(low)),
            m.exact(float()),
          ),
        )),
    randn: (n) => Array.from({ length: n }, normal),
    randint: (low, high, n) => exactly(n, () => low + integer(high - low - 1)),
    permutation: (n) => {
      const values = Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = integer(i);
        [values[i], values[j]] = [values[j], values[i]];
      }
      return values.map((value) => m.exact(value));
    },
    choice: (n, k) => exactly(k, () => integer(n - 1)),
  };
  const data = (attributes.draws as Draw[]).flatMap(([method, ...args]) =>
    methods[method](...args)
  );
  return { values: { shape: [data.length], data } };
};

/** √(−2 ln r²/r²) of r² = x1² + x2². */
function polarFactor(m: Arithmetic, x1: number, x2: number): Ball {
  const [a, b] = [m.exact(x1), m.exact(x2)];
  const square = m.add(m.multiply(a, a), m.multiply(b, b));
  return m.sqrt(m.divide(m.multiply(m.exact(-2), m.log(square)), square));
}

export const pcg32: Compute = (m, { attributes }) => {
  const M = 6364136223846793005n, MASK = (1n << 64n) - 1n;
  const out = (s: bigint) => {
    const word = (((s >> 18n) ^ s) >> 27n) & 0xffffffffn, turn = s >> 59n;
    return ((word >> turn) | (word << (32n - turn))) & 0xffffffffn;
  };
  let q = BigInt(attributes.seed as string) & MASK;
  const [k0, k1, k2, k3] = [0, 1, 2, 3].map(() => {
    q = (q * M + 11634580027462260723n) & MASK;
    return out(q);
  });
  const increment = (k2 + (k3 << 32n)) | 1n;
  let s = ((k0 + (k1 << 32n) + increment) * M + increment) & MASK;
  const data = Array.from({ length: attributes.n as number }, () => {
    const value = Number(out(s)) / 2 ** 32;
    s = (s * M + increment) & MASK;
    return m.exact(value);
  });
  return { values: { shape: [data.length], data } };
};

function drawing(
  name: string,
  why: string,
  seed: number,
  ...draws: Draw[]
): CaseSource {
  return {
    name,
    why,
    flags: ["other-stream"],
    narrowest: "float64",
    inputs: {},
    attributes: { seed, draws },
  };
}

export const mt19937Cases: CaseSource[] = [
  drawing("words", "yields NumPy's words for seed 0", 0, ["words", 10]),
  drawing("words-231", "yields NumPy's words for seed 231", 231, ["words", 10]),
  drawing("refill", "goes on after its 624 words are used up", 0, [
    "words",
    640,
  ]),
  drawing("largest-seed", "takes a seed of 32 bits", 4294967295, ["words", 5]),
  drawing("seed-2-31", "takes the highest bit of a seed for a bit", 2 ** 31, [
    "words",
    5,
  ]),
  drawing("long", "makes 400 floats of 800 words, over a refill", 231, [
    "random_sample",
    400,
  ]),
  drawing("random-sample", "makes a float of two words", 0, [
    "random_sample",
    10,
  ]),
  drawing("uniform", "scales floats to a range", 231, ["uniform", -5, 5, 10]),
  drawing("uniform-from-two", "scales floats to the width of a range", 0, [
    "uniform",
    2,
    5,
    10,
  ]),
  drawing("randn", "makes normal variates by the polar method", 0, [
    "randn",
    10,
  ]),
  drawing("randn-odd", "makes an odd number of normal variates", 0, [
    "randn",
    7,
  ]),
  drawing("randn-231", "makes normal variates for seed 231", 231, [
    "randn",
    10,
  ]),
  drawing("randint", "draws again what is too large", 0, [
    "randint",
    0,
    10,
    20,
  ]),
  drawing("randint-negative", "starts a range below 0", 231, [
    "randint",
    -3,
    4,
    20,
  ]),
  drawing("randint-sixteen", "draws again nothing for a range of 2⁴", 0, [
    "randint",
    0,
    16,
    20,
  ]),
  drawing("randint-one", "draws nothing for a range of one", 0, [
    "randint",
    4,
    5,
    3,
  ], ["words", 2]),
  drawing("permutation", "shuffles downward", 0, ["permutation", 10]),
  drawing("permutation-231", "shuffles seed 231", 231, ["permutation", 20]),
  drawing("choice-of-one", "draws nothing to choose from one", 231, [
    "choice",
    1,
    3,
  ], ["words", 2]),
  drawing("choice", "chooses with replacement", 0, ["choice", 10, 20]),
  drawing(
    "kept-variate",
    "keeps the second normal variate across other draws",
    0,
    ["randn", 1],
    ["randint", 0, 10, 1],
    ["randn", 1],
    ["random_sample", 1],
  ),
  {
    ...drawing(
      "forgets-variate",
      "starts each seed without a variate that was kept for another",
      231,
      ["randn", 3],
    ),
    flags: ["other-stream", "variate-kept"],
    section: "2.7",
    after: { inputs: {}, attributes: { seed: 0, draws: [["randn", 1]] } },
  },
  drawing(
    "mixed",
    "draws everything from one stream",
    231,
    ["choice", 50, 3],
    ["randn", 3],
    ["permutation", 5],
    ["uniform", 0, 1, 2],
    ["randn", 2],
  ),
];

function seeded(name: string, why: string, seed: string, n = 10): CaseSource {
  return {
    name,
    why,
    flags: ["other-stream"],
    narrowest: "float64",
    inputs: {},
    attributes: { seed, n },
  };
}

export const pcg32Cases: CaseSource[] = [
  seeded("seed-1", "yields the stream of @std/random for seed 1", "1"),
  seeded("seed-0", "yields the stream for seed 0", "0"),
  seeded("large-seed", "takes all 64 bits of its seed", "12345678901234567890"),
  seeded(
    "largest-seed",
    "takes the largest seed of 64 bits",
    "18446744073709551615",
  ),
  seeded("long", "goes on for a thousand numbers", "231", 1000),
];
