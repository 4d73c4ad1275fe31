/**
 * The values below are those of mpmath 1.3 with 50 digits, `mp.exp(x)` and so on,
 * rounded to float64. How far the functions are from the true values anywhere is
 * tested in scripts/elementary_test.ts.
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { mt19937 } from "../random.ts";
import { exp, sigmoid, tanh } from "./elementary.ts";
import { plain } from "./plain.ts";
import { simd } from "./simd.ts";

const names = ["exp", "tanh", "sigmoid"] as const;
const scalar = { exp, tanh, sigmoid };

// deno-fmt-ignore
const KNOWN = {
  exp: [
    [1, 2.718281828459045], [-1, 0.36787944117144233], [0.5, 1.6487212707001282],
    [700, 1.0142320547350045e304], [-708, 3.307553003638408e-308],
    [-740, 4.2e-322], [1e-5, 1.00001000005],
  ],
  tanh: [
    [1, 0.7615941559557649], [-0.5, -0.46211715726000974], [0.01, 0.00999966667999946],
    [3, 0.9950547536867305], [1e-9, 1e-9], [20, 1],
  ],
  sigmoid: [
    [1, 0.7310585786300049], [-1, 0.2689414213699951], [-30, 9.357622968839299e-14],
    [-700, 9.85967654375977e-305], [40, 1],
  ],
};

const EXACT: Record<typeof names[number], [x: number, y: number][]> = {
  exp: [[0, 1], [-0, 1], [Infinity, Infinity], [-Infinity, 0], [NaN, NaN]],
  tanh: [[0, 0], [-0, -0], [5e-324, 5e-324], [-Infinity, -1], [NaN, NaN]],
  sigmoid: [[0, 0.5], [-0, 0.5], [Infinity, 1], [-Infinity, 0], [NaN, NaN]],
};

/** Where formulas change, or their results leave the range of floats. */
// deno-fmt-ignore
const TURNS = [
  0.55, -0.55, 22, -36.7, 0.34657359, -0.34657359, 709.782712893384, 710, -708.4,
  -745.1332191019411, -746, 5e-324, 1e-310, 1e300, Infinity, -Infinity, NaN, 0, -0,
];

/** Where e²ˣ, of which tanh is made, passes from one power of two to the next. */
const SEAMS = Array.from({ length: 64 }, (_, n) => (n + 0.5) * Math.LN2 / 2);

/** Numbers of all magnitudes and signs, with all turns and their neighbours. */
function numbers(): Float64Array {
  const { uniform } = mt19937(0);
  const near = TURNS.flatMap((
    x,
  ) => [x * (1 - 2 ** -53), x, x * (1 + 2 ** -52)]);
  const tiny = uniform(-40, 3, 500).map((exponent) => 10 ** exponent);
  return Float64Array.of(
    ...near,
    ...tiny,
    ...tiny.map((x) => -x),
    ...uniform(-760, 720, 500),
    ...uniform(-3, 3, 1500),
  );
}

describe("exp, tanh and sigmoid", () => {
  it("have known values", () => {
    for (const name of names) {
      for (const [x, y] of KNOWN[name]) {
        assertAlmostEquals(scalar[name](x), y, 3 * 2 ** -53 * Math.abs(y));
      }
    }
  });

  it("are exact at 0, at the infinities and for NaN", () => {
    for (const name of names) {
      for (const [x, y] of EXACT[name]) {
        assert(Object.is(scalar[name](x), y), `${name}(${x})`);
      }
    }
  });

  it("never fall where their argument grows", () => {
    const { uniform } = mt19937(1);
    const starts = [
      ...TURNS,
      ...SEAMS,
      ...uniform(-3, 3, 60),
      ...uniform(-745, 700, 30),
    ];
    for (const start of starts.filter(Number.isFinite)) {
      const step = Math.max(Math.abs(start) * 2 ** -52, 5e-324);
      const x = Float64Array.from(
        { length: 60 },
        (_, i) => start + (i - 30) * step,
      );
      for (const name of names) {
        const y = x.map(scalar[name]);
        assert(y.every((value, i) => i === 0 || y[i - 1] <= value), `${start}`);
      }
    }
  });

  it("have the same bits with SIMD, in arrays of any length", () => {
    const kernels = simd()!.kernels, all = numbers();
    for (const length of [0, 1, 15, 16, 17, 100, 2047, 2048, all.length]) {
      const x = all.subarray(all.length - length);
      for (const name of names) {
        const y = new Float64Array(length), expected = new Float64Array(length);
        plain[name](x, expected);
        kernels[name](x, y);
        const wrong = y.findIndex((value, i) => !Object.is(value, expected[i]));
        assertEquals(wrong, -1, `${name}(${x[wrong]})`);
      }
    }
  });

  it("may be written over their argument", () => {
    const x = numbers(), y = new Float64Array(x.length);
    for (const { exp } of [plain, simd()!.kernels]) {
      const both = x.slice();
      exp(x, y);
      exp(both, both);
      assertEquals(both, y);
    }
  });
});
