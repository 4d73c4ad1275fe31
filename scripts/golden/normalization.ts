/**
 * Batch normalization and preprocessing.
 *
 * @module
 */
import type { Arithmetic, Ball } from "../oracle/ball.ts";
import { columnGradient } from "../oracle/column_gradient.ts";
import type { Compute, Formula } from "../oracle/formula.ts";
import { type Moments, moments } from "../oracle/moments.ts";
import { at, type BallTensor, matrix } from "../oracle/tensor.ts";
import { type CaseSource, scattered } from "./source.ts";

/** The moments of one column. */
function statistics(m: Arithmetic, x: BallTensor, j: number): Moments {
  const n = x.shape[0];
  return moments(m, Array.from({ length: n }, (_, i) => at(x, i, j)));
}

/** √(variance + ε). */
function spread(m: Arithmetic, variance: Ball, epsilon: number): Ball {
  return m.sqrt(m.add(variance, m.constant(epsilon)));
}

/** γ·(x − mean)/root + β, with the factors in any order. */
function scaled(
  m: Arithmetic,
  x: Ball,
  { mean, root, gamma, beta }: Readonly<
    Record<"mean" | "root" | "gamma" | "beta", Ball>
  >,
): Ball {
  const centred = m.subtract(x, mean);
  return m.either(
    () => m.add(m.multiply(gamma, m.divide(centred, root)), beta),
    () => {
      // One scale and one shift for each column, made in advance.
      const scale = m.divide(gamma, root);
      const shift = m.subtract(beta, m.multiply(scale, mean));
      const y = m.add(m.multiply(scale, x), shift);
      if (!y.low.isFinite()) return y;
      // The error of the scale reaches y times x − mean; as if it were in two
      // independent numbers, it has been counted |x| + |mean| times.
      const [a, b, c] = [x, mean, centred].map(({ low }) =>
        Math.abs(low.toNumber())
      );
      return { ...y, radius: y.radius - scale.radius * (a + b - c) };
    },
  );
}

/** A vector from one number for each column. */
function vector(data: readonly Ball[]): BallTensor {
  return { shape: [data.length], data };
}

function columnsOf(x: BallTensor): number[] {
  return Array.from({ length: x.shape[1] }, (_, j) => j);
}

export const batchNorm: Formula = {
  forward: (m, [x, gamma, beta], { epsilon }) => {
    const columns = columnsOf(x).map((j) => {
      const { mean, variance } = statistics(m, x, j);
      const root = spread(m, variance, epsilon);
      return { mean, root, gamma: gamma.data[j], beta: beta.data[j] };
    });
    return matrix(
      x.shape[0],
      x.shape[1],
      (i, j) => scaled(m, at(x, i, j), columns[j]),
    );
  },
  backward: (m, dy, [x, gamma], _y, { epsilon }) => {
    const count = x.shape[0];
    const columns = columnsOf(x).map((j) => {
      const { centred, variance } = statistics(m, x, j);
      const root = spread(m, variance, epsilon);
      const g = centred.map((_, i) => at(dy, i, j));
      const hat = centred.map((c) => m.divide(c, root));
      return {
        dx: columnGradient(m, { g, hat, centred, root, gamma: gamma.data[j] }),
        dgamma: m.sum(g.map((d, i) => m.multiply(d, hat[i]))),
        dbeta: m.sum(g),
      };
    });
    return [
      matrix(count, x.shape[1], (i, j) => columns[j].dx[i]),
      vector(columns.map(({ dgamma }) => dgamma)),
      vector(columns.map(({ dbeta }) => dbeta)),
    ];
  },
};

export const batchNormInference: Compute = (m, { inputs, attributes }) => {
  const { x, gamma, beta, running_mean, running_variance } = inputs;
  const epsilon = attributes.epsilon as number;
  return {
    y: matrix(x.shape[0], x.shape[1], (i, j) => {
      const root = spread(m, running_variance.data[j], epsilon);
      return scaled(m, at(x, i, j), {
        mean: running_mean.data[j],
        root,
        gamma: gamma.data[j],
        beta: beta.data[j],
      });
    }),
  };
};

export const batchNormRunning: Compute = (m, { inputs, attributes }) => {
  const { x, running_mean, running_variance } = inputs;
  const keep = m.constant(attributes.momentum as number);
  const fresh = m.subtract(m.exact(1), keep);
  const moved = (old: Ball, now: Ball) =>
    m.either(
      () => m.add(m.multiply(keep, old), m.multiply(fresh, now)),
      () => m.add(old, m.multiply(fresh, m.subtract(now, old))),
    );
  const columns = columnsOf(x).map((j) => {
    const { mean, variance } = statistics(m, x, j);
    const n = x.shape[0];
    const wanted = attributes.variance === "biased"
      ? variance
      : m.divide(m.multiply(variance, m.exact(n)), m.exact(n - 1));
    return {
      mean: moved(running_mean.data[j], mean),
      variance: moved(running_variance.data[j], wanted),
    };
  });
  return {
    running_mean: vector(columns.map(({ mean }) => mean)),
    running_variance: vector(columns.map(({ variance }) => variance)),
  };
};

export const preprocess: Compute = (m, { inputs: { train, x } }) => {
  const columns = columnsOf(train).map((j) => {
    const { mean, variance } = statistics(m, train, j);
    const isConstant = variance.low.isZero();
    return {
      mean,
      std: isConstant ? m.exact(0) : m.sqrt(variance),
      isConstant,
    };
  });
  return {
    mean: vector(columns.map(({ mean }) => mean)),
    std: vector(columns.map(({ std }) => std)),
    y: matrix(x.shape[0], x.shape[1], (i, j) => {
      const { mean, std, isConstant } = columns[j];
      if (isConstant) return m.exact(0);
      return m.divide(m.subtract(at(x, i, j), mean), std);
    }),
  };
};

const BATCH = {
  x: scattered(5, 3, 201),
  gamma: [1.5, -0.5, 0.25],
  beta: [0.25, 1, -0.75],
};
const PERMUTED = [3, 0, 4, 1, 2];
const SMALL_EPSILON = { epsilon: 1e-5 };

export const batchNormCases: CaseSource[] = [
  {
    name: "batch",
    why: "normalizes each column, scales and shifts it, with all gradients",
    flags: ["batch-axis", "biased-variance", "epsilon-outside"],
    inputs: BATCH,
    attributes: SMALL_EPSILON,
    upstream: { y: scattered(5, 3, 202) },
  },
  {
    name: "large-epsilon",
    why: "adds ε inside the root",
    flags: ["epsilon-outside"],
    inputs: BATCH,
    attributes: { epsilon: 0.5 },
    upstream: { y: scattered(5, 3, 203) },
  },
  {
    name: "plain",
    why: "has mean 0 and variance near 1 for γ = 1 and β = 0",
    inputs: { x: scattered(6, 2, 204), gamma: [1, 1], beta: [0, 0] },
    attributes: SMALL_EPSILON,
    upstream: { y: scattered(6, 2, 205) },
  },
  {
    name: "two-samples",
    why: "divides the variance by 2 samples, not by 1",
    flags: ["biased-variance"],
    inputs: { x: [[1, -2], [3, 0.5]], gamma: [1, 2], beta: [0, 0.5] },
    attributes: { epsilon: 0.0625 },
    upstream: { y: [[1, 0.5], [-1, 2]] },
  },
  {
    name: "square",
    why: "normalizes over the batch where batch and features are of one size",
    flags: ["batch-axis"],
    inputs: {
      x: scattered(4, 4, 206),
      gamma: [1, 0.5, 2, -1],
      beta: [0, 0.25, -0.5, 1],
    },
    attributes: { epsilon: 0.125 },
    upstream: { y: scattered(4, 4, 207) },
  },
  {
    name: "one-feature",
    why: "works with a single feature",
    inputs: { x: [[1], [2], [4], [-1]], gamma: [0.5], beta: [1] },
    attributes: { epsilon: 0.25 },
    upstream: { y: [[1], [-1], [2], [0.5]] },
  },
  {
    name: "batch-of-one",
    why: "gives β for a batch of one, or refuses it",
    flags: ["biased-variance"],
    refusable: ["shape", "value"],
    inputs: { x: [[3, -1]], gamma: [2, 0.5], beta: [0.25, -1] },
    attributes: { epsilon: 0.25 },
    upstream: { y: [[1, -2]] },
  },
  {
    name: "single-number",
    why: "gives β for a batch of a single number, or refuses it",
    flags: ["biased-variance"],
    refusable: ["shape", "value"],
    inputs: { x: [[3]], gamma: [2], beta: [0.25] },
    attributes: { epsilon: 0.0625 },
    upstream: { y: [[-1]] },
  },
  {
    name: "constant-column",
    why: "gives β where a column is constant, and divides by √ε, not by 0",
    flags: ["epsilon-outside"],
    inputs: {
      x: [[0.5, 1], [0.5, 2], [0.5, 3], [0.5, -4]],
      gamma: [2, 1],
      beta: [0.75, 0],
    },
    attributes: { epsilon: 0.25 },
    upstream: { y: [[1, 1], [-1, 2], [2, 0.5], [1, 1]] },
  },
  {
    name: "upstream-of-ones",
    why: "has a gradient of 0 on x where all of the upstream gradient is alike",
    flags: ["through-statistics"],
    inputs: BATCH,
    attributes: { epsilon: 0.25 },
    upstream: { y: BATCH.x.map((row) => row.map(() => 1)) },
  },
  {
    name: "gradient-through-statistics",
    why: "differentiates through mean and variance, not only through x",
    flags: ["through-statistics"],
    inputs: { x: [[1], [-1], [0.5], [2]], gamma: [1], beta: [0] },
    attributes: { epsilon: 0.125 },
    upstream: { y: [[1], [0], [0], [0]] },
  },
  {
    name: "zero-gamma",
    why: "gives β for γ = 0, and no gradient on x, but one on γ",
    inputs: { x: [[1], [-1], [0.5], [2]], gamma: [0], beta: [1.5] },
    attributes: { epsilon: 0.125 },
    upstream: { y: [[1], [2], [-1], [0.5]] },
  },
  {
    name: "shift-invariant",
    why: "does not change when a number is added to a column",
    requests: [0, 4].map((shift) => ({
      inputs: { ...BATCH, x: BATCH.x.map((row) => row.map((a) => a + shift)) },
      attributes: { epsilon: 0.25 },
    })),
    terms: [
      { request: 0, output: "y", times: 1 },
      { request: 1, output: "y", times: -1 },
    ],
  },
  {
    name: "permutation",
    why: "permutes its output with the samples",
    requests: [
      { inputs: BATCH, attributes: { epsilon: 0.25 } },
      {
        inputs: { ...BATCH, x: PERMUTED.map((i) => BATCH.x[i]) },
        attributes: { epsilon: 0.25 },
      },
    ],
    terms: [
      { request: 0, output: "y", times: 1, rows: PERMUTED },
      { request: 1, output: "y", times: -1 },
    ],
  },
  {
    name: "leaves-no-trace",
    why: "uses this request's statistics, not those of an earlier batch",
    flags: ["stale-cache", "accumulates"],
    section: "2.7",
    after: {
      inputs: { ...BATCH, x: scattered(5, 3, 208) },
      attributes: SMALL_EPSILON,
      upstream: { y: scattered(5, 3, 209) },
    },
    inputs: BATCH,
    attributes: SMALL_EPSILON,
    upstream: { y: scattered(5, 3, 210) },
  },
  {
    name: "refuses-gamma-length",
    why: "refuses a γ of 2 numbers for 3 features",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { ...BATCH, gamma: [1, 1] },
    attributes: SMALL_EPSILON,
  },
  {
    name: "refuses-beta-length",
    why: "refuses a β of 2 numbers for 3 features",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { ...BATCH, beta: [0, 1] },
    attributes: SMALL_EPSILON,
  },
  {
    name: "refuses-other-upstream",
    why: "refuses an upstream gradient of another shape than the output",
    flags: ["shape-unchecked"],
    section: "4.1",
    refuses: ["shape"],
    inputs: BATCH,
    attributes: SMALL_EPSILON,
    upstream: { y: scattered(3, 5, 211) },
  },
];

const RUNNING = {
  running_mean: [0.5, -1, 0.25],
  running_variance: [1, 0.25, 4],
};

export const batchNormInferenceCases: CaseSource[] = [
  {
    name: "batch",
    why: "normalizes by the running statistics, not by those of the batch",
    flags: ["batch-statistics-at-test"],
    inputs: { ...BATCH, ...RUNNING },
    attributes: SMALL_EPSILON,
  },
  {
    name: "one-sample",
    why: "works on a single sample",
    flags: ["batch-statistics-at-test"],
    inputs: { ...BATCH, ...RUNNING, x: BATCH.x.slice(0, 1) },
    attributes: { epsilon: 0.125 },
  },
  {
    name: "large-epsilon",
    why: "adds ε inside the root",
    flags: ["epsilon-outside"],
    inputs: { ...BATCH, ...RUNNING },
    attributes: { epsilon: 0.5 },
  },
  {
    name: "zero-variance",
    why: "divides by √ε where the running variance is 0",
    flags: ["epsilon-outside"],
    inputs: { ...BATCH, ...RUNNING, running_variance: [0, 0, 0] },
    attributes: { epsilon: 0.25 },
  },
  {
    name: "rows-apart",
    why: "gives a row the same answer whatever rows are beside it",
    flags: ["batch-statistics-at-test"],
    requests: [
      { inputs: { ...BATCH, ...RUNNING }, attributes: SMALL_EPSILON },
      {
        inputs: { ...BATCH, ...RUNNING, x: BATCH.x.slice(3) },
        attributes: SMALL_EPSILON,
      },
    ],
    terms: [
      { request: 0, output: "y", times: 1, rows: [3, 4] },
      { request: 1, output: "y", times: -1 },
    ],
  },
  {
    name: "refuses-statistics-length",
    why: "refuses statistics of 2 features for samples of 3",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { ...BATCH, ...RUNNING, running_mean: [0, 0] },
    attributes: SMALL_EPSILON,
  },
  {
    name: "refuses-variance-length",
    why: "refuses variances of 2 features for samples of 3",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { ...BATCH, ...RUNNING, running_variance: [1, 1] },
    attributes: SMALL_EPSILON,
  },
  {
    name: "refuses-gamma-length",
    why: "refuses a γ of 2 numbers for 3 features",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { ...BATCH, ...RUNNING, gamma: [1, 1] },
    attributes: SMALL_EPSILON,
  },
];

function running(
  momentum: number,
  variance: string,
  x: number[][] = BATCH.x,
) {
  return { inputs: { x, ...RUNNING }, attributes: { momentum, variance } };
}

/** The cases of one convention: an engine may have only the other. */
function runningCases(
  variance: "biased" | "unbiased",
  divisor: string,
): CaseSource[] {
  const name = (what: string) =>
    variance === "biased" ? what : `unbiased-${what}`;
  return [
    {
      name: variance,
      why:
        `moves the statistics by the batch's, with the variance divided by ${divisor}`,
      flags: ["biased-variance", "momentum-inverted"],
      ...running(0.75, variance),
    },
    {
      name: name("momentum-not-dyadic"),
      why: "takes the momentum 0.9 as the weight of the old value",
      flags: ["momentum-inverted"],
      ...running(0.9, variance),
    },
    {
      name: name("momentum-one"),
      why: "keeps the old statistics for momentum 1",
      flags: ["momentum-inverted"],
      ...running(1, variance),
    },
    {
      name: name("momentum-zero"),
      why: "takes the batch's statistics for momentum 0",
      flags: ["momentum-inverted"],
      ...running(0, variance),
    },
    {
      name: name("two-samples"),
      why: "tells n from n − 1 where they are 2 and 1",
      flags: ["biased-variance"],
      ...running(0.5, variance, BATCH.x.slice(0, 2)),
    },
    {
      name: name("refuses-statistics-length"),
      why: "refuses statistics of 2 features for samples of 3",
      flags: ["shape-unchecked"],
      refuses: ["shape"],
      inputs: { x: BATCH.x, ...RUNNING, running_variance: [1, 1] },
      attributes: { momentum: 0.5, variance },
    },
    {
      name: name("refuses-mean-length"),
      why: "refuses means of 2 features for samples of 3",
      flags: ["shape-unchecked"],
      refuses: ["shape"],
      inputs: { x: BATCH.x, ...RUNNING, running_mean: [0, 1] },
      attributes: { momentum: 0.5, variance },
    },
  ];
}

export const batchNormRunningCases: CaseSource[] = [
  ...runningCases("biased", "n"),
  ...runningCases("unbiased", "n − 1"),
];

export const preprocessCases: CaseSource[] = [
  {
    name: "train-on-itself",
    why: "centres and scales the training data to mean 0 and std 1",
    flags: ["biased-variance", "batch-axis"],
    inputs: { train: BATCH.x, x: BATCH.x },
  },
  {
    name: "other-data",
    why: "uses the statistics of the training data on other data",
    flags: ["own-statistics"],
    inputs: { train: BATCH.x, x: scattered(2, 3, 212) },
  },
  {
    name: "shifted-data",
    why: "does not centre other data on their own mean",
    flags: ["own-statistics"],
    inputs: {
      train: [[1, 2], [3, 6]],
      x: [[101, 202], [103, 206], [105, 210]],
    },
  },
  {
    name: "pixels",
    why: "works on pixels from 0 to 255",
    inputs: {
      train: [[0, 255, 17], [128, 64, 17.5], [255, 1, 200], [7, 90, 100]],
      x: [[127, 127, 127]],
    },
  },
  {
    name: "constant-feature",
    why: "makes a feature 0 that is constant in training, whatever it is later",
    flags: ["constant-feature"],
    inputs: {
      train: [[0.5, 1], [0.5, 2], [0.5, 4], [0.5, -1]],
      x: [[0.5, 1], [0.75, 2], [-8, 3]],
    },
  },
  {
    name: "constant-not-dyadic",
    why:
      "knows a feature of three times 0.1 for constant, though its computed std is 1.4e-17",
    flags: ["constant-feature"],
    inputs: { train: [[0.1, 1], [0.1, 2], [0.1, 4]], x: [[0.1, 1], [0.2, 2]] },
  },
  {
    name: "constant-ten-times",
    why:
      "knows a feature of ten times 0.7 for constant, though its computed std is 1.1e-16",
    flags: ["constant-feature"],
    inputs: {
      train: Array.from({ length: 10 }, (_, i) => [0.7, i]),
      x: [[0.7, 5], [-1, 0.5]],
    },
  },
  {
    name: "tiny-spread",
    why:
      "scales a feature whose spread is 2⁻⁴⁰: only equal numbers are constant",
    flags: ["constant-feature"],
    inputs: {
      train: [[1, 2 ** -40], [2, -(2 ** -40)], [4, 2 ** -39], [-1, 0]],
      x: [[1, 2 ** -40], [0, 1]],
    },
  },
  {
    name: "one-sample",
    why: "fits a single sample, all of whose features are constant",
    flags: ["constant-feature", "biased-variance"],
    inputs: { train: [[1, -2]], x: [[1, -2], [3, 4]] },
  },
  {
    name: "refuses-other-features",
    why: "refuses data with another number of features than the training data",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { train: [[1, 2], [3, 4]], x: [[1, 2, 3]] },
  },
  {
    name: "refuses-fewer-features",
    why: "refuses data of two features where the training data have three",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { train: BATCH.x, x: [[1, 2], [3, 4]] },
  },
];

/** Samples near a mean, with so many bits that their squares must be rounded. */
function around(mean: number, seed: number, step: number) {
  return {
    x: scattered(4, 2, seed).map((row) => row.map((a) => mean + a + step)),
    gamma: [1, 2],
    beta: [0, 0.5],
  };
}

/** Cases of profile accuracy: two passes are asked for. */
export const batchNormAccuracyCases: CaseSource[] = [
  {
    name: "mean-1000",
    why: "keeps its digits where the mean is 1000 times the spread",
    flags: ["cancellation"],
    section: "13.2",
    inputs: around(1000, 215, 2 ** -14),
    attributes: SMALL_EPSILON,
    upstream: { y: scattered(4, 2, 213) },
  },
  {
    name: "mean-million",
    why: "keeps its digits where the mean is a million times the spread",
    flags: ["cancellation"],
    section: "13.2",
    inputs: around(1e6, 216, 2 ** -30),
    attributes: SMALL_EPSILON,
    upstream: { y: scattered(4, 2, 214) },
  },
];
