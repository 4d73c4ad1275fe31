/**
 * The golden numbers were printed by NumPy 1.24:
 *
 *     r = np.random.RandomState(seed)
 *     r.randint(0, 2**32, 5, dtype=np.uint32), r.random_sample(5), r.randn(5),
 *     r.uniform(-5, 5, 5), r.permutation(10), r.randint(0, 10, 5)
 *
 * each from a fresh seed, and those of pcg32 by `randomSeeded` of `@std/random`.
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ValueError } from "./errors.ts";
import { asRandomState, mt19937, pcg32 } from "./random.ts";

// deno-fmt-ignore
const NUMPY = [
  {
    seed: 0,
    words: [2357136044, 2546248239, 3071714933, 3626093760, 2588848963],
    randomSample: [0.5488135039273248, 0.7151893663724195, 0.6027633760716439, 0.5448831829968969, 0.4236547993389047],
    randn: [1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458, 1.8675579901499675],
    uniform: [0.48813503927324753, 2.151893663724195, 1.027633760716439, 0.4488318299689684, -0.7634520066109527],
    permutation: [2, 8, 4, 9, 1, 6, 7, 3, 0, 5],
    randint: [5, 0, 3, 3, 7],
    mixed: [1.764052345967664, 3, 0.4001572083672233, 0.8579456176227568],
  },
  {
    seed: 231,
    words: [3356491351, 2600961200, 2509159060, 1021729225, 1832705803],
    randomSample: [0.78149404082882, 0.5842091160855433, 0.426710070189125, 0.3153446949154163, 0.8268882910012595],
    randn: [0.41794341085522313, 1.3971002787857785, -1.7859043087115503, -0.7088277337845966, -0.0747253160682306],
    uniform: [2.8149404082881997, 0.8420911608554329, -0.7328992981087499, -1.846553050845837, 3.2688829100125947],
    permutation: [6, 5, 8, 9, 2, 3, 1, 4, 0, 7],
    randint: [7, 0, 4, 9, 6],
    mixed: [0.41794341085522313, 6, 1.3971002787857785, 0.3153446949154163],
  },
];

/** Normal variates go through `log`, whose last bit is the machine's. */
function assertWithin4Ulp(got: ArrayLike<number>, expected: number[]): void {
  assertEquals(got.length, expected.length);
  expected.forEach((value, i) =>
    assertAlmostEquals(got[i], value, 4 * 2 ** -52 * Math.abs(value))
  );
}

describe("mt19937", () => {
  for (const golden of NUMPY) {
    it(`is NumPy's RandomState(${golden.seed}), stream by stream`, () => {
      const fresh = () => mt19937(golden.seed);
      const { uint32 } = fresh();
      assertEquals(golden.words.map(uint32), golden.words);
      assertEquals([...fresh().randomSample(5)], golden.randomSample);
      assertWithin4Ulp(fresh().randn(5), golden.randn);
      assertEquals([...fresh().uniform(-5, 5, 5)], golden.uniform);
      assertEquals(fresh().permutation(10), golden.permutation);
      assertEquals(fresh().randint(0, 10, 5), golden.randint);
      assertEquals(fresh().choice(10, 5), golden.randint);
    });

    it(`keeps the second normal variate across other calls, seed ${golden.seed}`, () => {
      const random = mt19937(golden.seed);
      assertWithin4Ulp([
        ...random.randn(1),
        ...random.randint(0, 10, 1),
        ...random.randn(1),
        random(),
      ], golden.mixed);
    });
  }

  it("draws the same floats in bulk as one by one, from any word on", () => {
    for (const words of [0, 1, 2, 311, 622, 623, 624]) {
      const [one, bulk] = [mt19937(7), mt19937(7)];
      for (let i = 0; i < words; i++) assertEquals(one.uint32(), bulk.uint32());
      const expected = Float64Array.from({ length: 1000 }, one);
      const some = [...bulk.randomSample(1), ...bulk.randomSample(999)];
      assertEquals(some, [...expected]);
      assertEquals(bulk.uint32(), one.uint32());
    }
  });

  it("draws nothing for a range of one", () => {
    const random = mt19937(0);
    assertEquals(random.randint(4, 5, 3), [4, 4, 4]);
    assertEquals(random.uint32(), NUMPY[0].words[0]);
  });

  it("gives the 10,000th word of the published test of the generator", () => {
    // Known answer of the reference implementation for init_genrand(5489).
    const { uint32 } = mt19937(5489);
    for (let i = 1; i < 10_000; i++) uint32();
    assertEquals(uint32(), 4123659995);
  });

  it("refuses a seed that is no integer of 32 bits", () => {
    for (const seed of [-1, 0.5, 2 ** 32, NaN]) {
      assertThrows(() => mt19937(seed), ValueError, "The seed of mt19937");
    }
  });
});

describe("pcg32", () => {
  it("is the stream of randomSeeded(1n) of @std/random", () => {
    const prng = pcg32(1n);
    assertEquals([prng(), prng(), prng()], [
      0.20176767697557807,
      0.4911644416861236,
      0.7924694607499987,
    ]);
  });

  it("counts only the low 64 bits of its seed", () => {
    assertEquals(pcg32(1n + 2n ** 64n)(), pcg32(1n)());
  });
});

describe("asRandomState", () => {
  it("gives any generator the methods of NumPy's", () => {
    const random = asRandomState(pcg32(1n));
    assertEquals(random.uint32(), 0.20176767697557807 * 2 ** 32);
    const integers = random.randint(-3, 3, 1000);
    assertEquals(new Set(integers), new Set([-3, -2, -1, 0, 1, 2]));
  });

  it("returns a generator that has them already, kept variate and all", () => {
    const random = mt19937(0);
    assert(asRandomState(random) === random);
  });

  it("refuses an empty range", () => {
    assertThrows(() => mt19937(0).randint(3, 3, 1), ValueError, "low is 3");
  });
});
