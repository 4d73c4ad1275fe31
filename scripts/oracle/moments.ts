/**
 * Mean and variance of a column, with all the formulas by which correct engines
 * compute them. SPEC.md 3.4 lists them.
 *
 * @module
 */
import type { Arithmetic, Ball } from "./ball.ts";

/** Mean and biased variance of a column. */
export interface Moments {
  readonly mean: Ball;
  readonly variance: Ball;
  /** The deviations from the mean. */
  readonly centred: readonly Ball[];
}

/** The moments of one column. */
export function moments(m: Arithmetic, column: readonly Ball[]): Moments {
  const n = m.exact(column.length);
  const meanOf = (values: readonly Ball[]) => m.divide(m.sum(values), n);
  const squares = (values: readonly Ball[]) =>
    meanOf(values.map((a) => m.multiply(a, a)));

  const mean = m.anyOf(
    () => meanOf(column),
    () => runningMeans(m, column).at(-1)!,
  );
  const centred = column.map((a) => m.subtract(a, mean));
  const variance = m.either(
    () =>
      m.anyOf(
        () => squares(centred),
        () => m.subtract(squares(centred), square(meanOf(centred))),
        () => welford(m, column),
      ),
    () => m.subtract(squares(column), square(mean)),
  );
  return { mean, variance, centred };

  function square(a: Ball): Ball {
    return m.multiply(a, a);
  }
}

/** Welford's: the sum of (x − mean before)·(x − mean after), over n. */
function welford(m: Arithmetic, column: readonly Ball[]): Ball {
  const means = runningMeans(m, column);
  const products = column.slice(1).map((x, k) =>
    m.multiply(m.subtract(x, means[k]), m.subtract(x, means[k + 1]))
  );
  return m.divide(m.sum(products), m.exact(column.length));
}

/** The means of the first k: mean + (x − mean)/k. */
function runningMeans(m: Arithmetic, column: readonly Ball[]): Ball[] {
  const means = [column[0]];
  for (let k = 2; k <= column.length; k++) {
    const before = means[k - 2];
    const step = m.divide(m.subtract(column[k - 1], before), m.exact(k));
    const mean = m.add(before, step);
    // The error of the mean before reaches this one 1 − 1/k times; as if it were
    // two independent numbers, it has been counted 1 + 1/k times.
    means.push({ ...mean, radius: mean.radius - 2 * before.radius / k });
  }
  return means;
}
