/**
 * Statistical and behavioural: statistics of what the engine answers must lie in
 * intervals. Where chance plays a part, a case that fails is drawn again.
 *
 * @module
 */
import type { RawCheck, RequestBody, Term } from "../../fixtures/fixture.ts";
import type { BehaviourCase } from "../../fixtures/mod.ts";
import { compareNumbers } from "../compare.ts";
import type { Dtype } from "../dtypes.ts";
import {
  type Compared,
  failuresAmong,
  type Kind,
  refusalFailure,
} from "./kind.ts";
import { statistics } from "./statistics.ts";
import { showTerms, type WeightedSum, weightedSum } from "./terms.ts";

/** A kind whose cases fail only if they do in so many draws. */
function drawn<K extends string>(draws: number): Kind<BehaviourCase<K>> {
  return {
    draws,
    requests: ({ requests }, seed) =>
      requests.map((request) => reseeded(request, seed)),
    judge: ({ requests, checks }, replies, dtype) => {
      const refused = replies.find((reply) => reply.kind !== "outputs");
      if (refused) return { failures: [refusalFailure(refused)] };
      const sumOf = remembered((terms) => weightedSum(terms, replies, dtype));
      const compared = checks.map((check) =>
        compareStatistic(check, sumOf(check.terms), requests.length, dtype)
      );
      return { compared, failures: failuresAmong(compared) };
    },
  };
}

/** A statistic beside the interval that it must lie in. */
function compareStatistic(
  check: RawCheck,
  { sum, mismatch }: WeightedSum,
  requests: number,
  dtype: Dtype,
): Compared {
  if (mismatch) {
    const output = showTerms(check.terms, requests);
    return { output, margin: Infinity, mismatch };
  }
  const output = nameOf(check, requests);
  const values = statistics[check.statistic](
    check.map ? sum.map(Math.log10) : sum,
    check.from,
  );
  const ends = (end: number | readonly number[]) =>
    typeof end === "number" ? values.map(() => end) : end;
  const low = ends(check.low), high = ends(check.high);
  if (low.length !== values.length) {
    const got = [values.length], expected = [low.length];
    const other = { kind: "shape", expected, got } as const;
    return { output, margin: Infinity, mismatch: other };
  }
  const shape = check.statistic === "each" ? [low.length] : [];
  const interval = { shape, low, high, bound: low.map(() => 0) };
  const { ulps: _, ...judged } = compareNumbers(interval, values, dtype);
  return { output, ...judged };
}

/** The function, which computes the sum of the same terms only once. */
function remembered(
  compute: (terms: readonly Term[]) => WeightedSum,
): (terms: readonly Term[]) => WeightedSum {
  const known = new Map<string, WeightedSum>();
  return (terms) => {
    const key = JSON.stringify(terms);
    const sum = known.get(key) ?? compute(terms);
    known.set(key, sum);
    return sum;
  };
}

/** Chance plays no part, or intervals are wide enough for it. */
export const behavioural = drawn<"behavioural">(1);

/** One draw in 10⁵ of a right engine may lie outside: three in a row may not. */
export const statistical = drawn<"statistical">(3);

/** The request with a seed of its own for each draw of each run. */
function reseeded(request: RequestBody, seed: number): RequestBody {
  const { attributes } = request;
  if (typeof attributes.seed !== "number") return request;
  const own = (attributes.seed + 7919 * seed) % 2 ** 32;
  return { ...request, attributes: { ...attributes, seed: own } };
}

/** `kurtosis of w`, as a failure names it. */
function nameOf(
  { statistic, map, terms }: RawCheck,
  requests: number,
): string {
  const of = showTerms(terms, requests);
  const what = map ? `${map} of ${of}` : of;
  return statistic === "each" ? what : `${statistic} of ${what}`;
}
