/**
 * The numbers that the slides print, and the intervals in which a right engine comes
 * out. Those of the layers span ±7 standard deviations over 1,000 seeds of a
 * program in NumPy (on the log of the std), those of the learning rates ±6, and those of
 * the overfitted net all of 50 seeds.
 *
 * @module
 */
import learningRateIntervals from "./data/learning_rate_intervals.json" with {
  type: "json",
};
import intervals from "./data/layer_intervals.json" with { type: "json" };

/** The five initializations, as the lecture has them. */
export const INITIALIZATIONS = {
  "tanh, 0.01": { nonlinearity: "tanh", scheme: "gaussian", std: 0.01 },
  "tanh, 1.0": { nonlinearity: "tanh", scheme: "gaussian", std: 1 },
  "tanh, Xavier": { nonlinearity: "tanh", scheme: "xavier" },
  "ReLU, Xavier": { nonlinearity: "relu", scheme: "xavier" },
  "ReLU, He": { nonlinearity: "relu", scheme: "he" },
} as const;

/** The name of one of them. */
export type Initialization = keyof typeof INITIALIZATIONS;

type Interval = readonly [low: number, high: number];

/** Between what mean and std of each layer must lie. */
export const LAYER_INTERVALS = intervals as unknown as Readonly<
  Record<Initialization, readonly { mean: Interval; std: Interval }[]>
>;

/** What is printed of each layer's std, and of the means with ReLU. */
export const LAYERS: Readonly<
  Record<
    Initialization,
    {
      readonly stds: readonly (number | undefined)[];
      readonly means?: readonly number[];
    }
  >
> = {
  "tanh, 0.01": {
    stds: [
      ...[0.213081, 0.047551, undefined, undefined, 0.000532],
      ...[undefined, undefined, undefined, undefined, 0],
    ],
  },
  "tanh, 1.0": { stds: [0.981879, ...Array(8).fill(undefined), 0.981736] },
  "tanh, Xavier": {
    stds: [
      ...[0.627953, 0.486051, 0.407723, 0.357108, 0.320917],
      ...[0.292116, 0.273387, 0.254935, 0.239266, 0.228008],
    ],
  },
  "ReLU, Xavier": {
    stds: [
      ...[0.582273, 0.403795, 0.276912, 0.198685, 0.140299],
      ...[0.10328, 0.072748, 0.051572, 0.038583, 0.026076],
    ],
    means: [
      ...[0.398623, 0.272352, 0.186076, 0.136442, 0.099568],
      ...[0.072234, 0.049775, 0.035138, 0.025404, 0.018408],
    ],
  },
  "ReLU, He": {
    stds: [
      ...[0.825232, 0.827835, 0.813855, 0.826902, 0.834092],
      ...[0.860035, 0.87061, 0.889348, 0.845357, 0.844523],
    ],
    means: [
      ...[0.562488, 0.553614, 0.545867, 0.565396, 0.547678],
      ...[0.587103, 0.596867, 0.623214, 0.567498, 0.552531],
    ],
  },
};

/** What is left of N(0, 1) behind tanh and behind ReLU, in nets of infinite width. */
export const NORMALIZED = {
  tanh: { mean: 0, std: 0.62793 },
  relu: {
    mean: 1 / Math.sqrt(2 * Math.PI),
    std: Math.sqrt(0.5 - 0.5 / Math.PI),
  },
} as const;

/**
 * The loss of the fresh two-layer net, by the strength of regularization: ±7 standard
 * deviations over seeds, which are 1e-5 and 0.0028.
 */
export const FRESH_LOSS = [
  {
    reg: 0,
    published: 2.30261216167,
    interval: [Math.log(10) - 7e-5, Math.log(10) + 7e-5],
  },
  { reg: 1000, published: 3.06859716482, interval: [3.0531, 3.0931] },
] as const;

/** The loss of the overfitted net, by epoch. */
export const OVERFIT: readonly {
  readonly epoch: number;
  readonly published?: number;
  readonly interval: Interval;
}[] = [
  { epoch: 1, published: 2.302603, interval: [2.30249, 2.30264] },
  { epoch: 10, published: 2.234787, interval: [2.046, 2.294] },
  { epoch: 20, interval: [1.06, 1.83] },
  { epoch: 50, interval: [0.03, 0.193] },
  { epoch: 100, interval: [0.0064, 0.0126] },
  { epoch: 200, published: 0.002597, interval: [0.00221, 0.00364] },
];

/** The first epoch in which all 20 samples are right. */
export const LEARNT_AT: Interval = [28, 64];

/**
 * The figures of the learning rates, by number of training images, table and row:
 * ±6 standard deviations over seeds of a program in NumPy on generated images, which
 * `data/learning_rate_intervals.py` is.
 */
export const LEARNING_RATE_INTERVALS =
  learningRateIntervals as unknown as Readonly<
    Record<number, Readonly<Record<string, Readonly<Record<string, Interval>>>>>
  >;

/**
 * The largest loss where none is NaN: a fresh net's is log 10, and the log-sum-exp of
 * finite scores is finite.
 */
export const LARGEST_LOSS: Interval = [2.3, Number.MAX_VALUE];
