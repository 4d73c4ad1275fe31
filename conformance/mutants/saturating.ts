/**
 * Mutants of the activations that saturate: sigmoid and tanh.
 *
 * @module
 */
import { shapeOf } from "../../fixtures/numbers.ts";
import { activation } from "./elementwise.ts";
import { reshaped } from "./matrices.ts";
import {
  accepting,
  changed,
  mapNested,
  mapRecord,
  type Mutant,
  otherGradients,
  refusing,
  single,
} from "./mutant.ts";

const logistic = (x: number) =>
  x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));

/** Mutants of sigmoid. */
const sigmoidMutants: readonly Mutant[] = [
  {
    id: "sigmoid/overflow",
    note:
      "1 − e⁻ˣ/(1+e⁻ˣ) divides ∞ by ∞ at −1000: NaN, as in every unguarded port",
    advice: "Never take e to a large positive number",
    replace: () =>
      activation("sigmoid", {
        value: (x) => 1 - Math.exp(-x) / (1 + Math.exp(-x)),
        slope: (_x, y) => y * (1 - y),
      }),
  },
  {
    id: "sigmoid/quotient-of-powers",
    note: "eˣ/(1+eˣ) is ∞/∞ = NaN at 1000",
    advice: "Use eˣ/(1+eˣ) for negative x only, and 1/(1+e⁻ˣ) for the rest",
    replace: () =>
      activation("sigmoid", {
        value: (x) => Math.exp(x) / (1 + Math.exp(x)),
        slope: (_x, y) => y * (1 - y),
      }),
  },
  {
    id: "sigmoid/slope-overflows",
    note:
      "the slope is y²·e⁻ˣ, by the quotient rule: 0·∞ = NaN at −1000, as in jax-js",
    advice: "Take the slope from the output: y(1−y)",
    replace: () =>
      activation("sigmoid", { slope: (x, y) => y * y * Math.exp(-x) }),
  },
  {
    id: "sigmoid/slope-of-input",
    note:
      "x(1−x), the slope in terms of the output, is taken of the input, as in many first nets",
    advice: "Give the backward pass the output, not the input",
    replace: () => activation("sigmoid", { slope: (x) => x * (1 - x) }),
  },
  {
    id: "sigmoid/upstream-ignored",
    note: "the gradient is the slope, whatever arrives",
    advice: "Multiply the slope by the upstream gradient",
    replace: () =>
      otherGradients("sigmoid", ({ y }) => ({
        dx: mapNested(y, (a) => a * (1 - a)),
      })),
  },
  {
    id: "sigmoid/slope-of-sigmoid-of-output",
    note:
      "the slope is taken at the output as if it were the input: sigmoid is applied twice",
    advice: "The slope is y(1−y), where y is sigmoid of x already",
    replace: () =>
      activation("sigmoid", {
        slope: (_x, y) => logistic(y) * (1 - logistic(y)),
      }),
  },
  {
    id: "sigmoid/clipped-at-20",
    note: "x is clipped to ±20 against overflow: 2·10⁻⁹ where it should be 0",
    advice: "Choose a formula that cannot overflow, and clip nothing",
    replace: () =>
      activation("sigmoid", {
        value: (x) => logistic(Math.max(-20, Math.min(20, x))),
        slope: (_x, y) => y * (1 - y),
      }),
  },
  {
    id: "sigmoid/table-to-six",
    note:
      "beyond ±6 it is exactly 0 or 1, where the table ends, as in word2vec: no gradient is left",
    advice: "Compute the tails: at 10 the slope is still 4.5·10⁻⁵",
    replace: () =>
      activation("sigmoid", {
        value: (x) => x > 6 ? 1 : x < -6 ? 0 : logistic(x),
        slope: (_x, y) => y * (1 - y),
      }),
  },
  {
    id: "sigmoid/half-of-tanh",
    note:
      "½(1+tanh(x/2)) has no digits left at −40: good enough for the core, not for accuracy",
    advice: "Use eˣ/(1+eˣ) on the left",
    replace: () =>
      activation("sigmoid", {
        value: (x) => 0.5 * (1 + Math.tanh(0.5 * x)),
        slope: (_x, y) => y * (1 - y),
      }),
  },
  {
    id: "sigmoid/clipped-at-500",
    note:
      "x is clipped to ±500 against overflow: the tail of 10⁻³⁰⁴ at −700 is 10⁻²¹⁸",
    advice: "Choose a formula that cannot overflow, and clip nothing",
    replace: () =>
      activation("sigmoid", {
        value: (x) => logistic(Math.max(-500, Math.min(500, x))),
        slope: (_x, y) => y * (1 - y),
      }),
  },
  {
    id: "sigmoid/mirrored",
    note:
      "1 − sigmoid(−x) on the left has no digits left at −40: good enough for the core only",
    advice: "Use eˣ/(1+eˣ) on the left",
    replace: () =>
      activation("sigmoid", {
        value: (x) => x < 0 ? 1 - logistic(-x) : logistic(x),
        slope: (_x, y) => y * (1 - y),
      }),
  },
  {
    id: "sigmoid/float32",
    note:
      "e is computed in float32, though the engine says float64, as in the wasm code of jax-js",
    advice: "Look for a float32 exp, such as expf, on the way",
    replace: () => changed("sigmoid", (answer) => mapRecord(answer, single)),
  },
  {
    id: "sigmoid/rank-one-and-two-only",
    note: "scalars and tensors of more than two axes are refused",
    advice: "Work on the flat numbers, whatever the shape",
    replace: () =>
      refusing(
        "sigmoid",
        "shape",
        ({ inputs: { x } }) => ![1, 2].includes(shapeOf(x)!.length),
      ),
  },
];

/** Mutants of tanh. */
const tanhMutants: readonly Mutant[] = [
  {
    id: "tanh/slope-not-squared",
    note:
      "the slope 1 − tanh in place of 1 − tanh²: right at 0, wrong everywhere else",
    advice: "dx = (1 − y·y)·dy",
    replace: () => activation("tanh", { slope: (_x, y) => 1 - y }),
  },
  {
    id: "tanh/slope-of-input",
    note:
      "1 − x², the slope in terms of the output, is taken of the input: it is negative beyond 1",
    advice: "Give the backward pass the output, not the input",
    replace: () => activation("tanh", { slope: (x) => 1 - x * x }),
  },
  {
    id: "tanh/slope-of-tanh-of-output",
    note:
      "the slope is taken at the output as if it were the input: tanh is applied twice",
    advice: "The slope is 1 − y², where y is tanh of x already",
    replace: () =>
      activation("tanh", { slope: (_x, y) => 1 - Math.tanh(y) ** 2 }),
  },
  {
    id: "tanh/slope-of-sigmoid",
    note: "y(1−y), the slope of sigmoid, is used for tanh as well",
    advice: "dx = (1 − y·y)·dy",
    replace: () => activation("tanh", { slope: (_x, y) => y * (1 - y) }),
  },
  {
    id: "tanh/difference-of-powers",
    note: "(e²ˣ−1)/(e²ˣ+1) cancels near 0, and is ∞/∞ at 400, as in ConvNetJS",
    advice: "Use the library's tanh, or expm1(−2|x|) with the sign of x",
    replace: () =>
      activation("tanh", {
        value: (x) => (Math.exp(2 * x) - 1) / (Math.exp(2 * x) + 1),
        slope: (_x, y) => 1 - y * y,
      }),
  },
  {
    id: "tanh/quotient-of-differences",
    note: "(eˣ−e⁻ˣ)/(eˣ+e⁻ˣ) is ∞/∞ = NaN from 710 on, on both sides",
    advice: "Use the library's tanh, or expm1(−2|x|) with the sign of x",
    replace: () =>
      activation("tanh", {
        value: (x) =>
          (Math.exp(x) - Math.exp(-x)) / (Math.exp(x) + Math.exp(-x)),
        slope: (_x, y) => 1 - y * y,
      }),
  },
  {
    id: "tanh/by-sigmoid",
    note:
      "2·sigmoid(2x) − 1 has no digits left near 0: good enough for the core, not for accuracy",
    advice: "Use the library's tanh, or expm1(−2|x|) with the sign of x",
    replace: () =>
      activation("tanh", {
        value: (x) => 2 * logistic(2 * x) - 1,
        slope: (_x, y) => 1 - y * y,
      }),
  },
  {
    id: "tanh/lecun",
    note:
      "1.7159·tanh(2x/3), LeCun's recommendation of 1998, under the plain name",
    advice: "Compute tanh x, without factors",
    replace: () =>
      activation("tanh", {
        value: (x) => 1.7159 * Math.tanh(2 / 3 * x),
        slope: (x) => 1.7159 * 2 / 3 * (1 - Math.tanh(2 / 3 * x) ** 2),
      }),
  },
  {
    id: "tanh/upstream-unchecked",
    note:
      "an upstream gradient of another shape is read as far as there are elements and beyond, as jax-js does for jitted functions",
    advice: "Refuse an upstream gradient that has not the shape of the output",
    replace: () =>
      accepting("tanh", ({ inputs, upstream }) => ({
        upstream: upstream && { y: reshaped(upstream.y, inputs.x) },
      })),
  },
  {
    id: "tanh/upstream-ignored",
    note: "the gradient is the slope, whatever arrives",
    advice: "Multiply the slope by the upstream gradient",
    replace: () =>
      otherGradients("tanh", ({ y }) => ({
        dx: mapNested(y, (a) => 1 - a * a),
      })),
  },
  {
    id: "tanh/float32",
    note:
      "tanh is computed in float32, though the engine says float64, as in the wasm code of jax-js",
    advice: "Look for a float32 tanh, such as tanhf, on the way",
    replace: () => changed("tanh", (answer) => mapRecord(answer, single)),
  },
];

/** Mutants of sigmoid and tanh. */
export const saturatingMutants: readonly Mutant[] = [
  ...sigmoidMutants,
  ...tanhMutants,
];
