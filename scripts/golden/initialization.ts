/**
 * Fresh weights.
 *
 * @module
 */
import type { RawCheck } from "../../fixtures/fixture.ts";
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

/** Whether `w` has so many rows and columns: a row that is missing has no length. */
function hasShape(rows: number, columns: number): RawCheck[] {
  const all = Array.from({ length: rows }, (_, i) => i), n = rows * columns;
  return [
    { terms: just("w"), statistic: "count", low: n, high: n },
    {
      terms: [{ request: 0, output: "w", times: 1, rows: all }],
      statistic: "count",
      low: n,
      high: n,
    },
  ];
}

function everySecond(n: number, first: number): number[] {
  return Array.from({ length: n / 2 }, (_, i) => 2 * i + first);
}

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
      ...hasShape(3, 4),
    ],
  },
  {
    name: "rows-and-columns",
    why: "gives a matrix of fan_in rows and fan_out columns",
    flags: ["transposed"],
    kind: "behavioural",
    requests: [draw("he", [5, 3])],
    checks: hasShape(5, 3),
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
    "gaussian-large",
    "draws numbers so normal that 250,000 of them show no difference",
    ["gaussian", [500, 500], 1, 1],
    SAMPLING,
  ),
  {
    name: "neighbours",
    why:
      "draws each number by itself: one differs from the next as from others",
    flags: ["same-weights"],
    kind: "statistical",
    requests: [draw("gaussian", [2000, 1], 1, 1)],
    checks: normalChecks(
      [
        { request: 0, output: "w", times: 1, rows: everySecond(2000, 0) },
        { request: 0, output: "w", times: -1, rows: everySecond(2000, 1) },
      ],
      1000,
      Math.SQRT2,
    ),
  },
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
    "xavier-two-inputs",
    "has std 1/√2 for two inputs, as the bias is none of them",
    ["xavier", [2, 4096], Math.SQRT1_2],
    FANS,
  ),
  normal("he-one-input", "has std √2 for a single input", [
    "he",
    [1, 8192],
    Math.SQRT2,
  ], FANS),
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
    name: "seed-above-16-bits",
    why: "gives other numbers for seeds whose lower 16 bits are the same",
    flags: ["seed-ignored"],
    kind: "statistical",
    requests: [1, 65537].map((seed) => draw("gaussian", [100, 100], seed, 0.1)),
    checks: difference(0.02 * 0.93, 0.02 * 1.07),
  },
  {
    name: "seed-highest-bit",
    why: "gives other numbers for seeds that differ in their highest bit",
    flags: ["seed-ignored"],
    kind: "statistical",
    requests: [1, 2 ** 31 + 1].map((seed) =>
      draw("gaussian", [100, 100], seed, 0.1)
    ),
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
    name: "odd-number-repeats",
    why: "gives the same numbers again after an odd number of normal variates",
    flags: ["seed-ignored", "variate-kept"],
    section: "2.7",
    kind: "behavioural",
    requests: [draw("he", [3, 5], 7), draw("he", [3, 5], 7)],
    checks: difference(0, 0),
  },
  {
    name: "largest-seed-repeats",
    why: "takes a seed of 2³²−1, and gives the same 63 numbers again",
    flags: ["seed-ignored", "variate-kept"],
    kind: "behavioural",
    requests: [0, 1].map(() => draw("xavier", [9, 7], 2 ** 32 - 1)),
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

export { layerStatisticsCases } from "./layer_statistics.ts";
