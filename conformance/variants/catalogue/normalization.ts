/**
 * Variants of normalization, by the formulas of SPEC.md 3.4.
 *
 * @module
 */
import * as normalization from "../forms/normalization.ts";
import type { Differences } from "../variant.ts";

const { bessel } = normalization;

/** Variants of normalization. */
export const normalizationDifferences: readonly Differences[] = [
  {
    id: "variance-by-mean-square",
    note: "mean square minus squared mean, as in Flax with its fast variance",
    dtype: "float32",
    forms: {
      variance: normalization.meanSquare,
      unbiased: bessel(normalization.meanSquare),
    },
  },
  {
    id: "variance-by-mean-square",
    note: "the same in half precision, where squares soon overflow",
    dtype: "float16",
    forms: {
      variance: normalization.meanSquare,
      unbiased: bessel(normalization.meanSquare),
    },
  },
  {
    id: "welford",
    note: "one pass with running moments, as in PyTorch's batch_norm on CUDA",
    dtype: "float32",
    forms: {
      mean: normalization.runningMean,
      variance: normalization.welford,
      unbiased: bessel(normalization.welford),
    },
    accuracy: true,
  },
  {
    id: "welford",
    note: "one pass with running moments, in bfloat16",
    dtype: "bfloat16",
    forms: {
      mean: normalization.runningMean,
      variance: normalization.welford,
      unbiased: bessel(normalization.welford),
    },
    accuracy: true,
  },
  {
    id: "corrected-two-passes",
    note:
      "two passes less the square of what the mean missed, as in Numerical" +
      " Recipes",
    dtype: "bfloat16",
    forms: {
      variance: normalization.correctedTwoPasses,
      unbiased: bessel(normalization.correctedTwoPasses),
    },
    accuracy: true,
  },
  {
    id: "shifted-data",
    note: "mean square minus squared mean of data less the first sample, as " +
      "Chan, Golub and LeVeque discuss it",
    forms: {
      variance: normalization.shiftedMeanSquare,
      unbiased: bessel(normalization.shiftedMeanSquare),
    },
    accuracy: true,
  },
  {
    id: "scale-and-shift",
    note:
      "x·scale + shift, in training too, as TensorFlow's nn and PyTorch's CPU",
    dtype: "float32",
    forms: {
      normalize: normalization.linear,
      normalizeAtTest: normalization.linear,
    },
  },
  {
    id: "gradient-by-stages",
    note:
      "through the gradients on variance and mean, as Ioffe and Szegedy wrote",
    dtype: "bfloat16",
    forms: {
      columnGradient: normalization.staged,
      normalize: normalization.scaleOfCentred,
    },
    accuracy: true,
  },
  {
    id: "gradient-step-by-step",
    note: "backward through each step of the circuit, as CS231n's students do",
    dtype: "float32",
    forms: { columnGradient: normalization.stepByStep },
    accuracy: true,
  },
  {
    id: "gradient-by-sums",
    note: "γ/(n·root)·(n·g − Σg − x̂·Σg·x̂), as Karpathy simplifies it",
    dtype: "bfloat16",
    forms: { columnGradient: normalization.closedWithSums },
    accuracy: true,
  },
  {
    id: "gradient-without-hat",
    note: "(g − mean g − (x−μ)·k)/root·γ, as in PyTorch's CPU kernel",
    dtype: "float16",
    forms: { columnGradient: normalization.withoutHat },
    accuracy: true,
  },
];
