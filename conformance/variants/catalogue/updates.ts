/**
 * Variants of the update rules and of what is around them, by the formulas of SPEC.md
 * 3.4.
 *
 * @module
 */
import * as update from "../forms/update.ts";
import type { Differences, Lack } from "../variant.ts";

/** What an engine with the rate outside the velocity may refuse (SPEC.md 9.2). */
const withoutRate: Lack = (operation, { attributes }) =>
  (operation === "momentum" || operation === "nesterov") &&
  attributes.learning_rate === 0;

/** Variants of update rules. */
export const updateDifferences: readonly Differences[] = [
  {
    id: "averages-from-old",
    note: "old + (1−β)·(now − old), as in Keras",
    dtype: "float32",
    forms: { blend: update.fromOld, adamStep: update.quotientOfRoots },
  },
  {
    id: "averages-from-nearer",
    note:
      "from the nearer end, and √v̂ as √v/√(1−β₂ᵗ), as PyTorch's lerp and Adam",
    dtype: "bfloat16",
    forms: { blend: update.fromNearer, adamStep: update.quotientOfRoots },
  },
  ...(["float32", "bfloat16"] as const).map((dtype) => ({
    id: "rate-outside",
    note: "the velocity is kept without the rate, as in PyTorch's SGD",
    dtype,
    forms: { velocity: update.rateOutside },
    lacks: withoutRate,
  })),
  {
    id: "steps-from-the-left",
    note:
      "w + μ·v − η·dw in one line, and Nesterov's w + μ·v′ − η·dw as in Keras",
    dtype: "bfloat16",
    forms: { coast: update.termByTerm, nesterov: update.fromTheGradient },
  },
  {
    id: "corrected-rate",
    note: "Adam corrects its rate, as Kingma and Ba advise, and scales ε along",
    dtype: "bfloat16",
    forms: {
      adamStep: update.correctedRate,
      nesterov: update.fromTheVelocity,
      updateRatio: update.rateTimesNorm,
    },
  },
  {
    id: "powers-by-products",
    note: "βᵗ step after step, as in TensorFlow's first Adam; log x/log 10",
    dtype: "float32",
    forms: {
      power: update.repeatedProduct,
      rateAt: update.epochAfterEpoch,
      rated: (m, { rate, a, b }) => m.multiply(m.divide(rate, b), a),
      log10: (m, x) => m.divide(m.log(x), m.log(10)),
      updateRatio: update.scaledNorms,
    },
  },
  {
    id: "norms-without-overflow",
    note: "each element is divided by the largest, as in LAPACK and V8's hypot",
    dtype: "float16",
    forms: { updateRatio: update.scaledNorms },
  },
];
