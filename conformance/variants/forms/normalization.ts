/**
 * Formulas of mean, variance and normalization, and of its gradient (SPEC.md 3.4).
 *
 * @module
 */
import type { Arithmetic, Numbers } from "../arithmetic/arithmetic.ts";

/** The biased variance of a column with that mean. */
export type Variance = <N>(
  m: Arithmetic<N>,
  column: readonly N[],
  mean: N,
) => N;

/** γ·(x − mean)/root + β of a column. */
export type Normalize = <N>(
  m: Arithmetic<N>,
  column: readonly N[],
  parts: Readonly<Record<"mean" | "root" | "gamma" | "beta", N>>,
) => N[];

/** What the gradient of a normalized column is made of. */
export interface ColumnParts {
  /** The upstream gradient. */
  readonly g: readonly number[];
  /** The deviations from the mean. */
  readonly centred: readonly number[];
  /** √(variance + ε). */
  readonly root: number;
  /** √(variance + ε) squared. */
  readonly square: number;
  readonly gamma: number;
}

/** The gradient on the column. */
export type ColumnGradient = (m: Numbers, parts: ColumnParts) => number[];

/** The sum over the count. */
export function sumOverCount<N>(m: Arithmetic<N>, column: readonly N[]): N {
  return m.divide(m.sum(column), m.constant(column.length));
}

/** The mean of the first k, from that of the first k−1. */
export function runningMean<N>(m: Arithmetic<N>, column: readonly N[]): N {
  return column.reduce((mean, x, k) =>
    m.add(mean, m.divide(m.subtract(x, mean), m.constant(k + 1)))
  );
}

/** The mean square of the deviations. */
export const twoPasses: Variance = (m, column, mean) => {
  const centred = column.map((x) => m.subtract(x, mean));
  return m.divide(m.dot(centred, centred), m.constant(column.length));
};

/** The mean square of the deviations, less the square of their mean. */
export const correctedTwoPasses: Variance = (m, column, mean) => {
  const centred = column.map((x) => m.subtract(x, mean));
  const rest = m.sum(centred), n = m.constant(column.length);
  const correction = m.divide(m.multiply(rest, rest), n);
  return m.divide(m.subtract(m.dot(centred, centred), correction), n);
};

/** The mean square minus the square of the mean. */
export const meanSquare: Variance = (m, column, mean) => {
  const square = m.divide(m.dot(column, column), m.constant(column.length));
  return m.multiplyAdd(m.negate(mean), mean, square);
};

/** Welford's: both moments from those without the last sample. */
export const welford: Variance = (m, column) => {
  let mean = column[0], squares = m.constant(0);
  column.forEach((x, k) => {
    if (k === 0) return;
    const before = m.subtract(x, mean);
    mean = m.add(mean, m.divide(before, m.constant(k + 1)));
    squares = m.multiplyAdd(before, m.subtract(x, mean), squares);
  });
  return m.divide(squares, m.constant(column.length));
};

/** The mean square minus the square of the mean, of data less the first sample. */
export const shiftedMeanSquare: Variance = (m, column) => {
  const shifted = column.map((x) => m.subtract(x, column[0]));
  return meanSquare(m, shifted, sumOverCount(m, shifted));
};

/** The sum of squared deviations over n − 1. */
export const overOneLess: Variance = (m, column, mean) => {
  const centred = column.map((x) => m.subtract(x, mean));
  return m.divide(m.dot(centred, centred), m.constant(column.length - 1));
};

/** The biased variance times n/(n − 1). */
export function bessel(variance: Variance): Variance {
  return (m, column, mean) => {
    const n = column.length;
    const factor = m.divide(m.constant(n), m.constant(n - 1));
    return m.multiply(variance(m, column, mean), factor);
  };
}

/** γ·((x − mean)/root) + β. */
export const centredFirst: Normalize = (
  m,
  column,
  { mean, root, gamma, beta },
) =>
  column.map((x) =>
    m.multiplyAdd(gamma, m.divide(m.subtract(x, mean), root), beta)
  );

/** (γ/root)·(x − mean) + β. */
export const scaleOfCentred: Normalize = (
  m,
  column,
  { mean, root, gamma, beta },
) => {
  const scale = m.divide(gamma, root);
  return column.map((x) => m.multiplyAdd(scale, m.subtract(x, mean), beta));
};

/** scale·x + shift, both made in advance. */
export const linear: Normalize = (m, column, { mean, root, gamma, beta }) => {
  const scale = m.divide(gamma, root);
  const shift = m.subtract(beta, m.multiply(scale, mean));
  return column.map((x) => m.multiplyAdd(scale, x, shift));
};

/** γ/root·(g − mean of g − x̂·mean of g·x̂). */
export const closed: ColumnGradient = (m, { g, centred, root, gamma }) => {
  const hat = centred.map((c) => m.divide(c, root));
  const n = m.constant(g.length), scale = m.divide(gamma, root);
  const mean = m.divide(m.sum(g), n), slope = m.divide(m.dot(g, hat), n);
  return g.map((d, i) =>
    m.multiply(
      scale,
      m.multiplyAdd(-hat[i], slope, m.subtract(d, mean)),
    )
  );
};

/** γ/root/n·(n·g − Σg − x̂·Σg·x̂). */
export const closedWithSums: ColumnGradient = (
  m,
  { g, centred, root, gamma },
) => {
  const hat = centred.map((c) => m.divide(c, root));
  const n = m.constant(g.length);
  const scale = m.divide(m.divide(gamma, root), n);
  const sum = m.sum(g), slope = m.dot(g, hat);
  return g.map((d, i) =>
    m.multiply(
      scale,
      m.multiplyAdd(-hat[i], slope, m.subtract(m.multiply(n, d), sum)),
    )
  );
};

/** (g − mean of g − c·k)·γ/root with k = Σg·c/root²/n: x̂ is never made. */
export const withoutHat: ColumnGradient = (m, { g, centred, root, gamma }) => {
  const n = m.constant(g.length), inverse = m.divide(1, root);
  const product = m.dot(g, centred), mean = m.divide(m.sum(g), n);
  const k = m.divide(
    m.multiply(m.multiply(product, inverse), inverse),
    n,
  );
  return g.map((d, i) =>
    m.multiply(
      m.multiply(
        m.multiplyAdd(-centred[i], k, m.subtract(d, mean)),
        inverse,
      ),
      gamma,
    )
  );
};

/** Through the gradients on variance and mean, which meet in the end. */
export const staged: ColumnGradient = (m, parts) => {
  const { g, centred, root, gamma } = parts;
  const n = m.constant(g.length), { dHat, dVariance } = upToVariance(m, parts);
  const twice = m.multiply(dVariance, m.constant(2));
  const dMean = m.subtract(
    -m.divide(m.sum(dHat), root),
    m.multiply(twice, m.divide(m.sum(centred), n)),
  );
  return g.map((_, i) =>
    m.sum([
      m.divide(dHat[i], root),
      m.divide(m.multiply(twice, centred[i]), n),
      m.divide(dMean, n),
    ])
  );

  function upToVariance(m: Numbers, { g, centred }: ColumnParts) {
    const dHat = g.map((d) => m.multiply(d, gamma));
    const cube = m.multiply(root, m.multiply(root, root));
    const dVariance = m.divide(
      m.multiply(-0.5, m.dot(dHat, centred)),
      cube,
    );
    return { dHat, dVariance };
  }
};

/** Backward through each elementary step, as a course draws the circuit. */
export const stepByStep: ColumnGradient = (
  m,
  { g, centred, root, square, gamma },
) => {
  const n = m.constant(g.length), inverse = m.divide(1, root);
  const dHat = g.map((d) => m.multiply(d, gamma));
  const dInverse = m.dot(dHat, centred);
  const dRoot = m.multiply(-m.divide(1, square), dInverse);
  const dVariance = m.multiply(m.multiply(0.5, inverse), dRoot);
  const dSquare = m.divide(dVariance, n);
  const dCentred = centred.map((c, i) =>
    m.add(m.multiply(dHat[i], inverse), m.multiply(m.multiply(2, c), dSquare))
  );
  const dMean = -m.sum(dCentred);
  return dCentred.map((d) => m.add(d, m.divide(dMean, n)));
};
