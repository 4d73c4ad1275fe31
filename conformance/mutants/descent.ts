/**
 * Mutants of sgd, momentum and Nesterov's momentum.
 *
 * @module
 */
import { flatten, type Nested, shapeOf } from "../../fixtures/numbers.ts";
import type { Operation } from "../operations.ts";
import {
  changed,
  mapNested,
  mapRecord,
  misunderstood,
  type Mutant,
  type Replaced,
  right,
  single,
} from "./mutant.ts";
import { ownState, rule, unchecked, withAttributes } from "./wrong_rules.ts";

/** The gradient as the rule reads it. */
function withGradient(
  operation: Operation,
  change: (d: number, all: readonly number[]) => number,
): Replaced {
  return misunderstood(operation, ({ inputs }) => {
    const all = flatten(inputs.dw);
    return {
      inputs: { ...inputs, dw: mapNested(inputs.dw, (d) => change(d, all)) },
    };
  });
}

/** Mutants of sgd. */
const sgdMutants: readonly Mutant[] = [
  {
    id: "sgd/ascends",
    note: "w + rate·dw: the loss is climbed",
    advice: "Subtract the gradient times the rate",
    replace: () =>
      withAttributes("sgd", ({ learning_rate }) => ({
        learning_rate: -learning_rate,
      })),
  },
  {
    id: "sgd/rate-zero-is-default",
    note: "`rate || 0.01`: a rate of 0 moves the parameter",
    advice: "Ask whether the rate is there, not whether it is truthy",
    replace: () =>
      withAttributes("sgd", ({ learning_rate }) => ({
        learning_rate: learning_rate || 0.01,
      })),
  },
  {
    id: "sgd/rate-ignored",
    note: "the rate is always 0.01",
    advice: "Take the rate from the attributes",
    replace: () => withAttributes("sgd", () => ({ learning_rate: 0.01 })),
  },
  {
    id: "sgd/divided-by-rows",
    note:
      "the gradient is divided by the number of rows, as if they were samples",
    advice: "Leave it to the loss to divide by the number of samples",
    replace: () =>
      misunderstood("sgd", ({ inputs }) => {
        const [rows = 1] = shapeOf(inputs.w) ?? [];
        return {
          inputs: { ...inputs, dw: mapNested(inputs.dw, (d) => d / rows) },
        };
      }),
  },
  {
    id: "sgd/clips",
    note: "gradients are clipped to [−5, 5], as for recurrent nets in brain.js",
    advice: "Take the gradient as it is, and leave clipping to the user",
    replace: () => withGradient("sgd", (d) => Math.max(-5, Math.min(5, d))),
  },
  {
    id: "sgd/clips-norm",
    note: "a gradient whose norm is above 5 is shortened to it",
    advice: "Take the gradient as it is, and leave clipping to the user",
    replace: () =>
      withGradient(
        "sgd",
        (d, all) => d * Math.min(1, 5 / Math.hypot(...all)),
      ),
  },
  {
    id: "sgd/single-precision",
    note: "parameters are kept as float32, though float64 is declared",
    advice: "Declare the format in which numbers are kept",
    replace: () =>
      changed("sgd", (answer) => mapRecord(answer, (x) => single(x))),
  },
  {
    id: "sgd/hidden-velocity",
    note:
      "the optimiser has a momentum of 0.9 by default: a step depends on earlier requests",
    advice: "Turn the momentum off for plain sgd",
    replace: () => {
      const velocities = new Map<string, Nested>();
      return misunderstood("sgd", ({ inputs }) => {
        const key = String(shapeOf(inputs.dw));
        const before = velocities.get(key) ?? mapNested(inputs.dw, () => 0);
        const dw = mapNested(inputs.dw, (d, v) => 0.9 * v + d, before);
        velocities.set(key, dw);
        return { inputs: { ...inputs, dw } };
      });
    },
  },
  {
    id: "sgd/shapes-unchecked",
    note: "a loop over all numbers, which takes a gradient of any shape",
    advice: "Refuse a gradient of another shape than the parameter",
    replace: () => unchecked("sgd", () => true),
  },
];

/** Mutants of momentum. */
const momentumMutants: readonly Mutant[] = [
  {
    id: "momentum/rate-outside",
    note:
      "v ← μv + dw, w ← w − rate·v: PyTorch's form, the same only while the rate is constant",
    advice: "Multiply the gradient by the rate before it joins the velocity",
    replace: () =>
      rule("momentum", ({ w, dw, oldV, momentum, learning_rate }) => {
        const v = momentum * oldV + dw;
        return { v, w: w - learning_rate * v };
      }),
  },
  {
    id: "momentum/other-sign",
    note:
      "v ← μv + rate·dw, w ← w − v: right from a velocity of 0, and with any other against it",
    advice: "Let the velocity point where the parameter moves: w + v",
    replace: () =>
      rule("momentum", ({ w, dw, oldV, momentum, learning_rate }) => {
        const v = momentum * oldV + learning_rate * dw;
        return { v, w: w - v };
      }),
  },
  {
    id: "momentum/dampened",
    note: "v ← μv − (1−μ)·rate·dw: an average in place of a sum",
    advice: "Leave out the factor 1 − μ",
    replace: () =>
      withAttributes("momentum", ({ learning_rate, momentum }) => ({
        learning_rate: learning_rate * (1 - momentum),
      })),
  },
  {
    id: "momentum/ignored",
    note: "the momentum is always 0.9",
    advice: "Take the momentum from the attributes",
    replace: () => withAttributes("momentum", () => ({ momentum: 0.9 })),
  },
  {
    id: "momentum/moves-first",
    note:
      "the parameter moves by the old velocity, which is updated afterwards",
    advice: "Update the velocity before the parameter",
    replace: () => rule("momentum", ({ w, oldV }) => ({ w: w + oldV })),
  },
  {
    id: "momentum/velocity-not-returned",
    note: "the step is right, and the velocity that comes back is the old one",
    advice: "Return the velocity after the step",
    replace: () => rule("momentum", ({ oldV }) => ({ v: oldV })),
  },
  {
    id: "momentum/biases-without",
    note: "only matrices have a velocity: biases move by plain sgd",
    advice: "Keep a velocity for every parameter, whatever its rank",
    replace: () =>
      rule("momentum", ({ w, dw, v, isWeight, learning_rate }) => {
        const velocity = isWeight ? v : -learning_rate * dw;
        return { w: w + velocity, v: velocity };
      }),
  },
  {
    id: "momentum/own-velocity",
    note:
      "the velocity of the request is taken the first time only; then the rule goes on with its own",
    advice: "Start from the velocity that the request gives",
    replace: () => ownState("momentum"),
  },
  {
    id: "momentum/velocity-unchecked",
    note: "the gradient's shape is checked, and the velocity's is not",
    advice: "Check the shape of the state as well as that of the gradient",
    replace: () => unchecked("momentum", (name) => name === "v"),
  },
];

/** Mutants of Nesterov's momentum. */
const nesterovMutants: readonly Mutant[] = [
  {
    id: "nesterov/is-momentum",
    note: "Nesterov's rule without its look ahead",
    advice: "Move by −μ·v + (1+μ)·v′, not by v′",
    replace: () => ({ nesterov: right("momentum") }),
  },
  {
    id: "nesterov/old-velocity-kept",
    note: "w + (1+μ)·v′: the look ahead of the step before is not taken back",
    advice: "Subtract μ times the old velocity",
    replace: () =>
      rule("nesterov", ({ w, v, momentum }) => ({ w: w + (1 + momentum) * v })),
  },
  {
    id: "nesterov/velocities-exchanged",
    note: "w − μ·v′ + (1+μ)·v: old and new velocity are exchanged",
    advice: "Give the factor 1 + μ to the new velocity",
    replace: () =>
      rule("nesterov", ({ w, v, oldV, momentum }) => ({
        w: w - momentum * v + (1 + momentum) * oldV,
      })),
  },
  {
    id: "nesterov/gradient-left-out",
    note: "w + μ·v′: looks ahead, and leaves out the step along the gradient",
    advice: "Add −η·dw to μ·v′, or use the formula with both velocities",
    replace: () =>
      rule("nesterov", ({ w, v, momentum }) => ({ w: w + momentum * v })),
  },
  {
    id: "nesterov/rate-outside",
    note:
      "the velocity is a sum of gradients, as in PyTorch, and comes back as such",
    advice: "Convert the velocity: it holds the rate, v = −η·u",
    replace: () =>
      rule("nesterov", ({ w, dw, oldV, momentum, learning_rate }) => {
        const v = momentum * oldV + dw;
        return { v, w: w - learning_rate * (dw + momentum * v) };
      }),
  },
  {
    id: "nesterov/jump-for-velocity",
    note: "what comes back as the velocity is the whole step",
    advice: "Return v′, not the difference of the parameters",
    replace: () =>
      rule("nesterov", ({ v, oldV, momentum }) => ({
        v: (1 + momentum) * v - momentum * oldV,
      })),
  },
];

/** Mutants of sgd, momentum and Nesterov's momentum. */
export const descentMutants: readonly Mutant[] = [
  ...sgdMutants,
  ...momentumMutants,
  ...nesterovMutants,
];
