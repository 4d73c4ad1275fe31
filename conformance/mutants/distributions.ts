/**
 * Mutants of the distribution of fresh weights.
 *
 * @module
 */
import { flatten, type Nested } from "../../fixtures/numbers.ts";
import type { OperationFunction } from "../adapters/in_process.ts";
import { normals, uniforms } from "./draws.ts";
import {
  changed,
  mapNested,
  misunderstood,
  type Mutant,
  right,
} from "./mutant.ts";

/** Weights of the right std, made of n numbers that are drawn in another way. */
export function drawn(
  draw: (seed: number, n: number) => number[],
): Readonly<Record<"initialize", OperationFunction>> {
  return changed("initialize", ({ w }, { attributes }) => {
    const std = stdOf(attributes), n = flatten(w).length;
    const numbers = draw(attributes.seed as number, n);
    let next = 0;
    return { w: mapNested(w, () => std * numbers[next++]) };
  }) as Record<"initialize", OperationFunction>;
}

/** The std that is asked for. */
function stdOf(
  { scheme, shape, std }: Readonly<Record<string, unknown>>,
): number {
  const [fanIn] = shape as number[];
  return scheme === "zeros"
    ? 0
    : scheme === "gaussian"
    ? std as number
    : Math.sqrt((scheme === "he" ? 2 : 1) / fanIn);
}

/** Normal variates but for those beyond ±2. */
function truncated(seed: number, n: number): number[] {
  return normals(seed, 2 * n).filter((z) => Math.abs(z) <= 2).slice(0, n);
}

/** Mutants of the distribution of fresh weights. */
export const distributionMutants: readonly Mutant[] = [
  {
    id: "initialize/uniform",
    note:
      "uniform weights with the right std: no statistics of layers can tell, kurtosis can",
    advice: "Draw normal variates, and none that are uniform",
    replace: () =>
      drawn((seed, n) =>
        uniforms(seed, n).map((u) => Math.sqrt(3) * (2 * u - 1))
      ),
  },
  {
    id: "initialize/uniform-within-std",
    note:
      "uniform between −std and std, as PyTorch's nn.Linear does: only 1/√3 of the std",
    advice:
      "Take 1/√fan_in for the std of a normal distribution, not for a limit",
    replace: () => drawn((seed, n) => uniforms(seed, n).map((u) => 2 * u - 1)),
  },
  {
    id: "initialize/rand-for-randn",
    note: "rand in place of randn: all weights are positive",
    advice: "Look at which function draws the weights: normal, with mean 0",
    replace: () => drawn(uniforms),
  },
  {
    id: "initialize/xavier-uniform",
    note:
      "Glorot's uniform distribution with limit √(6/(fan_in+fan_out)), the default of Keras",
    advice: "Draw Xavier's weights from a normal distribution of std 1/√fan_in",
    replace: () => {
      const uniform = drawn((seed, n) =>
        uniforms(seed, n).map((u) => 2 * u - 1)
      );
      return {
        initialize: (request) => {
          const { scheme, shape } = request.attributes;
          if (scheme !== "xavier") return right("initialize")(request);
          const [fanIn, fanOut] = shape as number[];
          const std = Math.sqrt(6 / (fanIn + fanOut));
          const attributes = { ...request.attributes, scheme: "gaussian", std };
          return uniform.initialize({ ...request, attributes });
        },
      };
    },
  },
  {
    id: "initialize/truncated",
    note:
      "a normal distribution cut off at two stds, whose std is 0.88 of what is asked for: heNormal of TensorFlow.js",
    advice: "Do not cut the distribution off, or correct its std at least",
    replace: () => drawn(truncated),
  },
  {
    id: "initialize/truncated-to-std",
    note:
      "a normal distribution cut off at two stds, and widened to the right std, as in Keras: its tails are missing",
    advice: "Keep what lies beyond two standard deviations",
    replace: () =>
      drawn((seed, n) => truncated(seed, n).map((z) => z / 0.8796)),
  },
  {
    id: "initialize/clipped",
    note: "what lies beyond two stds is moved there",
    advice: "Do not clip the weights",
    replace: () =>
      drawn((seed, n) =>
        normals(seed, n).map((z) => Math.max(-2, Math.min(2, z)))
      ),
  },
  {
    id: "initialize/one-uniform",
    note:
      "Box and Muller with one uniform number in place of two: radius and angle depend on each other",
    advice: "Draw a second uniform number for the angle",
    replace: () =>
      drawn((seed, n) =>
        uniforms(seed, n).map((u) =>
          Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * u)
        )
      ),
  },
  {
    id: "initialize/pairs-alike",
    note: "the second variate of each pair is the first again",
    advice: "Return both variates of a pair of the polar method, not one twice",
    replace: () =>
      drawn((seed, n) => {
        const z = normals(seed, n);
        return z.map((_, i) => z[i - i % 2]);
      }),
  },
  {
    id: "initialize/sum-of-uniforms",
    note:
      "the sum of twelve uniform numbers minus 6: its std is 1, and its kurtosis 2.9",
    advice:
      "Draw normal variates by the polar method, or that of Box and Muller",
    replace: () =>
      drawn((seed, n) => {
        const u = uniforms(seed, 12 * n);
        return Array.from({ length: n }, (_, i) =>
          u.slice(12 * i, 12 * i + 12).reduce((a, b) => a + b) - 6);
      }),
  },
  {
    id: "initialize/same-rows",
    note: "one row is drawn, and repeated: all inputs have the same weights",
    advice: "Draw every element by itself, not one row that is broadcast",
    replace: () =>
      changed("initialize", ({ w }) => {
        const [row] = w as number[][];
        return { w: (w as number[][]).map(() => row) };
      }),
  },
  {
    id: "initialize/same-columns",
    note:
      "one column is drawn, and repeated: all units compute the same, for ever",
    advice: "Draw every element by itself, so that no two units are alike",
    replace: () =>
      changed("initialize", ({ w }) => ({
        w: (w as number[][]).map((row) => row.map(() => row[0])),
      })),
  },
  {
    id: "initialize/transposed",
    note:
      "the weights are [fan_out, fan_in], as PyTorch's nn.Linear keeps them",
    advice: "Give the weights fan_in rows and fan_out columns",
    replace: () =>
      changed("initialize", ({ w }) => {
        const rows = w as number[][];
        return { w: rows[0].map((_, j) => rows.map((row) => row[j])) };
      }),
  },
  {
    id: "initialize/flat",
    note: "the weights are one list, without rows",
    advice: "Answer with nested lists: one for each row",
    replace: () =>
      changed("initialize", ({ w }) => ({ w: flatten(w) as Nested })),
  },
  {
    id: "initialize/unknown-is-xavier",
    note: "an unknown scheme is Xavier, the last branch of the function",
    advice: "Refuse a scheme that the table does not hold",
    replace: () =>
      misunderstood("initialize", ({ attributes }) => ({
        attributes: {
          ...attributes,
          scheme: ["zeros", "gaussian", "he"].includes(
              attributes.scheme as string,
            )
            ? attributes.scheme
            : "xavier",
        },
      })),
  },
];
