/**
 * Intervals in which a statistic of n samples lies, but for one draw in 10⁵.
 *
 * @module
 */
import type { Distribution, RawCheck, Term } from "../../fixtures/fixture.ts";

/** Standard deviations that a normal variate exceeds once in 10⁵. */
const Z = 4.42;

/** The checks of n samples of a normal distribution with this std and mean 0. */
export function normalChecks(
  terms: readonly Term[],
  n: number,
  std: number,
): RawCheck[] {
  const variance = std ** 2, spread = Z * variance * Math.sqrt(2 / n);
  return [
    { terms, statistic: "mean", ...around(0, Z * std / Math.sqrt(n)) },
    { terms, statistic: "variance", ...around(variance, spread) },
    // Its own distribution is skewed: six standard deviations.
    { terms, statistic: "kurtosis", ...around(3, 6 * Math.sqrt(24 / n)) },
    distance(terms, n, { normal: [0, std] }),
  ];
}

/** The checks of n samples that are uniform between two numbers. */
export function uniformChecks(
  terms: readonly Term[],
  n: number,
  [low, high]: readonly [number, number],
  map?: RawCheck["map"],
): RawCheck[] {
  const width = high - low, std = width / Math.sqrt(12);
  const mapped = map ? { terms, map } : { terms };
  return [
    { ...mapped, statistic: "smallest", low, high: low + width * 12 / n },
    { ...mapped, statistic: "largest", low: high - width * 12 / n, high },
    {
      ...mapped,
      statistic: "mean",
      ...around((low + high) / 2, Z * std / Math.sqrt(n)),
    },
    { ...mapped, ...distance(terms, n, { uniform: [low, high] }) },
  ];
}

/** Kolmogorov: P(√n·D > x) ≤ 2·e^(−2x²), which is 10⁻⁵ for x = 2.47. */
function distance(
  terms: readonly Term[],
  n: number,
  from: Distribution,
): RawCheck {
  const high = round(2.47 / Math.sqrt(n));
  return { terms, statistic: "distance", from, low: 0, high };
}

function around(centre: number, radius: number): { low: number; high: number } {
  return { low: round(centre - radius), high: round(centre + radius) };
}

/** Five digits are enough for the end of an interval. */
function round(x: number): number {
  return Number(x.toPrecision(5));
}

/** An output as it is. */
export function just(output: string, request = 0): Term[] {
  return [{ request, output, times: 1 }];
}
