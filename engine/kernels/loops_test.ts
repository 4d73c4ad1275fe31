import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { mt19937 } from "../random.ts";
import type { Kernels } from "./kernels.ts";
import { plain } from "./plain.ts";
import { simd } from "./simd.ts";

const random = mt19937(0);

// deno-fmt-ignore
const SPECIAL = [
  0, -0, 1, -1, 5e-324, -5e-324, 1e-310, -1e-310, 1e-160, 1e200, -1e200, 1e308, -1e308,
];
const ENDLESS = [NaN, Infinity, -Infinity];

/** Normal numbers, and about as many special ones among them. */
function numbers(length: number, special: readonly number[]): Float64Array {
  const draws = random.uniform(0, 2 * special.length, length);
  return random.randn(length).map((z, i) => special[Math.floor(draws[i])] ?? z);
}

type Run = (kernels: Kernels, ...arrays: Float64Array[]) => unknown;

const runs: Record<string, Run> = {
  relu: ({ relu }, x, y) => relu(x, y),
  "relu over its argument": ({ relu }, x) => relu(x, x),
  "relu backward": ({ reluBackward }, x, y, z) => reluBackward(x, y, z),
  "tanh backward": ({ tanhBackward }, x, y, z) => tanhBackward(x, y, z),
  "tanh backward over dy": ({ tanhBackward }, x, y) => tanhBackward(x, y, x),
  "sigmoid backward": ({ sigmoidBackward }, x, y, z) =>
    sigmoidBackward(x, y, z),
  ...Object.fromEntries(
    [1, -1e-3, -0, Infinity].flatMap((a): [string, Run][] => [
      [`times ${a}`, ({ times }, x, y) => times(x, y, a)],
      [`axpy with ${a}`, ({ axpy }, x, y) => axpy(x, y, a)],
      [
        `momentum at ${a}`,
        (kernels, x, y, z) => kernels.momentum(x, y, z, 0.9, a),
      ],
    ]),
  ),
  "the sum of squares": ({ sumOfSquares }, x) => sumOfSquares(x),
  "softmax of one row": ({ softmax }, x, y) => softmax(x, y, x.length),
  "softmax of short rows": ({ softmax }, x, y) => {
    const columns = [7, 5, 3, 2].find((n) => x.length % n === 0) ?? 1;
    softmax(x, y, columns);
  },
};

const isSame = (a: Float64Array, b: Float64Array) =>
  a.every((value, i) => Object.is(value, b[i]));

describe("the loops with SIMD", () => {
  const { kernels } = simd(2 ** 20)!;
  const lengths = [0, 1, 2, 3, 7, 8, 9, 10, 15, 16, 17, 203];

  /** Arrays in the kernels' memory or not, between numbers that must stay 7. */
  const check = (arrays: Float64Array[], isInside: (i: number) => boolean) =>
    kernels.withRoom((room) => {
      for (const [name, run] of Object.entries(runs)) {
        const all = arrays.map(({ length }, i) =>
          (isInside(i)
            ? room([length + 20]).data
            : new Float64Array(length + 20))
            .fill(7)
        );
        const actual = arrays.map((array, i) => {
          const part = all[i].subarray(5, 5 + array.length);
          part.set(array);
          return part;
        });
        const expected = arrays.map((array) => array.slice());
        const message = `${name} of ${arrays[0].length} numbers`;
        assertEquals(run(kernels, ...actual), run(plain, ...expected), message);
        actual.forEach((array, i) => {
          assert(isSame(array, expected[i]), message);
          const around = [...all[i].subarray(0, 5), ...all[i].slice(-15)];
          assert(around.every((value) => value === 7), message);
        });
      }
    });

  it("have the bits of the plain ones, and write to their numbers alone", () => {
    for (const length of lengths) {
      for (const special of [[], SPECIAL, [...SPECIAL, ...ENDLESS]]) {
        const arrays = [0, 1, 2].map(() => numbers(length, special));
        check(arrays, () => true);
        check(arrays, () => false);
        for (const other of [0, 1, 2]) check(arrays, (i) => i !== other);
      }
    }
  });
});

describe("the plain loops", () => {
  it("take relu of −0 to 0, and keep NaN", () => {
    const x = Float64Array.of(-0, NaN, -Infinity, Infinity, 5e-324);
    plain.relu(x, x);
    assert(isSame(x, Float64Array.of(0, NaN, 0, Infinity, 5e-324)));
  });

  it("add squares in eight partial sums, and those in their order", () => {
    const x = numbers(35, []), partial = new Float64Array(8);
    x.forEach((value, i) => partial[i % 8] += value * value);
    const sum = partial.reduce((sum, part) => sum + part);
    assertEquals(plain.sumOfSquares(x), sum);
  });

  it("give rows of probabilities, however large the scores", () => {
    const p = Float64Array.of(1000, 1000, 3, 3 + Math.LN2, -Infinity, 0);
    plain.softmax(p, p, 2);
    const thirds = p.subarray(2, 4).map((value) => Math.abs(value * 3));
    assert(Math.abs(thirds[0] - 1) < 1e-15 && Math.abs(thirds[1] - 2) < 1e-15);
    assertEquals([p[0], p[1], p[4], p[5]], [0.5, 0.5, 0, 1]);
  });
});
