/**
 * The two nets of the lecture.
 *
 * @module
 */
import {
  type CaseSource,
  type RequestSource,
  scattered,
  sixtyFourths,
} from "./source.ts";

function column(...numbers: number[]): number[][] {
  return numbers.map((x) => [x]);
}

export const mlpForwardCases: CaseSource[] = [
  {
    name: "lecture",
    why: "is the lecture's 3-4-4-1 net of sigmoids, on column vectors",
    flags: ["transposed", "bias-missing"],
    inputs: {
      x: column(0.5, -1, 2),
      w1: scattered(4, 3, 111),
      b1: column(0.25, -0.5, 0.125, 1),
      w2: scattered(4, 4, 112),
      b2: column(-0.25, 0.5, 0, -1),
      w3: scattered(1, 4, 113),
      b3: column(0.375),
    },
  },
  {
    name: "zero-weights",
    why: "has activations of ½ for zero weights, and its last bias as output",
    flags: ["bias-missing"],
    inputs: {
      x: column(1, 2, 3),
      w1: [[0, 0, 0], [0, 0, 0]],
      b1: column(0, 0),
      w2: [[0, 0], [0, 0]],
      b2: column(0, 0),
      w3: [[0, 0]],
      b3: column(7),
    },
  },
  {
    name: "linear-output",
    why: "has no sigmoid on its output, which may be 48",
    flags: ["output-squashed"],
    inputs: {
      x: column(1),
      w1: [[2]],
      b1: column(0),
      w2: [[4]],
      b2: column(-1),
      w3: [[32]],
      b3: column(16),
    },
  },
  {
    name: "square-layers",
    why: "multiplies the weights from the left where all layers have one size",
    flags: ["transposed"],
    inputs: {
      x: column(0.5, -1),
      w1: scattered(2, 2, 114),
      b1: column(0.25, -0.5),
      w2: scattered(2, 2, 115),
      b2: column(-0.25, 0.5),
      w3: scattered(2, 2, 116),
      b3: column(0.375, 1),
    },
  },
  {
    name: "narrowing",
    why: "works with layers of 5, 3, 2 and 1",
    inputs: {
      x: column(...sixtyFourths(1, -20, 33, 64, -64)),
      w1: scattered(3, 5, 117),
      b1: column(0, 0.5, 1),
      w2: scattered(2, 3, 118),
      b2: column(0.5, 0),
      w3: scattered(1, 2, 119),
      b3: column(0),
    },
  },
  {
    name: "two-outputs",
    why: "works with two outputs",
    inputs: {
      x: column(0.5),
      w1: column(1, -1),
      b1: column(0, 0),
      w2: [[1, 2], [3, 4]],
      b2: column(0, 0),
      w3: [[1, 0.5], [-1, 2]],
      b3: column(1, -1),
    },
  },
  {
    name: "saturated",
    why: "stays finite where the first layer is driven to ±1000",
    flags: ["overflow"],
    inputs: {
      x: column(1000),
      w1: column(1, -1),
      b1: column(0, 0),
      w2: [[1, 2], [3, 4]],
      b2: column(0, 0),
      w3: [[1, 1]],
      b3: column(0),
    },
  },
  {
    name: "saturated-second-layer",
    why: "stays finite where the second layer is driven to ±500",
    flags: ["overflow"],
    inputs: {
      x: column(0),
      w1: column(1, -1),
      b1: column(0, 0),
      w2: [[1024, 0], [0, -1024]],
      b2: column(256, -256),
      w3: [[1, 2]],
      b3: column(0.5),
    },
  },
  {
    name: "refuses-row-input",
    why: "refuses an input that is a row",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: {
      x: [[0.5, -1]],
      w1: [[1, 2], [3, 4]],
      b1: column(0, 0),
      w2: [[1, 2], [3, 4]],
      b2: column(0, 0),
      w3: [[1, 1]],
      b3: column(0),
    },
  },
  {
    name: "refuses-inner-layer",
    why: "refuses a second layer that does not fit the first",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: {
      x: column(0.5, -1),
      w1: [[1, 2], [3, 4]],
      b1: column(0, 0),
      w2: [[1, 2, 3], [4, 5, 6]],
      b2: column(0, 0),
      w3: [[1, 1]],
      b3: column(0),
    },
  },
];

const SMALL = {
  x: scattered(5, 4, 121),
  labels: [0, 2, 1, 2, 0],
  w1: scattered(4, 6, 122),
  b1: sixtyFourths(16, -8, 0, 24, -16, 4),
  w2: scattered(6, 3, 123),
  b2: sixtyFourths(8, 0, -16),
};

function request(
  reg: number,
  changes: Partial<RequestSource["inputs"]> = {},
  upstream: RequestSource["upstream"] = { loss: 1 },
): RequestSource {
  return {
    inputs: { ...SMALL, ...changes } as RequestSource["inputs"],
    attributes: { reg },
    upstream,
  };
}

function samples(...rows: number[]): Partial<RequestSource["inputs"]> {
  return {
    x: rows.map((i) => SMALL.x[i]),
    labels: rows.map((i) => SMALL.labels[i]),
  };
}

/** The lecture's sizes: five images of 3072 pixels, 50 hidden units, 10 classes. */
function lecture(levels: number): RequestSource["inputs"] {
  return {
    x: { recipe: "noise", shape: [5, 3072], seed: 3, levels: 127, step: 1 },
    labels: [3, 0, 9, 1, 1],
    w1: {
      recipe: "noise",
      shape: [3072, 50],
      seed: 4,
      levels,
      step: 2 ** -18,
    },
    b1: { recipe: "fill", shape: [50], value: 0 },
    w2: { recipe: "noise", shape: [50, 10], seed: 5, levels, step: 2 ** -18 },
    b2: { recipe: "fill", shape: [10], value: 0 },
  };
}

export const twoLayerNetCases: CaseSource[] = [
  {
    name: "data-loss",
    why: "has the exact loss and four exact gradients without regularization",
    flags: ["mean-missing", "sign", "transposed"],
    ...request(0),
  },
  {
    name: "regularized",
    why: "adds ½·reg·Σw² of both layers, and reg·w to their gradients",
    flags: ["reg-half", "reg-one-layer"],
    ...request(0.5),
  },
  {
    name: "strongly-regularized",
    why: "takes a reg of 1000",
    flags: ["reg-half", "reg-one-layer"],
    ...request(1000),
  },
  {
    name: "reg-not-dyadic",
    why: "takes a reg that no format holds exactly",
    flags: ["reg-half"],
    ...request(0.1),
  },
  {
    name: "biases-are-free",
    why: "does not penalise biases, however large",
    flags: ["reg-bias"],
    ...request(2, { b1: [4, -3, 5, 2, -6, 1], b2: [3, -2, 4] }),
  },
  {
    name: "zero-weights",
    why: "gives zero weights the loss log 3, and only the last bias a gradient",
    flags: ["log-base", "mean-missing"],
    ...request(1, {
      w1: { recipe: "fill", shape: [4, 6], value: 0 },
      b1: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
      w2: { recipe: "fill", shape: [6, 3], value: 0 },
      b2: [0, 0, 0],
    }),
  },
  {
    name: "dead-units",
    why: "gives hidden units that no sample switches on no gradient",
    flags: ["derivative"],
    ...request(0, { b1: [-16, 16, -16, 16, -16, 16] }),
  },
  {
    name: "batch-of-one",
    why: "works on a batch of one",
    ...request(0.5, samples(3)),
  },
  {
    name: "upstream",
    why: "multiplies all gradients by the upstream gradient",
    flags: ["upstream-ignored"],
    ...request(0.5, {}, { loss: -2 }),
  },
  {
    name: "zero-upstream",
    why: "gives zero gradients for a zero upstream gradient, the penalty's too",
    flags: ["upstream-ignored"],
    ...request(0.5, {}, { loss: 0 }),
  },
  {
    name: "two-by-two",
    why: "transposes nothing where every size is 2",
    flags: ["transposed"],
    ...request(0.5, {
      x: [[1, -0.5], [0.25, 2]],
      labels: [1, 0],
      w1: [[0.5, -1], [1.5, 0.25]],
      b1: [0.125, 0.5],
      w2: [[1, -2], [0.5, 0.75]],
      b2: [0, 0.25],
    }),
  },
  {
    name: "ten-classes",
    why: "works with ten classes, not all of which occur in the batch",
    ...request(0.25, {
      w2: scattered(6, 10, 124),
      b2: scattered(1, 10, 125)[0],
    }),
  },
  {
    name: "large-scores",
    why: "shifts its scores before it takes e: 1000 does not overflow",
    flags: ["overflow"],
    ...request(0, {
      x: [[1, 0], [0, 1]],
      labels: [0, 1],
      w1: [[512, 0], [0, 1024]],
      b1: [0, 0],
      w2: [[2, 2], [-1, -1]],
      b2: [0.5, -0.5],
    }),
  },
  {
    name: "nan",
    why: "is NaN where a number of a sample is NaN: relu does not hide it",
    flags: ["nan-swallowed"],
    inputs: { ...SMALL, x: [[NaN, 1, 0, 2], ...SMALL.x.slice(1)] },
    attributes: { reg: 0.5 },
  },
  {
    name: "permutation",
    why: "does not depend on the order of the samples",
    requests: [request(0.5), request(0.5, samples(4, 2, 0, 1, 3))],
    terms: [
      { request: 0, output: "dw1", times: 1 },
      { request: 1, output: "dw1", times: -1 },
    ],
  },
  {
    name: "splits-by-samples",
    why: "has the weighted mean of the gradients of two parts of the batch",
    flags: ["mean-missing"],
    requests: [
      request(0),
      request(0, samples(0, 1)),
      request(0, samples(2, 3, 4)),
    ],
    terms: [
      { request: 0, output: "dw2", times: 5 },
      { request: 1, output: "dw2", times: -2 },
      { request: 2, output: "dw2", times: -3 },
    ],
  },
  {
    name: "penalty-counts-once",
    why: "adds the penalty once a batch, not once a sample",
    flags: ["reg-half", "reg-per-sample"],
    requests: [
      request(0.5),
      request(0),
      request(0.5, samples(0, 1)),
      request(0, samples(0, 1)),
    ],
    terms: [
      { request: 0, output: "loss", times: 1 },
      { request: 1, output: "loss", times: -1 },
      { request: 2, output: "loss", times: -1 },
      { request: 3, output: "loss", times: 1 },
    ],
  },
  {
    name: "fresh-loss",
    why: "starts at log 10 ≈ 2.3026 with the lecture's sizes and tiny weights",
    flags: ["log-base", "mean-missing"],
    narrowest: "float32",
    inputs: lecture(45),
    attributes: { reg: 0 },
  },
  {
    name: "fresh-loss-regularized",
    why: "starts near 3.07 with the lecture's sizes and reg 1000",
    flags: ["reg-half", "reg-one-layer"],
    narrowest: "float32",
    inputs: lecture(45),
    attributes: { reg: 1000 },
  },
  {
    name: "leaves-no-trace",
    why: "keeps no gradient of an earlier request",
    flags: ["accumulates", "stale-cache"],
    section: "2.7",
    after: request(4, { b1: [9, 9, 9, 9, 9, 9] }),
    ...request(0.5),
  },
  {
    name: "refuses-hidden-sizes",
    why: "refuses layers that do not fit each other",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    ...request(0, { w2: scattered(5, 3, 126) }),
  },
  {
    name: "refuses-label",
    why: "refuses a label that is no class",
    flags: ["label-offset"],
    refuses: ["value"],
    ...request(0, { labels: [0, 1, 2, 3, 0] }),
  },
  {
    name: "refuses-negative-label",
    why: "refuses label −1, which is not the last class",
    flags: ["label-offset"],
    refuses: ["value"],
    ...request(0, { labels: [0, 1, 2, -1, 0] }),
  },
  {
    name: "refuses-fractional-label",
    why: "refuses label 1.5",
    flags: ["label-offset"],
    refuses: ["value"],
    ...request(0, { labels: [0, 1, 2, 1.5, 0] }),
  },
  {
    name: "refuses-bias-length",
    why: "refuses a hidden layer with fewer biases than units",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    ...request(0, { b1: [1, 2, 3, 4] }),
  },
  {
    name: "refuses-other-upstream",
    why: "refuses an upstream gradient for each sample: the loss is one number",
    flags: ["shape-unchecked"],
    section: "4.1",
    refuses: ["shape"],
    ...request(0),
    upstream: { loss: [1, 1, 1, 1, 1] },
  },
  {
    name: "refuses-label-count",
    why: "refuses four labels for five samples",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    ...request(0, { labels: [0, 1, 2, 0] }),
  },
];
