/**
 * Variants of the activation functions and of softmax, by the formulas of SPEC.md 3.4.
 *
 * @module
 */
import { numbers } from "../arithmetic/arithmetic.ts";
import * as activation from "../forms/activation.ts";
import * as loss from "../forms/loss.ts";
import type { Differences } from "../variant.ts";

/** Variants of activations and of softmax. */
export const activationDifferences: readonly Differences[] = [
  {
    id: "sigmoid-on-two-sides",
    note: "e only to negative numbers, as code that wants to be stable does",
    dtype: "float32",
    forms: { sigmoid: activation.sigmoidByExp },
    accuracy: true,
  },
  {
    id: "sigmoid-of-minus-x",
    note: "1/(1+e⁻ˣ) for all x, where 1/∞ is 0, as in ConvNetJS",
    forms: { sigmoid: activation.sigmoidDownward },
  },
  {
    id: "sigmoid-of-x",
    note: "eˣ/(1+eˣ), cut off before it overflows, with the slope y − y²",
    dtype: "bfloat16",
    forms: {
      sigmoid: activation.sigmoidUpward(
        activation.largestExponent(numbers("bfloat16")),
      ),
      sigmoidSlope: activation.yLessSquare,
    },
  },
  {
    id: "sigmoid-by-tanh",
    note: "½(1+tanh(x/2)), as XLA can expand it",
    dtype: "float16",
    forms: { sigmoid: activation.sigmoidByTanh },
  },
  {
    id: "tanh-of-2x",
    note: "(e²ˣ−1)/(e²ˣ+1), as in Karpathy's lecture on micrograd",
    dtype: "float16",
    forms: {
      tanh: activation.tanhBySquare,
      tanhSlope: activation.differenceTimesSum,
    },
  },
  {
    id: "tanh-by-definition",
    note: "(eˣ−e⁻ˣ)/(eˣ+e⁻ˣ), cut off before it overflows, as in textbooks",
    dtype: "float32",
    forms: {
      tanh: activation.tanhByBoth(
        activation.largestExponent(numbers("float32")),
      ),
    },
    long: /layer_statistics/,
  },
  {
    id: "tanh-by-expm1",
    note: "expm1(2x)/(expm1(2x)+2), as in fdlibm",
    forms: { tanh: activation.tanhByExpm1 },
    accuracy: true,
  },
  {
    id: "tanh-by-sigmoid",
    note: "2·sigmoid(2x)−1, as the notes of CS231n describe it",
    dtype: "bfloat16",
    forms: { tanh: activation.tanhBySigmoid },
  },
  {
    id: "elu-from-output",
    note: "α·expm1(x) with the slope y + α, as TensorFlow and PyTorch can",
    dtype: "float32",
    forms: {
      powerLessOne: (m, x) => m.expm1(x),
      eluSlope: activation.yPlusAlpha,
    },
  },
  {
    id: "softmax-of-log",
    note: "exp(s − max − log Σ), as PyTorch by its log_softmax; −log p",
    dtype: "bfloat16",
    forms: {
      softmax: loss.expOfDifference,
      minusLog: loss.minusLogOfProbability,
      scoreGradient: loss.scaledFirst,
    },
  },
  {
    id: "softmax-of-log-sum-exp",
    note: "exp(s − (max + log Σ)), as SciPy's softmax did",
    dtype: "float32",
    forms: {
      softmax: loss.expLessLogSumExp,
      minusLog: loss.logSumExpLessScore,
      scoreGradient: loss.dividedLast,
    },
  },
  {
    id: "penalty-weight-by-weight",
    note: "½·reg·w² is added up, and joins the loss layer after layer",
    dtype: "float32",
    forms: {
      penalty: loss.sumOfHalves,
      penaltiesFirst: false,
      scoreGradient: loss.upstreamLast,
    },
  },
  {
    id: "penalty-halved-last",
    note: "reg·Σw²/2, as the formula is written",
    dtype: "bfloat16",
    forms: { penalty: loss.halvedLast },
  },
];
