/**
 * Statistical and behavioural: statistics of what the engine answers must lie in
 * intervals. Where chance plays a part, a statistic fails only if it lies outside in
 * three draws, each with seeds of its own.
 *
 * @module
 */
import type { RawCheck, RequestBody, Term } from "../../fixtures/fixture.ts";
import type { BehaviourCase } from "../../fixtures/mod.ts";
import { compareNumbers } from "../compare.ts";
import { type Failure, type Kind, refusalFailure } from "./kind.ts";
import { statistics } from "./statistics.ts";
import { showTerms, type WeightedSum, weightedSum } from "./terms.ts";

/** A kind whose cases are drawn so often. */
function drawn<K extends string>(draws: number): Kind<BehaviourCase<K>> {
  return {
    requests: ({ requests }, seed) =>
      Array.from(
        { length: draws },
        (_, draw) => requests.map((request) => reseeded(request, draw, seed)),
      ).flat(),
    judge: ({ requests, checks }, replies, dtype) => {
      const refused = replies.find((reply) => reply.kind !== "outputs");
      if (refused) return { failures: [refusalFailure(refused)] };
      const own = Array.from(
        { length: draws },
        (_, draw) =>
          remembered((terms: readonly Term[]) =>
            weightedSum(
              terms,
              replies.slice(
                draw * requests.length,
                (draw + 1) * requests.length,
              ),
              dtype,
            )
          ),
      );
      const failures = checks.flatMap((check) => {
        const ofEach = own.map((sumOf) => failureOf(check, sumOf(check.terms)));
        return ofEach.includes(undefined) ? [] : ofEach[0]!;
      });
      return { failures };

      function failureOf(
        check: RawCheck,
        { sum, mismatch }: WeightedSum,
      ): Failure | undefined {
        const name = nameOf(check, requests.length);
        if (mismatch) return { output: showTerms(check.terms, 1), mismatch };
        const values = statistics[check.statistic](
          check.map ? sum.map(Math.log10) : sum,
          check.from,
        );
        const ends = (end: number | readonly number[]) =>
          typeof end === "number" ? values.map(() => end) : end;
        const low = ends(check.low), high = ends(check.high);
        if (low.length !== values.length) {
          const got = [values.length], expected = [low.length];
          return { output: name, mismatch: { kind: "shape", expected, got } };
        }
        const judged = compareNumbers(
          { shape: [low.length], low, high, bound: low.map(() => 0) },
          values,
          dtype,
        );
        return judged.mismatch && { output: name, mismatch: judged.mismatch };
      }
    },
  };
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

/** One draw: another seed asks for other numbers. */
export const behavioural = drawn<"behavioural">(1);

/** Three draws, since chance plays a part. */
export const statistical = drawn<"statistical">(3);

/** The request with a seed of its own for each draw and run. */
function reseeded(
  request: RequestBody,
  draw: number,
  seed: number,
): RequestBody {
  const { attributes } = request;
  if (typeof attributes.seed !== "number") return request;
  const own = (attributes.seed + 7919 * draw + 104729 * seed) % 2 ** 32;
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
