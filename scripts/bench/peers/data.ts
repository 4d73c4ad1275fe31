/**
 * The numbers that the workloads start from: normal variates of MT19937, which Python
 * has as well (`peers/peer.py` makes the same ones).
 *
 * @module
 */
import {
  mt19937,
  type TrainingData,
  type TwoLayerTrial,
} from "../../../mod.ts";

/** `n` normal variates, times a factor. */
export function normal(seed: number, n: number, factor = 1): Float64Array {
  return mt19937(seed).randn(n).map((value) => factor * value);
}

/** The sizes of the two-layer net. */
export const NET = { inputs: 3072, hidden: 50, classes: 10 } as const;

/** The options of the training step. */
export const STEP = { learningRate: 1e-3, momentum: 0.9, reg: 1e-3 } as const;

/** A batch and fresh weights of the two-layer net, row by row. */
export function netData(
  samples: number,
): Record<"X" | "W1" | "W2", Float64Array> & { y: number[] } {
  const { inputs, hidden, classes } = NET;
  return {
    X: normal(1, samples * inputs),
    y: Array.from({ length: samples }, (_, i) => i % classes),
    W1: normal(2, inputs * hidden, 0.01),
    W2: normal(3, hidden * classes, 0.01),
  };
}

/** The input `[1000, 500]` of the ten layers. */
export function studyInput(): Float64Array {
  return normal(10, 1000 * 500);
}

/** The weights `[500, 500]` of each layer, so scaled that the signal lives. */
export function studyWeights(nonlinearity: "tanh" | "relu"): Float64Array[] {
  const scale = Math.sqrt((nonlinearity === "relu" ? 2 : 1) / 500);
  return Array.from(
    { length: 10 },
    (_, i) => normal(11 + i, 500 * 500, scale),
  );
}

/** The shapes `[n, inner, m]` of the matrix products, by workload. */
export const PRODUCTS: Readonly<
  Record<string, readonly [n: number, inner: number, m: number]>
> = {
  "product_1000x500x500": [1000, 500, 500],
  "product_512x512x512": [512, 512, 512],
  "product_1024x1024x1024": [1024, 1024, 1024],
  "product_100x3072x50": [100, 3072, 50],
  "product_3072x100x50": [3072, 100, 50],
};

/** The factors of a matrix product. */
export function factors(
  [n, inner, m]: readonly [n: number, inner: number, m: number],
): [x: Float64Array, y: Float64Array] {
  return [normal(30, n * inner), normal(31, inner * m)];
}

/** The sizes of the search. */
const SEARCH = { inputs: 784, hidden: 50, classes: 10, train: 5000, val: 1000 };

/** Samples around a point for each class: as large and as many as in the lecture. */
export function searchData(): TrainingData {
  const { inputs, classes, train, val } = SEARCH, n = train + val;
  const points = normal(50, classes * inputs, 4),
    X = normal(51, n * inputs, 64);
  const y = Array.from({ length: n }, (_, i) => i % classes);
  y.forEach((label, i) => {
    for (let j = 0; j < inputs; j++) {
      X[i * inputs + j] += points[label * inputs + j];
    }
  });
  const rows = (from: number, to: number) => ({
    shape: [to - from, inputs],
    data: X.slice(from * inputs, to * inputs),
  });
  return {
    X: rows(0, train),
    y: y.slice(0, train),
    Xval: rows(train, n),
    yval: y.slice(train),
  };
}

/** The trials of the lecture's coarse search: lr 10^U(−6, −3), reg 10^U(−5, 5). */
export function searchTrials(count: number): TwoLayerTrial[] {
  const uniform = mt19937(52).randomSample(2 * count);
  return Array.from({ length: count }, (_, seed) => ({
    seed,
    hidden: SEARCH.hidden,
    epochs: 5,
    batchSize: 100,
    learningRate: 10 ** (-6 + 3 * uniform[2 * seed]),
    learningRateDecay: 0.9,
    reg: 10 ** (-5 + 10 * uniform[2 * seed + 1]),
    update: "momentum",
    updateOptions: { momentum: 0.9 },
  }));
}

/** The arguments of exp, tanh and sigmoid. */
export function functionInput(): Float64Array {
  return normal(40, 500_000);
}
