/**
 * Fresh weights, and what is left of a signal behind ten layers of them.
 *
 * @module
 */
import type { RawCheck } from "../../fixtures/fixture.ts";
import type { Dtype } from "../../conformance/dtypes.ts";
import { LAYER_INTERVALS } from "./layer_intervals.ts";
import type { CaseSource, RequestSource } from "./source.ts";
import { just, normalChecks } from "./statistics.ts";

function draw(
  scheme: string,
  shape: [number, number],
  seed = 1,
  std?: number,
): RequestSource {
  const attributes = { scheme, shape, seed, ...(std !== undefined && { std }) };
  return { inputs: {}, attributes };
}

/** A scheme on a matrix of that shape gives normal samples of this std. */
function normal(
  name: string,
  why: string,
  [scheme, shape, std, given]: [string, [number, number], number, number?],
  flags: string[],
): CaseSource {
  return {
    name,
    why,
    flags,
    kind: "statistical",
    requests: [draw(scheme, shape, 1, given)],
    checks: normalChecks(just("w"), shape[0] * shape[1], std),
  };
}

const SAMPLING = ["not-normal", "std-for-variance"];
const FANS = ["fan-out", "std-for-variance", "not-normal"];

/** The difference of two draws: its variance tells whether they are independent. */
function difference(low: number, high: number): RawCheck[] {
  return [{
    terms: [
      { request: 0, output: "w", times: 1 },
      { request: 1, output: "w", times: -1 },
    ],
    statistic: "variance",
    low,
    high,
  }];
}

export const initializeCases: CaseSource[] = [
  {
    name: "zeros",
    why: "gives zeros",
    kind: "behavioural",
    requests: [draw("zeros", [3, 4])],
    checks: [
      { terms: just("w"), statistic: "each", low: 0, high: 0 },
      { terms: just("w"), statistic: "count", low: 12, high: 12 },
    ],
  },
  normal("gaussian", "draws normal numbers of the std that is asked for", [
    "gaussian",
    [64, 128],
    0.01,
    0.01,
  ], SAMPLING),
  normal("gaussian-one", "draws normal numbers of std 1", [
    "gaussian",
    [128, 64],
    1,
    1,
  ], SAMPLING),
  normal("gaussian-tiny", "draws normal numbers of std 1e-4", [
    "gaussian",
    [50, 100],
    1e-4,
    1e-4,
  ], SAMPLING),
  normal(
    "xavier-widening",
    "has std 1/√fan_in, with the rows as fan_in, 64 → 256",
    [
      "xavier",
      [64, 256],
      1 / 8,
    ],
    FANS,
  ),
  normal(
    "xavier-narrowing",
    "has std 1/√fan_in, with the rows as fan_in, 256 → 64",
    [
      "xavier",
      [256, 64],
      1 / 16,
    ],
    FANS,
  ),
  normal("xavier-square", "has std 1/√fan_in on a square matrix", [
    "xavier",
    [100, 100],
    0.1,
  ], SAMPLING),
  normal(
    "he-widening",
    "has std √(2/fan_in), with the rows as fan_in, 50 → 200",
    [
      "he",
      [50, 200],
      0.2,
    ],
    FANS,
  ),
  normal(
    "he-narrowing",
    "has std √(2/fan_in), with the rows as fan_in, 200 → 50",
    [
      "he",
      [200, 50],
      0.1,
    ],
    FANS,
  ),
  {
    name: "seed-matters",
    why: "gives other numbers for another seed",
    flags: ["same-weights"],
    kind: "statistical",
    requests: [1, 2].map((seed) => draw("gaussian", [100, 100], seed, 0.1)),
    checks: difference(0.02 * 0.93, 0.02 * 1.07),
  },
  {
    name: "seed-repeats",
    why: "gives the same numbers for the same seed",
    flags: ["seed-ignored"],
    section: "2.7",
    kind: "behavioural",
    requests: [draw("he", [10, 10], 7), draw("he", [10, 10], 7)],
    checks: difference(0, 0),
  },
  {
    name: "seed-zero-repeats",
    why: "takes 0 for a seed, and not for none",
    flags: ["seed-ignored"],
    section: "7.1",
    kind: "behavioural",
    requests: [draw("gaussian", [8, 8], 0, 1), draw("gaussian", [8, 8], 0, 1)],
    checks: difference(0, 0),
  },
  {
    name: "refuses-unknown-scheme",
    why: "refuses a scheme that it does not know",
    refuses: ["value"],
    ...draw("lecun", [3, 4]),
  },
];

/** The cheap net of 200 samples, whose layers are not square. */
const CHEAP = {
  samples: 200,
  widths: [100, 200, 100, 200, 100, 200, 100, 200, 100, 200, 100],
};

interface Experiment {
  readonly name: keyof typeof LAYER_INTERVALS;
  readonly why: string;
  readonly nonlinearity: string;
  readonly scheme: string;
  readonly std?: number;
  readonly flags: string[];
  readonly narrowest?: Dtype;
}

const EXPERIMENTS: Experiment[] = [
  {
    name: "tanh-0.01",
    why: "lets the signal of tanh layers die out with weights of std 0.01",
    nonlinearity: "tanh",
    scheme: "gaussian",
    std: 0.01,
    flags: ["std-for-variance", "same-weights"],
    // In float32, (e²ˣ−1)/(e²ˣ+1), a formula of SPEC.md 3.4, is 0 for signals of 10⁻⁹.
    narrowest: "float64",
  },
  {
    name: "tanh-1.0",
    why: "saturates tanh layers with weights of std 1",
    nonlinearity: "tanh",
    scheme: "gaussian",
    std: 1,
    flags: ["std-for-variance", "same-weights"],
  },
  {
    name: "tanh-xavier",
    why: "keeps the std of tanh layers near 0.2 and above with Xavier",
    nonlinearity: "tanh",
    scheme: "xavier",
    flags: ["fan-out", "std-for-variance", "same-weights"],
  },
  {
    name: "relu-xavier",
    why: "halves the signal of ReLU layers again and again with Xavier",
    nonlinearity: "relu",
    scheme: "xavier",
    flags: ["fan-out", "std-for-variance", "same-weights"],
  },
  {
    name: "relu-he",
    why: "keeps the signal of ReLU layers with He",
    nonlinearity: "relu",
    scheme: "he",
    flags: ["fan-out", "std-for-variance", "same-weights"],
  },
];

export const layerStatisticsCases: CaseSource[] = EXPERIMENTS.map(
  ({ name, why, flags, narrowest, ...attributes }) => {
    const { mean, std } = LAYER_INTERVALS[name];
    const ends = (pairs: readonly (readonly number[])[], i: number) =>
      pairs.map((pair) => pair[i]);
    return {
      name: name.replace(".", "-"),
      why,
      flags,
      ...(narrowest && { narrowest }),
      // Intervals of ±7 standard deviations need no second draw.
      kind: "behavioural" as const,
      requests: [{
        inputs: {},
        attributes: { ...attributes, ...CHEAP, seed: 1 },
      }],
      checks: [
        {
          terms: just("means"),
          statistic: "each" as const,
          low: ends(mean, 0),
          high: ends(mean, 1),
        },
        {
          terms: just("stds"),
          statistic: "each" as const,
          low: ends(std, 0),
          high: ends(std, 1),
        },
      ],
    };
  },
);
