/**
 * What is left of a signal behind layers of fresh weights.
 *
 * @module
 */
import type { Dtype } from "../../conformance/dtypes.ts";
import type { RawCheck, Term } from "../../fixtures/fixture.ts";
import { LAYER_INTERVALS } from "./layer_intervals.ts";
import type { CaseSource, RequestSource } from "./source.ts";
import { just } from "./statistics.ts";

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

const experimentCases: CaseSource[] = EXPERIMENTS.map(
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

/** One experiment on a net of other sizes. */
function experiment(
  attributes: Readonly<Record<string, unknown>>,
): RequestSource {
  return { inputs: {}, attributes: { seed: 1, ...attributes } };
}

/** Every number lies between its ends. */
function each(
  terms: readonly Term[],
  low: number | number[],
  high: number | number[],
): RawCheck {
  return { terms, statistic: "each", low, high };
}

/**
 * Of two numbers a and b that are not negative, (a + b)/2 is no less than |a − b|/2,
 * and often less than |a − b|/√2, which is what dividing by 2 − 1 gives.
 */
function pair(
  name: string,
  why: string,
  sizes: Readonly<Record<string, unknown>>,
  rows: readonly number[],
): CaseSource {
  return {
    name,
    why,
    flags: ["biased-variance"],
    // The mean square minus the square of the mean may be below 0 where a is near b.
    kind: "statistical",
    requests: [1, 2, 3].map((seed) =>
      experiment({ seed, nonlinearity: "relu", scheme: "he", ...sizes })
    ),
    checks: [0, 1, 2].map((request) =>
      each(
        [
          { request, output: "means", times: 1, rows },
          { request, output: "stds", times: -1, rows },
        ],
        -0.0001,
        1e6,
      )
    ),
  };
}

const smallCases: CaseSource[] = [
  {
    name: "tanh-one-sample",
    why: "takes the std over all elements of a layer, also of a single sample",
    flags: ["std-of-units"],
    kind: "behavioural",
    // ±7 standard deviations over 20,000 runs with NumPy.
    requests: [
      experiment({
        nonlinearity: "tanh",
        scheme: "xavier",
        samples: 1,
        widths: [100, 200, 100],
      }),
    ],
    checks: [
      each(just("means"), [-0.3084, -0.3415], [0.3084, 0.3418]),
      each(just("stds"), [0.4588, 0.3224], [0.8487, 0.7187]),
    ],
  },
  {
    name: "relu-one-sample",
    why: "has a std near 0.82 behind one wide ReLU layer with He",
    flags: ["std-of-units", "std-for-variance"],
    kind: "statistical",
    // ±4.42 standard deviations over 2,000 runs with NumPy.
    requests: [
      experiment({
        nonlinearity: "relu",
        scheme: "he",
        samples: 1,
        widths: [1000, 1000],
      }),
    ],
    checks: [
      each(just("means"), [0.4381], [0.6899]),
      each(just("stds"), [0.6913], [0.9819]),
    ],
  },
  pair(
    "relu-two-units",
    "has no std above the mean in layers of two numbers that are not negative",
    { samples: 1, widths: [100, 2, 100, 2] },
    [0, 2],
  ),
  pair(
    "relu-one-unit",
    "has no std above the mean for one unit and two samples: it divides by 2",
    { samples: 2, widths: [100, 1] },
    [0],
  ),
  {
    name: "fresh-weights",
    why:
      "draws weights of its own for each layer: 200 layers of one unit change its sign at random",
    flags: ["same-weights"],
    kind: "behavioural",
    // A mean and the one before it add up to −2, 0 or 2, or nearly: ±7 standard
    // deviations over 20,000 runs with NumPy. Weights that repeat give a variance of 0.
    requests: [
      experiment({
        nonlinearity: "tanh",
        scheme: "gaussian",
        std: 20,
        samples: 1,
        widths: Array<number>(201).fill(1),
      }),
    ],
    checks: [{
      terms: [0, 1].map((first) => ({
        request: 0,
        output: "means",
        times: 1,
        rows: Array.from({ length: 199 }, (_, i) => i + first),
      })),
      statistic: "variance",
      low: 0.92,
      high: 2.86,
    }],
  },
  {
    name: "seed-repeats",
    why: "gives the same statistics for the same seed",
    flags: ["seed-ignored", "variate-kept"],
    section: "2.7",
    kind: "behavioural",
    requests: [0, 1].map(() =>
      experiment({
        nonlinearity: "tanh",
        scheme: "xavier",
        samples: 3,
        widths: [5, 3, 7],
      })
    ),
    checks: ["means", "stds"].map((output) =>
      each(
        [
          { request: 0, output, times: 1 },
          { request: 1, output, times: -1 },
        ],
        -1e-6,
        1e-6,
      )
    ),
  },
];

export const layerStatisticsCases: CaseSource[] = [
  ...experimentCases,
  ...smallCases,
];
