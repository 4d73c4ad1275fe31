/**
 * Random search: sampling trials, and narrowing the ranges.
 *
 * @module
 */
import type { RawCheck, Term } from "../../fixtures/fixture.ts";
import { type Ball, OracleError } from "../oracle/ball.ts";
import type { Compute } from "../oracle/formula.ts";
import { scalar } from "../oracle/tensor.ts";
import type { CaseSource, RequestSource } from "./source.ts";
import { just, uniformChecks } from "./statistics.ts";

export const narrowRanges: Compute = (m, { inputs, attributes }) => {
  const { values, scores } = inputs, keep = attributes.keep as number;
  const ranked = values.data
    .map((value, i) => ({ value, score: scores.data[i] }))
    .sort((a, b) => b.score.low.cmp(a.score.low));
  const isTied = keep < ranked.length &&
    ranked[keep - 1].score.low.eq(ranked[keep].score.low);
  if (isTied) throw new OracleError("the last trial to keep is tied");
  const logs = ranked.slice(0, keep).map(({ value }) => log10(value));
  const ordered = logs.sort((a, b) => a.low.cmp(b.low));
  return { low: scalar(ordered[0]), high: scalar(ordered.at(-1)!) };

  function log10(x: Ball): Ball {
    return m.either(
      () => m.elementary(x.low.log(10), 0, x),
      () => m.divide(m.log(x), m.log(m.exact(10))),
    );
  }
};

const COARSE = { learning_rate: [-3, -6], reg: [-5, 5] };
const MANY = Array.from({ length: 1000 }, (_, i) => i);

function sample(
  trials: readonly number[],
  ranges: { learning_rate: number[]; reg: number[] } = COARSE,
  seed = 1,
): RequestSource {
  return { inputs: {}, attributes: { seed, trials, ...ranges } };
}

/** The difference of two draws, which must be 0 everywhere. */
function same(output: string, rows?: readonly number[]): RawCheck {
  return {
    terms: [
      { request: 0, output, times: 1, ...(rows && { rows }) },
      { request: 1, output, times: -1 },
    ],
    statistic: "each",
    low: 0,
    high: 0,
  };
}

/** Exponents from −1 to 0, where powers of 10 are not far from uniform. */
const UNIT = { learning_rate: [-1, 0], reg: [-1, 0] };

/** The variance of 10^U, with U uniform from −1 to 0, and its kurtosis. */
const POWER = powerMoments();

function powerMoments(): { variance: number; kurtosis: number } {
  const raw = (k: number) => (1 - 10 ** -k) / (k * Math.log(10));
  const [m, m2, m3, m4] = [1, 2, 3, 4].map(raw), variance = m2 - m ** 2;
  const fourth = m4 - 4 * m * m3 + 6 * m ** 2 * m2 - 3 * m ** 4;
  return { variance, kurtosis: fourth / variance ** 2 };
}

/**
 * Two outputs of n trials, which are powers of 10 from −1 to 0, differ as independent
 * ones do: by 5 standard deviations at most, as the variance of the difference is
 * estimated from n.
 */
function differs(a: Term, b: Term, n: number): RawCheck {
  const variance = 2 * POWER.variance, kurtosis = (POWER.kurtosis + 3) / 2;
  const radius = 5 * variance * Math.sqrt((kurtosis - 1) / n);
  const digits = (x: number) => Number(x.toPrecision(5));
  return {
    terms: [a, b],
    statistic: "variance",
    low: digits(variance - radius),
    high: digits(variance + radius),
  };
}

const INDEPENDENT = ["trial-from-stream"];

export const sampleTrialsCases: CaseSource[] = [
  {
    name: "coarse",
    why: "draws rates and regs that are uniform in their logarithm",
    flags: ["not-log-uniform", "bounds-in-order"],
    kind: "statistical",
    requests: [sample(MANY)],
    checks: [
      ...uniformChecks(just("learning_rate"), 1000, [-6, -3], "log10"),
      ...uniformChecks(just("reg"), 1000, [-5, 5], "log10"),
    ],
  },
  {
    name: "fine",
    why: "draws from the narrower ranges of the fine search",
    flags: ["not-log-uniform", "bounds-in-order"],
    kind: "statistical",
    requests: [sample(MANY, { learning_rate: [-3, -4], reg: [-4, 0] })],
    checks: [
      ...uniformChecks(just("learning_rate"), 1000, [-4, -3], "log10"),
      ...uniformChecks(just("reg"), 1000, [-4, 0], "log10"),
    ],
  },
  {
    name: "subset",
    why: "gives a trial the same numbers whichever others are drawn with it",
    flags: INDEPENDENT,
    kind: "behavioural",
    requests: [sample([0, 1, 2, 3, 4, 5]), sample([4, 1])],
    checks: [same("learning_rate", [4, 1]), same("reg", [4, 1])],
  },
  {
    name: "reversed",
    why: "gives trials the same numbers in the opposite order",
    flags: INDEPENDENT,
    kind: "behavioural",
    requests: [sample([0, 1, 2, 3, 4, 5]), sample([5, 4, 3, 2, 1, 0])],
    checks: [
      same("learning_rate", [5, 4, 3, 2, 1, 0]),
      same("reg", [5, 4, 3, 2, 1, 0]),
    ],
  },
  {
    name: "alone",
    why: "gives trial 99 the same numbers alone as among a hundred",
    flags: INDEPENDENT,
    kind: "behavioural",
    requests: [sample(MANY.slice(0, 100)), sample([99])],
    checks: [same("learning_rate", [99]), same("reg", [99])],
  },
  {
    name: "independent",
    why:
      "draws rate and reg of a trial, and of one trial and the next, independently of each other",
    flags: ["trials-dependent"],
    kind: "statistical",
    requests: [sample(MANY.slice(0, 500), UNIT)],
    checks: [
      differs(
        { request: 0, output: "learning_rate", times: 1 },
        { request: 0, output: "reg", times: -1 },
        500,
      ),
      ...["reg", "learning_rate"].map((before) =>
        differs(
          {
            request: 0,
            output: "learning_rate",
            times: 1,
            rows: MANY.slice(1, 500),
          },
          { request: 0, output: before, times: -1, rows: MANY.slice(0, 499) },
          499,
        )
      ),
    ],
  },
  {
    name: "seed-matters",
    why: "gives other trials for another seed",
    flags: ["seed-ignored"],
    kind: "statistical",
    requests: [1, 2].map((seed) => sample(MANY.slice(0, 500), UNIT, seed)),
    checks: ["learning_rate", "reg"].map((output) =>
      differs(
        { request: 0, output, times: 1 },
        { request: 1, output, times: -1 },
        500,
      )
    ),
  },
  {
    name: "seed-zero",
    why:
      "takes 0 for a seed like any other: trials repeat, and differ from each other",
    flags: ["seed-ignored"],
    kind: "behavioural",
    requests: [0, 1].map(() => sample(MANY.slice(0, 100), UNIT, 0)),
    checks: [
      same("learning_rate"),
      same("reg"),
      ...["learning_rate", "reg"].map((output) => ({
        terms: just(output),
        statistic: "variance" as const,
        low: 0.02,
        high: 0.12,
      })),
    ],
  },
  {
    name: "bounds-swapped",
    why: "takes the two ends of a range in either order",
    flags: ["bounds-in-order"],
    kind: "statistical",
    requests: [sample(MANY, { learning_rate: [-6, -3], reg: [5, -5] })],
    checks: [
      ...uniformChecks(just("learning_rate"), 1000, [-6, -3], "log10"),
      ...uniformChecks(just("reg"), 1000, [-5, 5], "log10"),
    ],
  },
  {
    name: "seed-repeats",
    why: "gives the same trials for the same seed",
    flags: ["seed-ignored"],
    section: "2.7",
    kind: "behavioural",
    requests: [sample([0, 1, 2]), sample([0, 1, 2])],
    checks: [same("learning_rate"), same("reg")],
  },
  {
    name: "one-point",
    why: "gives 10⁻⁴ for a range that is the one point −4",
    kind: "behavioural",
    requests: [sample([0, 1, 2], { learning_rate: [-4, -4], reg: [0, 0] })],
    checks: [
      {
        terms: just("learning_rate"),
        statistic: "each",
        low: 0.99999e-4,
        high: 1.00001e-4,
      },
      { terms: just("reg"), statistic: "each", low: 0.99999, high: 1.00001 },
    ],
  },
];

const TRIALS = {
  values: [0.5, 2 ** -10, 0.25, 8, 0.125, 64],
  scores: [0.25, 0.75, 0.5, 0.125, 0.625, 0],
};

export const narrowRangesCases: CaseSource[] = [
  {
    name: "best-three",
    why: "spans the logarithms of the three best trials",
    flags: ["worst-trials"],
    inputs: TRIALS,
    attributes: { keep: 3 },
  },
  {
    name: "best-one",
    why: "is a point for a single best trial",
    flags: ["worst-trials"],
    inputs: TRIALS,
    attributes: { keep: 1 },
  },
  {
    name: "all",
    why: "spans all trials where all are kept",
    inputs: TRIALS,
    attributes: { keep: 6 },
  },
  {
    name: "negative-scores",
    why: "takes the highest scores, also where all are negative",
    flags: ["worst-trials"],
    inputs: { values: [1, 2, 4, 16], scores: [-1, -0.5, -4, -2] },
    attributes: { keep: 2 },
  },
  {
    name: "scores-as-numbers",
    why: "takes 10 for more than 9, and −20 for less",
    flags: ["worst-trials"],
    inputs: {
      values: [0.5, 4, 2 ** -7, 32],
      scores: [9, 10, -20, 9.5],
    },
    attributes: { keep: 2 },
  },
  {
    name: "best-in-the-middle",
    why: "spans what is kept, also where the best trial lies within",
    flags: ["worst-trials"],
    inputs: { values: [16, 2, 0.25, 128], scores: [2, 8, 4, 0.5] },
    attributes: { keep: 3 },
  },
  {
    name: "refuses-none",
    why: "refuses to keep no trial",
    refuses: ["value"],
    inputs: TRIALS,
    attributes: { keep: 0 },
  },
  {
    name: "refuses-other-length",
    why: "refuses five scores for six values",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { ...TRIALS, scores: TRIALS.scores.slice(1) },
    attributes: { keep: 3 },
  },
  {
    name: "refuses-more-scores",
    why: "refuses seven scores for six values",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { ...TRIALS, scores: [...TRIALS.scores, 1] },
    attributes: { keep: 3 },
  },
  {
    name: "refuses-too-many",
    why: "refuses to keep more trials than there are",
    refuses: ["value"],
    inputs: TRIALS,
    attributes: { keep: 7 },
  },
];
