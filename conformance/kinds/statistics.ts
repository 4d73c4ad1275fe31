/**
 * Statistics of a list of numbers.
 *
 * @module
 */
import type { Distribution, Statistic } from "../../fixtures/fixture.ts";

type Compute = (x: readonly number[], from?: Distribution) => readonly number[];

/** What each statistic is of these numbers. */
export const statistics: Readonly<Record<Statistic, Compute>> = {
  each: (x) => x,
  mean: (x) => [mean(x)],
  variance: (x) => [moment(x, 2)],
  kurtosis: (x) => [moment(x, 4) / moment(x, 2) ** 2],
  distance: (x, from) => [distance(x, from!)],
  smallest: (x) => [x.reduce((a, b) => Math.min(a, b), Infinity)],
  largest: (x) => [x.reduce((a, b) => Math.max(a, b), -Infinity)],
  first: (x) => x.slice(0, 1),
  last: (x) => x.slice(-1),
  count: (x) => [x.length],
  "not-finite": (x) => [x.filter((value) => !Number.isFinite(value)).length],
};

function mean(x: readonly number[]): number {
  return x.reduce((sum, value) => sum + value, 0) / x.length;
}

/** The central moment of that order. */
function moment(x: readonly number[], order: 2 | 4): number {
  const centre = mean(x);
  return x.reduce((sum, value) => {
    const square = (value - centre) * (value - centre);
    return sum + (order === 2 ? square : square * square);
  }, 0) / x.length;
}

/** Kolmogorov's distance between the empirical and the true distribution. */
function distance(x: readonly number[], from: Distribution): number {
  const sorted = new Float64Array(x).sort(), n = x.length;
  return sorted.reduce((largest, value, i) => {
    const share = shareBelow(value, from);
    return Math.max(largest, share - i / n, (i + 1) / n - share);
  }, 0);
}

/** The probability of a value below x. */
function shareBelow(x: number, from: Distribution): number {
  if ("uniform" in from) {
    const [low, high] = from.uniform;
    return Math.min(Math.max((x - low) / (high - low), 0), 1);
  }
  const [mean, std] = from.normal;
  return normalShare((x - mean) / std);
}

/**
 * The standard normal distribution function, to 10⁻⁷: Abramowitz and Stegun, 26.2.17.
 */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const polynomial = t * (0.319381530 + t * (-0.356563782 +
        t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * polynomial;
  return z > 0 ? 1 - tail : tail;
}
