import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ValueError } from "./errors.ts";
import { initialize, type Scheme } from "./initialization.ts";
import { mt19937, pcg32 } from "./random.ts";

/** The mean of x^power. */
function moment(data: Float64Array, power: number): number {
  return data.reduce((sum, a) => sum + a ** power, 0) / data.length;
}

describe("weight initialization", () => {
  const stds = [
    { scheme: "gaussian", expected: 0.01 },
    { scheme: "gaussian", std: 2, expected: 2 },
    { scheme: "xavier", expected: 1 / 8 },
    { scheme: "he", expected: Math.sqrt(2) / 8 },
  ] as const;
  for (const { expected, ...options } of stds) {
    it(`has a standard deviation of ${expected} with ${JSON.stringify(options)} and a fan-in of 64`, () => {
      const { shape, data } = initialize(mt19937(0), [64, 500], options);
      assertEquals(shape, [64, 500]);
      assert(Math.abs(Math.sqrt(moment(data, 2)) / expected - 1) < 0.02);
      assert(Math.abs(moment(data, 1)) < 0.03 * expected);
    });
  }

  it("is normal, not uniform: its kurtosis is 3", () => {
    const { data } = initialize(mt19937(0), [100, 300], { scheme: "he" });
    const kurtosis = moment(data, 4) / moment(data, 2) ** 2;
    assert(Math.abs(kurtosis - 3) < 0.2, `${kurtosis}`);
  });

  it("gives zeros, and draws nothing for them", () => {
    const random = mt19937(0);
    const { data } = initialize(random, [2, 3], { scheme: "zeros" });
    assertEquals(data, new Float64Array(6));
    assertEquals(random(), 0.5488135039273248);
  });

  it("takes any generator", () => {
    const { data } = initialize(pcg32(1n), [2, 3], { scheme: "he" });
    assertEquals(new Set(data).size, 6);
  });

  it("refuses an unknown scheme", () => {
    const scheme = "toString" as Scheme;
    assertThrows(
      () => initialize(mt19937(0), [2, 3], { scheme }),
      ValueError,
      'The scheme must be one of "zeros", "gaussian", "xavier", "he": it is "toString"',
    );
  });
});
