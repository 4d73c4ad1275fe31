/**
 * Mutants of random search: sampling trials, and narrowing the ranges.
 *
 * @module
 */
import {
  accepting,
  changed,
  mapNested,
  misunderstood,
  type Mutant,
  right,
} from "./mutant.ts";
import { trialMutants } from "./trials.ts";

/** A trial that has been run. */
interface Trial {
  readonly value: number;
  readonly score: number;
}

/** A mutant that keeps other trials, or makes another range of them. */
function bug(
  name: string,
  note: string,
  advice: string,
  { ranked = byScore, kept = (keep) => keep, range = ends }: {
    readonly ranked?: (trials: readonly Trial[]) => readonly Trial[];
    readonly kept?: (keep: number, n: number) => number;
    readonly range?: (values: readonly number[]) => readonly [number, number];
  },
): Mutant {
  return {
    id: `narrow_ranges/${name}`,
    note,
    advice,
    replace: () =>
      changed("narrow_ranges", (_answer, { inputs, attributes }) => {
        const values = inputs.values as number[];
        const scores = inputs.scores as number[];
        const trials = values.map((value, i) => ({ value, score: scores[i] }));
        const keep = kept(attributes.keep as number, trials.length);
        const best = ranked(trials).slice(0, keep);
        const [low, high] = range(best.map(({ value }) => value));
        return { low, high };
      }),
  };
}

function byScore(trials: readonly Trial[]): readonly Trial[] {
  return trials.toSorted((a, b) => b.score - a.score);
}

function ends(values: readonly number[]): [number, number] {
  const logs = values.map(Math.log10);
  return [Math.min(...logs), Math.max(...logs)];
}

/** Mutants of narrowing the ranges. */
const rangeMutants: readonly Mutant[] = [
  {
    id: "narrow_ranges/worst",
    note: "scores are sorted upward: the worst trials are kept",
    advice: "Keep the trials with the highest scores",
    replace: () =>
      misunderstood("narrow_ranges", ({ inputs }) => ({
        inputs: { ...inputs, scores: mapNested(inputs.scores, (s) => -s) },
      })),
  },
  bug("all", "the range spans all trials", "Keep the best trials only", {
    kept: (_keep, n) => n,
  }),
  bug(
    "one-too-many",
    "the trial behind the last to keep is kept as well",
    "Keep as many trials as are asked for",
    { kept: (keep) => keep + 1 },
  ),
  bug(
    "one-too-few",
    "the last trial to keep is left out, but for the only one",
    "Keep as many trials as are asked for",
    { kept: (keep) => Math.max(1, keep - 1) },
  ),
  bug(
    "first-in-the-list",
    "scores are sorted, and values are not sorted along with them",
    "Sort the trials, each with its value",
    { ranked: (trials) => trials },
  ),
  bug(
    "largest-values",
    "trials are sorted by the hyper-parameter, not by the score",
    "Sort by the score",
    { ranked: (trials) => trials.toSorted((a, b) => b.value - a.value) },
  ),
  bug(
    "by-size-of-score",
    "scores are compared by size, without their signs",
    "Compare scores with their signs",
    {
      ranked: (trials) =>
        trials.toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score)),
    },
  ),
  bug(
    "as-text",
    "scores are compared as text, which JavaScript's sort does by default: 9 comes before 10",
    "Compare scores as numbers",
    {
      ranked: (trials) =>
        trials.toSorted((a, b) => String(b.score) < String(a.score) ? -1 : 1),
    },
  ),
  bug(
    "difference-truncated",
    "the difference of two scores is cut off to an integer when they are compared, as by a comparison that returns int",
    "Compare scores by < and >",
    {
      ranked: (trials) =>
        trials.toSorted((a, b) => Math.trunc(b.score - a.score)),
    },
  ),
  bug(
    "natural-logarithm",
    "the logarithm has the base e",
    "Use the logarithm to the base 10",
    {
      range: (values) => {
        const logs = values.map(Math.log);
        return [Math.min(...logs), Math.max(...logs)];
      },
    },
  ),
  bug(
    "values-themselves",
    "the ends are values, not their logarithms",
    "Take the logarithm to the base 10",
    { range: (values) => [Math.min(...values), Math.max(...values)] },
  ),
  bug(
    "whole-decades",
    "the ends are rounded outward to whole decades",
    "Leave the logarithms as they are",
    {
      range: (values) => {
        const [low, high] = ends(values);
        return [Math.floor(low), Math.ceil(high)];
      },
    },
  ),
  bug(
    "best-to-last",
    "the range reaches from the best trial to the last that is kept",
    "Take the smallest and the largest of the values that are kept",
    {
      range: (values) => [Math.log10(values[0]), Math.log10(values.at(-1)!)],
    },
  ),
  {
    id: "narrow_ranges/nothing-kept",
    note:
      "the minimum of nothing is infinite: keeping no trial gives a range from ∞ to −∞",
    advice: "Refuse to keep less than one trial",
    replace: () => ({
      narrow_ranges: (request) =>
        request.attributes.keep === 0
          ? { low: Infinity, high: -Infinity }
          : right("narrow_ranges")(request),
    }),
  },
  {
    id: "narrow_ranges/keeps-what-there-is",
    note: "more trials than there are means all of them",
    advice: "Refuse to keep more trials than there are",
    replace: () =>
      accepting("narrow_ranges", ({ inputs, attributes }) => ({
        attributes: {
          keep: Math.min(
            attributes.keep as number,
            (inputs.values as number[]).length,
          ),
        },
      })),
  },
  {
    id: "narrow_ranges/lengths-unchecked",
    note: "values and scores are paired as far as there are both, as by zip",
    advice: "Refuse scores that are not as many as the values",
    replace: () =>
      accepting("narrow_ranges", ({ inputs }) => {
        const values = inputs.values as number[];
        const scores = inputs.scores as number[];
        const n = Math.min(values.length, scores.length);
        return {
          inputs: { values: values.slice(0, n), scores: scores.slice(0, n) },
        };
      }),
  },
];

/** Mutants of random search. */
export const searchMutants: readonly Mutant[] = [
  ...trialMutants,
  ...rangeMutants,
];
