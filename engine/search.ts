/**
 * Random search for hyper-parameters, from coarse to fine: each is 10^U with U
 * uniform between two exponents, since it is their order of magnitude that counts.
 * The numbers of a trial follow from the seed and its own number alone, so that
 * trials can be repeated, left out and shared among machines.
 *
 * @module
 */
import { requireInteger } from "./checks.ts";
import { pcg32, type Prng } from "./random.ts";
import { inOrder } from "./workers/in_order.ts";

/** Two exponents of 10, in either order. */
export type ExponentRange = readonly [number, number];

/**
 * A number whose logarithm is uniform: 10^U(a, b).
 *
 * @param prng Where the randomness comes from; one float is drawn.
 * @param a An exponent of 10.
 * @param b Another; either may be the larger.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { logUniform } from "./search.ts";
 *
 * assertEquals(logUniform(() => 0.25, -2, -6), 1e-3);
 * ```
 */
export function logUniform(prng: Prng, a: number, b: number): number {
  return 10 ** (a + (b - a) * prng());
}

const LARGEST_WORD = 2 ** 32 - 1;

/**
 * The generator of one trial. Neighbouring seeds and trials get streams that have
 * nothing in common, and no two pairs get the same.
 *
 * @param seed An integer from 0 to 2³²−1.
 * @param index The number of the trial, likewise.
 * @throws {ValueError} If one of them is none.
 *
 * @example
 * ```ts
 * import { assertEquals, assertNotEquals } from "@std/assert";
 * import { trialPrng } from "./search.ts";
 *
 * assertEquals(trialPrng(1, 2)(), trialPrng(1, 2)());
 * assertNotEquals(trialPrng(1, 2)(), trialPrng(2, 1)());
 * ```
 */
export function trialPrng(seed: number, index: number): Prng {
  requireInteger("seed", seed, 0, LARGEST_WORD);
  requireInteger("number of the trial", index, 0, LARGEST_WORD);
  return pcg32(mix(BigInt(seed) << 32n | BigInt(index)));
}

/** The finalizer of SplitMix64: a bijection in which each bit touches all others. */
function mix(bits: bigint): bigint {
  const multiply = (a: bigint, b: bigint) => BigInt.asUintN(64, a * b);
  let z = BigInt.asUintN(64, bits + 0x9e3779b97f4a7c15n);
  z = multiply(z ^ (z >> 30n), 0xbf58476d1ce4e5b9n);
  z = multiply(z ^ (z >> 27n), 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}

/** What one trial gave. */
export interface TrialResult<Name extends string = string> {
  /** The number of the trial, from 0. */
  readonly index: number;
  /** The hyper-parameters that it was given. */
  readonly params: Readonly<Record<Name, number>>;
  /** What it returned: higher is better, NaN the worst. */
  readonly score: number;
}

/** Options of {@linkcode randomSearch}. */
export interface RandomSearchOptions<Name extends string = string> {
  /** Decides all randomness, an integer from 0 to 2³²−1. */
  readonly seed: number;
  /** How many trials, or the numbers of those to run. */
  readonly trials: number | readonly number[];
  /** The exponents between which each hyper-parameter is drawn. */
  readonly ranges: Readonly<Record<Name, ExponentRange>>;
  /**
   * How many trials may run at a time, begun in the order of `trials`; 1 by default.
   * More are of use where trials wait for something, such as a `trainerPool`.
   */
  readonly jobs?: number;
  /** Called after every trial, for example to print its line. */
  readonly onTrial?: (result: TrialResult<Name>) => void;
  /** Looked at before every trial: once aborted, the search throws its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Runs trials, one after the other or some at a time, which makes no difference to the
 * results.
 *
 * @param trial Scores hyper-parameters, for example by the validation accuracy of a
 * net trained with them; the generator is for whatever else it has to draw.
 * @returns The results in the order of their numbers.
 * @throws {ValueError} If the seed or the number of a trial is no integer from 0, or
 * that of jobs none from 1.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { narrowRanges, randomSearch } from "./search.ts";
 *
 * const trial = ({ lr }: { lr: number }) => -Math.abs(Math.log10(lr) + 4);
 * const ranges = { lr: [-3, -6] } as const;
 * const results = await randomSearch(trial, { seed: 0, trials: 50, ranges });
 * assertEquals(results.length, 50);
 *
 * const [low, high] = narrowRanges(results, 5).lr;
 * assert(-5 < low && high < -3);
 * ```
 */
export async function randomSearch<Name extends string>(
  trial: (
    params: Readonly<Record<Name, number>>,
    prng: Prng,
  ) => number | Promise<number>,
  { seed, trials, ranges, jobs = 1, onTrial, signal }: RandomSearchOptions<
    Name
  >,
): Promise<TrialResult<Name>[]> {
  requireInteger("number of jobs", jobs, 1);
  const results: TrialResult<Name>[] = [];
  await inOrder(numbersOf(trials), jobs, async (index) => {
    signal?.throwIfAborted();
    const prng = trialPrng(seed, index);
    const params = drawn(prng, ranges);
    const score = await trial(params, prng);
    const result = { index, params, score };
    results.push(result);
    onTrial?.(result);
  });
  return results.sort((a, b) => a.index - b.index);
}

/**
 * From coarse to fine: the exponents between which the best trials lie.
 *
 * @param results What {@linkcode randomSearch} returned.
 * @param keep How many of them count as the best.
 * @returns For each hyper-parameter the smallest and the largest log₁₀.
 * @throws {ValueError} If `keep` is no integer from 1 to the number of results.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { narrowRanges } from "./search.ts";
 *
 * const results = [
 *   { index: 0, params: { reg: 1e-3 }, score: 0.5 },
 *   { index: 1, params: { reg: 10 }, score: 0.1 },
 *   { index: 2, params: { reg: 1e-5 }, score: 0.4 },
 * ];
 * assertEquals(narrowRanges(results, 2), { reg: [-5, -3] });
 * ```
 */
export function narrowRanges<Name extends string>(
  results: readonly TrialResult<Name>[],
  keep: number,
): Record<Name, [low: number, high: number]> {
  requireInteger("number of trials to keep", keep, 1, results.length);
  const best = results.toSorted((a, b) => descending(a.score, b.score))
    .slice(0, keep);
  const names = Object.keys(best[0].params) as Name[];
  const ranges = names.map((name) => {
    const exponents = best.map(({ params }) => Math.log10(params[name]));
    return [name, [Math.min(...exponents), Math.max(...exponents)]];
  });
  return Object.fromEntries(ranges);
}

function numbersOf(trials: number | readonly number[]): readonly number[] {
  if (typeof trials !== "number") return trials;
  requireInteger("number of trials", trials, 0);
  return Array.from({ length: trials }, (_, index) => index);
}

/** One number for each range, drawn in the order of the ranges. */
function drawn<Name extends string>(
  prng: Prng,
  ranges: Readonly<Record<Name, ExponentRange>>,
): Record<Name, number> {
  const entries = Object.entries<ExponentRange>(ranges);
  return Object.fromEntries(
    entries.map(([name, [a, b]]) => [name, logUniform(prng, a, b)]),
  ) as Record<Name, number>;
}

/** Orders scores from best to worst, with NaN last. */
function descending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) {
    return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  }
  return a === b ? 0 : a > b ? -1 : 1;
}
