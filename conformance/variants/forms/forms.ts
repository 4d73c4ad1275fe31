/**
 * Where SPEC.md 3.4 and 14 leave open by which formula an engine computes a value:
 * the choices, one to a key. {@linkcode plainForms} is the textbook's first choice.
 *
 * @module
 */
import * as activation from "./activation.ts";
import type { Arithmetic, Numbers } from "../arithmetic/arithmetic.ts";
import * as loss from "./loss.ts";
import * as normalization from "./normalization.ts";
import * as update from "./update.ts";

/** A function of one number. */
export type Unary = <N>(m: Arithmetic<N>, x: N) => N;

/** One formula for each value that has several. */
export interface Forms {
  readonly sigmoid: Unary;
  /** The derivative of sigmoid where it is y. */
  readonly sigmoidSlope: Unary;
  readonly tanh: Unary;
  /** The derivative of tanh where it is y. */
  readonly tanhSlope: Unary;
  /** eˣ − 1. */
  readonly powerLessOne: Unary;
  readonly eluSlope: update.OfNumbers<"x" | "y" | "alpha">;
  /** The softmax of a row. */
  readonly softmax: <N>(m: Arithmetic<N>, scores: readonly N[]) => N[];
  /** −log of the softmax of a row at the label. */
  readonly minusLog: <N>(
    m: Arithmetic<N>,
    scores: readonly N[],
    label: number,
  ) => N;
  /** The gradient of the mean of n losses on one score. */
  readonly scoreGradient: loss.ScoreGradient;
  /** ½·reg·Σw². */
  readonly penalty: <N>(m: Arithmetic<N>, w: readonly N[], reg: N) => N;
  /** Whether the penalties of two layers are added before the data loss is. */
  readonly penaltiesFirst: boolean;
  readonly mean: <N>(m: Arithmetic<N>, column: readonly N[]) => N;
  readonly variance: normalization.Variance;
  /** The variance divided by n − 1. */
  readonly unbiased: normalization.Variance;
  readonly normalize: normalization.Normalize;
  readonly normalizeAtTest: normalization.Normalize;
  /** The gradient of a normalized column on the column. */
  readonly columnGradient: normalization.ColumnGradient;
  /** β·old + (1−β)·now. */
  readonly blend: (
    m: Numbers,
    beta: number,
    old: number,
    now: number,
  ) => number;
  readonly velocity: update.OfNumbers<"v" | "dw" | "rate" | "momentum">;
  /** The parameter after a step of momentum with the new velocity `next`. */
  readonly coast: update.Coast;
  readonly nesterov: update.Nesterov;
  /** η·a/b. */
  readonly rated: update.OfNumbers<"rate" | "a" | "b">;
  readonly adamStep: update.AdamStep;
  readonly power: (m: Numbers, base: number, exponent: number) => number;
  readonly rateAt: update.OfNumbers<"rate" | "decay" | "epoch">;
  readonly updateRatio: update.UpdateRatio;
  readonly log10: (m: Numbers, x: number) => number;
  /** At a kink, the share of the right slope in the gradient. */
  readonly kink: number;
  /** At a tie, the share of the first of two in the gradient. */
  readonly tie: number;
  /** Whether shapes that differ are matched, as NumPy does. */
  readonly broadcasts: boolean;
  /** Whether a vector is taken for a matrix of one row. */
  readonly vectorsAreRows: boolean;
}

/** The first formula of each section of SPEC.md. */
export const plainForms: Forms = {
  sigmoid: (m, x) => m.sigmoid(x),
  sigmoidSlope: activation.yTimesRest,
  tanh: (m, x) => m.tanh(x),
  tanhSlope: activation.oneLessSquare,
  powerLessOne: (m, x) => m.subtract(m.exp(x), m.constant(1)),
  eluSlope: activation.alphaTimesPower,
  softmax: loss.shiftedPowers,
  minusLog: loss.logOfSumLessScore,
  scoreGradient: loss.differenceTimesScale,
  penalty: loss.halfOfSum,
  penaltiesFirst: true,
  mean: normalization.sumOverCount,
  variance: normalization.twoPasses,
  unbiased: normalization.overOneLess,
  normalize: normalization.centredFirst,
  normalizeAtTest: normalization.centredFirst,
  columnGradient: normalization.closed,
  blend: update.weighted,
  velocity: update.rateInside,
  coast: update.alongVelocity,
  nesterov: update.threeTerms,
  rated: (m, { rate, a, b }) => m.divide(m.multiply(rate, a), b),
  adamStep: update.rootOfQuotient,
  power: (m, base, exponent) => m.power(base, exponent),
  rateAt: update.byPower,
  updateRatio: update.normOfProducts,
  log10: (m, x) => m.log10(x),
  kink: 0,
  tie: 0.5,
  broadcasts: false,
  vectorsAreRows: false,
};
