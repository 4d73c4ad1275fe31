/**
 * Mutants of adam.
 *
 * @module
 */
import type { Mutant, Replaced } from "./mutant.ts";
import {
  type Element,
  rule,
  unchecked,
  withAttributes,
} from "./wrong_rules.ts";

/** Adam's step from other moments; β₁ᵗ and β₂ᵗ as they should be. */
function adam(
  step: (
    element: Element & { readonly left1: number; readonly left2: number },
  ) => number,
): Replaced {
  return rule("adam", (element) => {
    const { w, learning_rate, beta1, beta2, t } = element;
    const left1 = 1 - beta1 ** t, left2 = 1 - beta2 ** t;
    return { w: w - learning_rate * step({ ...element, left1, left2 }) };
  });
}

/** Mutants of adam. */
export const adamMutants: readonly Mutant[] = [
  {
    id: "adam/no-bias-correction",
    note:
      "m and v are used as they are: the first steps are too small or too large",
    advice: "Divide m by 1 − β₁ᵗ and v by 1 − β₂ᵗ",
    replace: () => adam(({ m, v, epsilon }) => m / (Math.sqrt(v) + epsilon)),
  },
  {
    id: "adam/multiplies-bias",
    note: "m and v are multiplied by 1 − βᵗ, as ConvNetJS did",
    advice: "Divide by 1 − βᵗ",
    replace: () =>
      adam(({ m, v, epsilon, left1, left2 }) =>
        m * left1 / (Math.sqrt(v * left2) + epsilon)
      ),
  },
  {
    id: "adam/first-moment-corrected",
    note: "the bias of m is corrected, and that of v is not",
    advice: "Divide v by 1 − β₂ᵗ as well",
    replace: () =>
      adam(({ m, v, epsilon, left1 }) => m / left1 / (Math.sqrt(v) + epsilon)),
  },
  {
    id: "adam/second-moment-corrected",
    note: "the bias of v is corrected, and that of m is not",
    advice: "Divide m by 1 − β₁ᵗ as well",
    replace: () =>
      adam(({ m, v, epsilon, left2 }) => m / (Math.sqrt(v / left2) + epsilon)),
  },
  {
    id: "adam/one-beta-for-both",
    note: "the bias of v is corrected by β₁",
    advice: "Divide v by 1 − β₂ᵗ",
    replace: () =>
      adam(({ m, v, epsilon, left1 }) =>
        m / left1 / (Math.sqrt(v / left1) + epsilon)
      ),
  },
  {
    id: "adam/corrects-once",
    note: "the bias is always corrected as that of the first step",
    advice: "Raise β to the number of the step",
    replace: () => withAttributes("adam", () => ({ t: 1 })),
  },
  {
    id: "adam/step-ahead",
    note: "the bias of step t is corrected as that of step t + 1",
    advice: "Count steps from 1, and increase the count once a step",
    replace: () => withAttributes("adam", ({ t }) => ({ t: t + 1 })),
  },
  {
    id: "adam/step-from-zero",
    note:
      "the bias of step t is corrected as that of step t − 1: the first divides by 0",
    advice: "Increase the count before the correction",
    replace: () => withAttributes("adam", ({ t }) => ({ t: t - 1 })),
  },
  {
    id: "adam/own-count",
    note: "the rule counts its calls, and does not look at t",
    advice: "Take the number of the step from the attributes",
    replace: () => {
      let t = 0;
      return withAttributes("adam", () => ({ t: ++t }));
    },
  },
  {
    id: "adam/returns-corrected",
    note:
      "m̂ and v̂ come back as the state, and are corrected again in the next step",
    advice: "Return m and v as they were before the correction",
    replace: () =>
      rule("adam", ({ m, v, beta1, beta2, t }) => ({
        m: m / (1 - beta1 ** t),
        v: v / (1 - beta2 ** t),
      })),
  },
  {
    id: "adam/epsilon-before-correction",
    note:
      "ε joins the root before its bias is corrected: TensorFlow's “epsilon hat”",
    advice: "Add ε to the root of the corrected v",
    replace: () =>
      adam(({ m, v, epsilon, left1, left2 }) =>
        m * Math.sqrt(left2) / left1 / (Math.sqrt(v) + epsilon)
      ),
  },
  {
    id: "adam/epsilon-inside",
    note: "√(v̂ + ε) in place of √v̂ + ε",
    advice: "Add ε to the root, not under it",
    replace: () =>
      adam(({ m, v, epsilon, left1, left2 }) =>
        m / left1 / Math.sqrt(v / left2 + epsilon)
      ),
  },
  {
    id: "adam/old-moments",
    note: "the step is made of m and v before this gradient joined them",
    advice: "Update m and v before the step",
    replace: () =>
      adam(({ oldM, oldV, epsilon, left1, left2 }) =>
        oldM / left1 / (Math.sqrt(oldV / left2) + epsilon)
      ),
  },
  {
    id: "adam/biases-lag",
    note:
      "biases move by the m and v of the step before, as in brain.js: a first step of 0",
    advice: "Use the new moments for biases as for weights",
    replace: () =>
      adam((element) => {
        const { isWeight, epsilon, left1, left2 } = element;
        const m = isWeight ? element.m : element.oldM;
        const v = isWeight ? element.v : element.oldV;
        return m / left1 / (Math.sqrt(v / left2) + epsilon);
      }),
  },
  {
    id: "adam/betas-exchanged",
    note: "β₁ is taken for v, and β₂ for m",
    advice: "Give β₁ to the mean and β₂ to the mean square",
    replace: () =>
      withAttributes("adam", ({ beta1, beta2 }) => ({
        beta1: beta2,
        beta2: beta1,
      })),
  },
  {
    id: "adam/betas-ignored",
    note: "β₁ and β₂ are always 0.9 and 0.999",
    advice: "Take both from the attributes",
    replace: () => withAttributes("adam", () => ({ beta1: 0.9, beta2: 0.999 })),
  },
  {
    id: "adam/square-of-mean",
    note: "v averages the square of m, not of the gradient",
    advice: "Average dw² in v",
    replace: () =>
      rule(
        "adam",
        ({ w, m, oldV, learning_rate, epsilon, beta1, beta2, t }) => {
          const v = beta2 * oldV + (1 - beta2) * m * m;
          const root = Math.sqrt(v / (1 - beta2 ** t)) + epsilon;
          return { v, w: w - learning_rate * m / (1 - beta1 ** t) / root };
        },
      ),
  },
  {
    id: "adam/largest-square",
    note: "v never falls: AMSGrad is on by default",
    advice: "Let v fall where gradients do",
    replace: () =>
      rule(
        "adam",
        ({ w, m, v, oldV, learning_rate, epsilon, beta1, beta2, t }) => {
          const largest = Math.max(v, oldV);
          const root = Math.sqrt(largest / (1 - beta2 ** t)) + epsilon;
          return {
            v: largest,
            w: w - learning_rate * m / (1 - beta1 ** t) / root,
          };
        },
      ),
  },
  {
    id: "adam/moments-unchecked",
    note: "the gradient's shape is checked, and those of m and v are not",
    advice: "Check the shape of the state as well as that of the gradient",
    replace: () => unchecked("adam", (name) => name === "m" || name === "v"),
  },
];
