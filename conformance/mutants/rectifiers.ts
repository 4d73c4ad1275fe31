/**
 * Mutants of the activations that are linear on the right: relu, leaky_relu, elu.
 *
 * @module
 */
import { shapeOf } from "../../fixtures/numbers.ts";
import { activation } from "./elementwise.ts";
import {
  changed,
  mapNested,
  mapRecord,
  misunderstood,
  type Mutant,
  otherGradients,
  refusing,
  remembering,
  single,
} from "./mutant.ts";

/** Mutants of relu. */
const reluMutants: readonly Mutant[] = [
  {
    id: "relu/nan-is-zero",
    note: "`x > 0 ? x : 0` is 0 for NaN: a run that has diverged looks healthy",
    advice:
      "Let NaN through: `x < 0 ? 0 : x`, or a maximum that propagates NaN",
    replace: () => activation("relu", { value: (x) => x > 0 ? x : 0 }),
  },
  {
    id: "relu/input-times-mask",
    note: "`x * (x > 0)` is −∞·0 = NaN at −∞",
    advice: "Choose between x and 0, and multiply nothing",
    replace: () => activation("relu", { value: (x) => x * (x > 0 ? 1 : 0) }),
  },
  {
    id: "relu/by-absolute-value",
    note:
      "½(x + |x|), with the slope ½(1 + x/|x|): NaN at 0, and NaN at −∞ forward",
    advice: "Choose between x and 0 by the sign of x",
    replace: () =>
      activation("relu", {
        value: (x) => (x + Math.abs(x)) / 2,
        slope: (x) => (1 + x / Math.abs(x)) / 2,
      }),
  },
  {
    id: "relu/masked-by-upstream",
    note:
      "the gradient is cut where it is negative itself, as in deconvolution nets: `dx[dx < 0] = 0`",
    advice: "Mask by the sign of x, not by that of the gradient",
    replace: () =>
      otherGradients("relu", (_answer, { upstream }) => ({
        dx: mapNested(upstream!.y, (dy) => Math.max(0, dy)),
      })),
  },
  {
    id: "relu/guided",
    note:
      "the gradient is cut where x or the gradient itself is negative: guided backpropagation",
    advice: "Mask by the sign of x alone",
    replace: () =>
      otherGradients("relu", ({ dx }) => ({
        dx: mapNested(dx, (d) => Math.max(0, d)),
      })),
  },
  {
    id: "relu/straight-through",
    note: "the gradient passes as it is, on the left too",
    advice: "Set dx to 0 where x < 0",
    replace: () => activation("relu", { slope: () => 1 }),
  },
  {
    id: "relu/capped-at-six",
    note: "relu6 of the nets for phones: nothing is above 6",
    advice: "Do not cap the right side",
    replace: () =>
      activation("relu", {
        value: (x) => x < 0 ? 0 : x > 6 ? 6 : x,
        slope: (x) => x > 0 && x < 6 ? 1 : 0,
      }),
  },
  {
    id: "relu/upstream-ignored",
    note: "the gradient is the mask, whatever arrives",
    advice: "Multiply the mask by the upstream gradient",
    replace: () =>
      otherGradients("relu", (_answer, { inputs }) => ({
        dx: mapNested(inputs.x, (x) => x > 0 ? 1 : 0),
      })),
  },
  {
    id: "relu/stale-mask",
    note: "the mask is made in the first forward pass of a shape, and kept",
    advice: "Make the mask anew in each forward pass",
    replace: () => remembering("relu"),
  },
  {
    id: "relu/matrices-only",
    note: "all that is not a matrix is refused",
    advice: "Work on the flat numbers, whatever the shape",
    replace: () =>
      refusing(
        "relu",
        "shape",
        ({ inputs: { x } }) => shapeOf(x)!.length !== 2,
      ),
  },
];

/** Mutants of leaky_relu. */
const leakyReluMutants: readonly Mutant[] = [
  {
    id: "leaky_relu/sides-swapped",
    note: "the right side is scaled, and the left cut off, as in brain.js",
    advice: "x on the right, slope·x on the left",
    replace: () =>
      activation("leaky_relu", {
        value: (x, { slope }) => x > 0 ? slope * x : 0,
        slope: (x, _y, { slope }) => x > 0 ? slope : 0,
      }),
  },
  {
    id: "leaky_relu/slope-assumed",
    note:
      "the slope is 0.01, the default of many libraries, whatever is asked for",
    advice: "Take the slope from the request, in both passes",
    replace: () =>
      misunderstood("leaky_relu", () => ({ attributes: { slope: 0.01 } })),
  },
  {
    id: "leaky_relu/slope-assumed-backward",
    note: "forward takes the slope that is asked for, backward 0.01",
    advice: "Take the slope from the request, in both passes",
    replace: () => activation("leaky_relu", { slope: (x) => x > 0 ? 1 : 0.01 }),
  },
  {
    id: "leaky_relu/slope-zero-is-default",
    note: "`slope || 0.01`: a slope of 0 is none",
    advice: "Ask whether the slope is missing, not whether it is true",
    replace: () =>
      misunderstood("leaky_relu", ({ attributes }) => ({
        attributes: { slope: attributes.slope || 0.01 },
      })),
  },
  {
    id: "leaky_relu/dead-backward",
    note: "the gradient on the left is 0, that of relu",
    advice: "dx = slope·dy on the left",
    replace: () => activation("leaky_relu", { slope: (x) => x > 0 ? 1 : 0 }),
  },
  {
    id: "leaky_relu/both-slopes-at-zero",
    note:
      "the masks x ≥ 0 and x ≤ 0 overlap: at 0 the slope is 1 + slope, more than on either side",
    advice: "Let one of the two masks be strict",
    replace: () =>
      activation("leaky_relu", {
        slope: (x, _y, { slope }) => (x >= 0 ? 1 : 0) + (x <= 0 ? slope : 0),
      }),
  },
  {
    id: "leaky_relu/larger-of-two",
    note: "max(x, slope·x) takes the wrong side for a slope above 1",
    advice: "Choose by the sign of x",
    replace: () =>
      activation("leaky_relu", {
        value: (x, { slope }) => Math.max(x, slope * x),
        slope: (x, _y, { slope }) => x > slope * x ? 1 : slope,
      }),
  },
  {
    id: "leaky_relu/divides",
    note: "x/slope on the left: the parameter of Xu et al. (2015)",
    advice: "Multiply the left side by the slope",
    replace: () =>
      activation("leaky_relu", {
        value: (x, { slope }) => x > 0 ? x : x / slope,
        slope: (x, _y, { slope }) => x > 0 ? 1 : 1 / slope,
      }),
  },
];

/** Mutants of elu. */
const eluMutants: readonly Mutant[] = [
  {
    id: "elu/where-trap",
    note:
      "both sides are computed and multiplied by masks: 0·∞ = NaN at 1000, forward and backward",
    advice: "Take e to min(x, 0), or compute only the side that is needed",
    replace: () =>
      activation("elu", {
        value: (x, { alpha }) => {
          const left = alpha * (Math.exp(x) - 1);
          return (x > 0 ? 1 : 0) * x + (x > 0 ? 0 : 1) * left;
        },
        slope: (x, _y, { alpha }) =>
          (x > 0 ? 1 : 0) + (x > 0 ? 0 : 1) * alpha * Math.exp(x),
      }),
  },
  {
    id: "elu/where-trap-backward",
    note:
      "`where` hides the overflow of eˣ forward; its gradient is 0·∞ = NaN at 1000, as in jax-js",
    advice: "Take e to min(x, 0): `where` hides values, not their gradients",
    replace: () =>
      activation("elu", {
        slope: (x, _y, { alpha }) =>
          (x > 0 ? 1 : 0) + (x > 0 ? 0 : 1) * alpha * Math.exp(x),
      }),
  },
  {
    id: "elu/slope-without-alpha",
    note: "the slope on the left is eˣ: right for α = 1 only",
    advice: "dx = α·eˣ·dy on the left, or (y + α)·dy",
    replace: () => activation("elu", { slope: (x) => x > 0 ? 1 : Math.exp(x) }),
  },
  {
    id: "elu/slope-y-plus-one",
    note:
      "the slope on the left is y + 1 in place of y + α: right for α = 1 only",
    advice: "dx = (y + α)·dy on the left",
    replace: () => activation("elu", { slope: (x, y) => x > 0 ? 1 : y + 1 }),
  },
  {
    id: "elu/alpha-assumed",
    note: "α is 1, the default of most libraries, whatever is asked for",
    advice: "Take α from the request, in both passes",
    replace: () => misunderstood("elu", () => ({ attributes: { alpha: 1 } })),
  },
  {
    id: "elu/is-celu",
    note:
      "α(e^(x/α) − 1), the continuously differentiable variant: the same for α = 1",
    advice: "Do not divide x by α",
    replace: () =>
      activation("elu", {
        value: (x, { alpha }) => x > 0 ? x : alpha * Math.expm1(x / alpha),
        slope: (x, _y, { alpha }) => x > 0 ? 1 : Math.exp(x / alpha),
      }),
  },
  {
    id: "elu/in-place",
    note:
      "the output overwrites the input, and the slope is taken there: α·e^y in place of α·eˣ",
    advice: "Keep the input for the backward pass, or use y + α",
    replace: () =>
      activation("elu", {
        slope: (x, y, { alpha }) => x > 0 ? 1 : alpha * Math.exp(y),
      }),
  },
  {
    id: "elu/float32",
    note:
      "e is computed in float32, though the engine says float64, as in the wasm code of jax-js",
    advice: "Look for a float32 exp, such as expf, on the way",
    replace: () => changed("elu", (answer) => mapRecord(answer, single)),
  },
];

/** Mutants of relu, leaky_relu and elu. */
export const rectifierMutants: readonly Mutant[] = [
  ...reluMutants,
  ...leakyReluMutants,
  ...eluMutants,
];
