/**
 * Formulas of softmax, cross-entropy and the L2 penalty (SPEC.md 3.4).
 *
 * @module
 */
import type { Arithmetic, Numbers } from "../arithmetic/arithmetic.ts";

/** The gradient of the mean of n losses on one score, with dloss arriving. */
export type ScoreGradient = (
  m: Numbers,
  parts: {
    readonly p: number;
    /** 1 at the label, 0 elsewhere. */
    readonly wanted: number;
    readonly dloss: number;
    readonly n: number;
  },
) => number;

/** A row less its maximum, through which gradients flow as through any score. */
function shifted<N>(m: Arithmetic<N>, scores: readonly N[]) {
  const largest = scores.reduce((a, b) =>
    m.valueOf(b) > m.valueOf(a) || Number.isNaN(m.valueOf(b)) ? b : a
  );
  return { largest, row: scores.map((s) => m.subtract(s, largest)) };
}

function logOfSum<N>(m: Arithmetic<N>, row: readonly N[]): N {
  return m.log(m.sum(row.map(m.exp)));
}

/** Shifted powers over their sum. */
export function shiftedPowers<N>(m: Arithmetic<N>, scores: readonly N[]): N[] {
  const powers = shifted(m, scores).row.map(m.exp), total = m.sum(powers);
  return powers.map((power) => m.divide(power, total));
}

/** exp of the shifted score minus the log of the sum. */
export function expOfDifference<N>(
  m: Arithmetic<N>,
  scores: readonly N[],
): N[] {
  const { row } = shifted(m, scores), log = logOfSum(m, row);
  return row.map((s) => m.exp(m.subtract(s, log)));
}

/** exp of the score minus the whole log of the sum of powers. */
export function expLessLogSumExp<N>(
  m: Arithmetic<N>,
  scores: readonly N[],
): N[] {
  const whole = logSumExp(m, scores);
  return scores.map((s) => m.exp(m.subtract(s, whole)));
}

/** Maximum plus log of the sum of shifted powers. */
function logSumExp<N>(m: Arithmetic<N>, scores: readonly N[]): N {
  const { largest, row } = shifted(m, scores);
  return m.add(largest, logOfSum(m, row));
}

/** Log of the sum minus the shifted score. */
export function logOfSumLessScore<N>(
  m: Arithmetic<N>,
  scores: readonly N[],
  label: number,
): N {
  const { row } = shifted(m, scores);
  return m.subtract(logOfSum(m, row), row[label]);
}

/** −log of the probability. */
export function minusLogOfProbability<N>(
  m: Arithmetic<N>,
  scores: readonly N[],
  label: number,
): N {
  return m.negate(m.log(shiftedPowers(m, scores)[label]));
}

/** Maximum plus log of the sum, minus the score. */
export function logSumExpLessScore<N>(
  m: Arithmetic<N>,
  scores: readonly N[],
  label: number,
): N {
  return m.subtract(logSumExp(m, scores), scores[label]);
}

/** (p − 1)·(dloss/n). */
export const differenceTimesScale: ScoreGradient = (
  m,
  { p, wanted, dloss, n },
) => m.multiply(m.subtract(p, wanted), m.divide(dloss, n));

/** p·(dloss/n) − dloss/n. */
export const scaledFirst: ScoreGradient = (m, { p, wanted, dloss, n }) => {
  const scale = m.divide(dloss, n);
  return m.multiplyAdd(p, scale, -m.multiply(wanted, scale));
};

/** (p − 1)·dloss/n. */
export const dividedLast: ScoreGradient = (m, { p, wanted, dloss, n }) =>
  m.divide(m.multiply(m.subtract(p, wanted), dloss), n);

/** (p − 1)/n·dloss. */
export const upstreamLast: ScoreGradient = (m, { p, wanted, dloss, n }) =>
  m.multiply(m.divide(m.subtract(p, wanted), n), dloss);

/** ½·reg times the sum of squares. */
export function halfOfSum<N>(
  m: Arithmetic<N>,
  w: readonly N[],
  reg: N,
): N {
  return m.multiply(m.multiply(m.constant(0.5), reg), m.dot(w, w));
}

/** The sum of ½·reg·w². */
export function sumOfHalves<N>(
  m: Arithmetic<N>,
  w: readonly N[],
  reg: N,
): N {
  const half = m.multiply(m.constant(0.5), reg);
  return m.sum(w.map((a) => m.multiply(half, m.multiply(a, a))));
}

/** The sum of squares, times reg, divided by 2. */
export function halvedLast<N>(
  m: Arithmetic<N>,
  w: readonly N[],
  reg: N,
): N {
  return m.divide(m.multiply(reg, m.dot(w, w)), m.constant(2));
}
