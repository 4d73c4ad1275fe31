/**
 * Mutants of sampling trials.
 *
 * @module
 */
import { uniforms } from "./draws.ts";
import { misunderstood, type Mutant, right } from "./mutant.ts";

type Range = readonly [number, number];

/** How trials can be sampled; what is not given is right. */
interface Choices {
  /** The two uniform numbers of the i-th of the trials that are asked for. */
  readonly uniform?: (
    seed: number,
    trial: number,
    at: {
      readonly i: number;
      readonly trials: readonly number[];
      /** The first n numbers of one stream for all trials of the request. */
      readonly common: (n: number) => readonly number[];
    },
  ) => readonly [number, number];
  /** The hyper-parameter of a uniform number and a pair of exponents. */
  readonly value?: (u: number, range: Range) => number;
}

/** Two uniform numbers that depend on seed and trial alone, of a stream that begins fast. */
function own(seed: number, trial: number): [number, number] {
  const attributes = { seed: 1000003 * (seed + 1) + 7 * trial, n: 2 };
  const { values } = right("pcg32")({ inputs: {}, attributes });
  return values as [number, number];
}

function exponent(u: number, [a, b]: Range): number {
  return a + (b - a) * u;
}

/** A mutant that samples trials wrongly. */
function bug(
  name: string,
  note: string,
  advice: string,
  { uniform = own, value = (u, range) => 10 ** exponent(u, range) }: Choices,
): Mutant {
  return {
    id: `sample_trials/${name}`,
    note,
    advice,
    replace: () => ({
      sample_trials: ({ attributes }) => {
        const { seed, trials, learning_rate, reg } = attributes as {
          readonly seed: number;
          readonly trials: readonly number[];
          readonly learning_rate: Range;
          readonly reg: Range;
        };
        let stream: readonly number[] | undefined;
        const common = (n: number) => stream ??= uniforms(seed, n);
        const drawn = trials.map((trial, i) =>
          uniform(seed, trial, { i, trials, common })
        );
        return {
          learning_rate: drawn.map(([u]) => value(u, learning_rate)),
          reg: drawn.map(([, u]) => value(u, reg)),
        };
      },
    }),
  };
}

/** Mutants of the distribution of trials. */
const distributionMutants: readonly Mutant[] = [
  bug(
    "not-log-uniform",
    "uniform between the bounds themselves: nearly all in the highest decade",
    "Draw the exponent uniformly, and raise 10 to it",
    { value: (u, [a, b]) => 10 ** a + (10 ** b - 10 ** a) * u },
  ),
  bug(
    "natural-exponent",
    "e is raised to the exponent, not 10",
    "Raise 10 to the exponent",
    { value: (u, range) => Math.exp(exponent(u, range)) },
  ),
  bug(
    "exponent-itself",
    "the exponents are returned as they are drawn",
    "Raise 10 to the exponent",
    { value: exponent },
  ),
  bug(
    "whole-decades",
    "exponents are whole numbers: a grid of few values",
    "Draw real exponents",
    { value: (u, range) => 10 ** Math.round(exponent(u, range)) },
  ),
  bug(
    "low-end-first",
    "U(−3, −6) reaches from −3 upward, as the width is taken without its sign",
    "Compute a + (b − a)·u, which works in either order",
    { value: (u, [a, b]) => 10 ** (a + Math.abs(b - a) * u) },
  ),
  bug(
    "one-draw-for-both",
    "rate and reg come from one uniform number: the search walks along a diagonal",
    "Draw a number for each hyper-parameter",
    {
      uniform: (seed, trial) => {
        const [u] = own(seed, trial);
        return [u, u];
      },
    },
  ),
  bug(
    "trials-overlap",
    "trial t is seeded with seed + t, and its k-th number with one more: the reg of a trial is the rate of the next",
    "Draw all numbers of a trial from a generator of its own",
    {
      uniform: (seed, trial) => [
        uniforms(1000003 * seed + trial, 1)[0],
        uniforms(1000003 * seed + trial + 1, 1)[0],
      ],
    },
  ),
  bug(
    "all-alike",
    "the generator is seeded anew for each trial, without its number",
    "Let the seed of a trial depend on its number",
    { uniform: (seed) => own(seed, 0) },
  ),
];

/** Mutants of what a trial depends on. */
const dependenceMutants: readonly Mutant[] = [
  bug(
    "one-stream",
    "trials draw from one common stream: a subset gets other numbers",
    "Draw the numbers of a trial from seed and number alone",
    {
      uniform: (_seed, _trial, { i, trials, common }) => {
        const all = common(2 * trials.length);
        return [all[2 * i], all[2 * i + 1]];
      },
    },
  ),
  bug(
    "rates-before-regs",
    "all rates are drawn before all regs: the numbers depend on how many trials there are",
    "Draw the numbers of a trial from seed and number alone",
    {
      uniform: (_seed, trial, { trials, common }) => {
        const n = Math.max(...trials) + 1, all = common(2 * n);
        return [all[trial], all[n + trial]];
      },
    },
  ),
  bug(
    "by-position",
    "a trial's place in the list is taken for its number",
    "Use the trial's number, wherever it stands",
    { uniform: (seed, _trial, { i }) => own(seed, i) },
  ),
  bug(
    "in-ascending-order",
    "the answer is sorted by the number of the trial",
    "Answer in the order in which trials are asked for",
    {
      uniform: (seed, _trial, { i, trials }) =>
        own(seed, trials.toSorted((a, b) => a - b)[i]),
    },
  ),
  bug(
    "seed-ignored",
    "the trial's number alone is the seed: every search tries the same",
    "Let a trial depend on the seed as well",
    { uniform: (_seed, trial) => own(42, trial) },
  ),
  bug(
    "seed-times-trial",
    "seed·number is the seed of a trial: 0 makes all of them alike",
    "Mix seed and number so that 0 is as good as others",
    { uniform: (seed, trial) => own(0, seed * (trial + 1)) },
  ),
  {
    id: "sample_trials/seed-zero-is-none",
    note: "`seed || random()`: a seed of 0 gives other trials each time",
    advice: "Ask whether there is a seed, not whether it is truthy",
    replace: () => {
      let clock = 1;
      return misunderstood("sample_trials", ({ attributes }) => ({
        attributes: { ...attributes, seed: attributes.seed || clock++ },
      }));
    },
  },
  {
    id: "sample_trials/generator-goes-on",
    note:
      "one generator for the whole program: the same request gives other trials",
    advice: "Make new generators from the seed for each request",
    replace: () => {
      let requests = 0;
      return misunderstood("sample_trials", ({ attributes }) => ({
        attributes: {
          ...attributes,
          seed: Number(attributes.seed) + requests++,
        },
      }));
    },
  },
];

/** Mutants of sampling trials. */
export const trialMutants: readonly Mutant[] = [
  ...distributionMutants,
  ...dependenceMutants,
];
