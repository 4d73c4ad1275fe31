/**
 * The data loss and the regularization loss.
 *
 * @module
 */
import type { Ball } from "../oracle/ball.ts";
import type { Formula } from "../oracle/formula.ts";
import { softmax } from "../oracle/functions.ts";
import { type BallTensor, map, scalar } from "../oracle/tensor.ts";
import { type CaseSource, type RequestSource, scattered } from "./source.ts";

export const softmaxCrossEntropy: Formula = {
  forward: (m, [scores, labels]) => {
    const losses = rows(scores).map((row, i) =>
      softmax(m, row).minusLog(labelOf(labels, i))
    );
    return scalar(m.divide(m.sum(losses), m.exact(losses.length)));
  },
  backward: (m, dloss, [scores, labels]) => {
    const n = m.exact(scores.shape[0]), scale = m.divide(dloss.data[0], n);
    const data = rows(scores).flatMap((row, i) => {
      const { p } = softmax(m, row);
      return row.map((_, j) => {
        const isLabel = m.exact(labelOf(labels, i) === j ? 1 : 0);
        const share = p(j), excess = m.subtract(share, isLabel);
        return m.anyOf(
          () => m.multiply(excess, scale),
          () =>
            m.subtract(m.multiply(share, scale), m.multiply(isLabel, scale)),
          () => m.divide(m.multiply(excess, dloss.data[0]), n),
        );
      });
    });
    return [{ shape: scores.shape, data }, undefined];
  },
};

export const l2Penalty: Formula = {
  forward: (m, [w], { reg }) => {
    const half = m.multiply(m.exact(0.5), m.constant(reg));
    const squares = w.data.map((a) => m.multiply(a, a));
    return scalar(m.either(
      () => m.multiply(half, m.sum(squares)),
      () => m.sum(squares.map((square) => m.multiply(half, square))),
    ));
  },
  backward: (m, dloss, [w], _loss, { reg }) => {
    const scale = m.multiply(dloss.data[0], m.constant(reg));
    const half = m.multiply(m.exact(0.5), scale);
    // At a fork it may come in two halves: both factors of w·w have a gradient.
    return [map(w, (a) => {
      const part = m.multiply(half, a);
      return { ...m.multiply(scale, a), terms: [part, part] };
    })];
  },
};

function rows(scores: BallTensor): Ball[][] {
  const [n, classes] = scores.shape;
  return Array.from(
    { length: n },
    (_, i) => scores.data.slice(i * classes, (i + 1) * classes),
  );
}

function labelOf(labels: BallTensor, i: number): number {
  return labels.data[i].low.toNumber();
}

const BATCH = { scores: scattered(4, 5, 81), labels: [3, 0, 4, 1] };
const SHIFTED = BATCH.scores.map((row, i) =>
  row.map((s) => s + [2, -4, 8, 1][i])
);
const PERMUTED: RequestSource = {
  inputs: {
    scores: [2, 0, 3, 1].map((i) => BATCH.scores[i]),
    labels: [2, 0, 3, 1].map((i) => BATCH.labels[i]),
  },
  upstream: { loss: 1 },
};

export const softmaxCrossEntropyCases: CaseSource[] = [
  {
    name: "batch",
    why: "is the mean of −log of the labels' probabilities, with its gradient",
    flags: ["mean-missing", "sign"],
    inputs: BATCH,
    upstream: { loss: 1 },
  },
  {
    name: "no-preference",
    why:
      "is log 10 ≈ 2.3026 for ten equal scores: the fresh net's sanity check",
    flags: ["log-base"],
    inputs: { scores: [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]], labels: [7] },
    upstream: { loss: 1 },
  },
  {
    name: "lecture-row",
    why:
      "gives the lecture's cat, car and frog scores 3.2, 5.1, −1.7 their loss",
    inputs: { scores: [[3.203125, 5.09375, -1.703125]], labels: [0] },
    upstream: { loss: 1 },
  },
  {
    name: "one-sample",
    why: "works on a batch of one",
    inputs: { scores: [[1, -2, 0.5]], labels: [2] },
    upstream: { loss: 1 },
  },
  {
    name: "two-classes",
    why: "works with two classes",
    inputs: { scores: [[1, -1], [0.5, 2]], labels: [0, 0] },
    upstream: { loss: 1 },
  },
  {
    name: "one-class",
    why: "is 0 where there is one class only, with gradient 0",
    inputs: { scores: [[3], [-2]], labels: [0, 0] },
    upstream: { loss: 1 },
  },
  {
    name: "one-class-far",
    why: "is 0 for one class whatever its score, here ±1000",
    flags: ["overflow"],
    inputs: { scores: [[-1000], [1000], [1]], labels: [0, 0, 0] },
    upstream: { loss: 1 },
  },
  {
    name: "upstream",
    why: "multiplies its gradient by the upstream gradient",
    flags: ["upstream-ignored"],
    inputs: BATCH,
    upstream: { loss: -2.5 },
  },
  {
    name: "upstream-of-one-sample",
    why: "multiplies the gradient on a batch of one by the upstream gradient",
    flags: ["upstream-ignored"],
    inputs: { scores: [[0.5, -1, 0.25]], labels: [1] },
    upstream: { loss: 0.25 },
  },
  {
    name: "divides-by-three",
    why: "divides by the batch size of 3, in loss and gradient",
    flags: ["mean-missing"],
    inputs: { scores: [[1, 2], [0, 0.5], [-1, 1]], labels: [0, 1, 0] },
    upstream: { loss: 1 },
  },
  {
    name: "more-samples-than-classes",
    why: "divides by the number of samples, not of classes",
    flags: ["mean-missing", "transposed"],
    inputs: { scores: scattered(7, 2, 82), labels: [0, 1, 1, 0, 1, 0, 0] },
    upstream: { loss: 1 },
  },
  {
    name: "more-classes-than-samples",
    why: "takes the softmax along the classes, not along the batch",
    flags: ["transposed"],
    inputs: { scores: scattered(2, 7, 83), labels: [6, 0] },
    upstream: { loss: 1 },
  },
  {
    name: "square",
    why: "takes the softmax along the rows where batch and classes are alike",
    flags: ["transposed"],
    inputs: { scores: scattered(3, 3, 84), labels: [0, 0, 2] },
    upstream: { loss: 1 },
  },
  {
    name: "first-and-last-class",
    why: "counts classes from 0: the first and the last are labels too",
    flags: ["label-offset"],
    inputs: { scores: [[1, 2, 3, 4], [1, 2, 3, 4]], labels: [0, 3] },
    upstream: { loss: 1 },
  },
  {
    name: "same-label-twice",
    why: "subtracts 1 in every row that has the label",
    flags: ["label-offset"],
    inputs: { scores: scattered(3, 4, 85), labels: [2, 2, 2] },
    upstream: { loss: 1 },
  },
  {
    name: "large-scores",
    why: "shifts by the maximum: scores of 1000 do not overflow",
    flags: ["overflow"],
    inputs: { scores: [[1000, 1001, 999]], labels: [0] },
    upstream: { loss: 1 },
  },
  {
    name: "large-negative-scores",
    why: "shifts by the maximum: scores of −1000 do not underflow to log 0",
    flags: ["overflow"],
    inputs: { scores: [[-1000, -1001, -999]], labels: [1] },
    upstream: { loss: 1 },
  },
  {
    name: "each-row-its-maximum",
    why: "shifts each row by its own maximum, not by that of the batch",
    flags: ["overflow"],
    inputs: { scores: [[800, 801], [-800, -801]], labels: [0, 0] },
    upstream: { loss: 1 },
  },
  {
    name: "one-towers",
    why: "does not overflow where one score towers 1000 above the others",
    flags: ["overflow"],
    inputs: { scores: [[0, 0, 1000, 0]], labels: [2] },
    upstream: { loss: 1 },
  },
  {
    name: "confident-and-right",
    why: "is all but 0 where the label's score is 8 above the others",
    inputs: { scores: [[8, 0, 0]], labels: [0] },
    upstream: { loss: 1 },
  },
  {
    name: "confident-and-wrong",
    why: "grows linearly with the gap, here 60, where the label is behind",
    narrowest: "float32",
    inputs: { scores: [[60, 0]], labels: [1] },
    upstream: { loss: 1 },
  },
  {
    name: "nan",
    why: "is NaN where a score is NaN",
    flags: ["nan-swallowed"],
    inputs: { scores: [[1, NaN], [0, 1]], labels: [0, 1] },
  },
  {
    name: "nan-at-label",
    why: "is NaN where the score of a label is NaN",
    flags: ["nan-swallowed"],
    inputs: { scores: [[1, 2], [0, 1], [NaN, 1]], labels: [0, 1, 0] },
  },
  {
    name: "shift-invariant",
    why: "does not change when a number is added to all scores of a row",
    flags: ["overflow"],
    requests: [
      { inputs: BATCH },
      { inputs: { scores: SHIFTED, labels: BATCH.labels } },
    ],
    terms: [
      { request: 0, output: "loss", times: 1 },
      { request: 1, output: "loss", times: -1 },
    ],
  },
  {
    name: "shift-invariant-gradient",
    why: "has the same gradient when a number is added to all scores of a row",
    flags: ["overflow"],
    requests: [
      { inputs: BATCH, upstream: { loss: 1 } },
      {
        inputs: { scores: SHIFTED, labels: BATCH.labels },
        upstream: { loss: 1 },
      },
    ],
    terms: [
      { request: 0, output: "dscores", times: 1 },
      { request: 1, output: "dscores", times: -1 },
    ],
  },
  {
    name: "permutation",
    why: "does not depend on the order of the samples",
    requests: [{ inputs: BATCH, upstream: { loss: 1 } }, PERMUTED],
    terms: [
      { request: 0, output: "loss", times: 1 },
      { request: 1, output: "loss", times: -1 },
    ],
  },
  {
    name: "permutation-gradient",
    why: "permutes its gradient with the samples",
    requests: [{ inputs: BATCH, upstream: { loss: 1 } }, PERMUTED],
    terms: [
      { request: 0, output: "dscores", times: 1, rows: [2, 0, 3, 1] },
      { request: 1, output: "dscores", times: -1 },
    ],
  },
  {
    name: "splits-by-samples",
    why: "of four samples is the weighted mean of the losses of one and three",
    flags: ["mean-missing"],
    requests: [
      { inputs: BATCH },
      {
        inputs: {
          scores: BATCH.scores.slice(0, 1),
          labels: BATCH.labels.slice(0, 1),
        },
      },
      {
        inputs: {
          scores: BATCH.scores.slice(1),
          labels: BATCH.labels.slice(1),
        },
      },
    ],
    terms: [
      { request: 0, output: "loss", times: 4 },
      { request: 1, output: "loss", times: -1 },
      { request: 2, output: "loss", times: -3 },
    ],
  },
  {
    name: "after-refusal",
    why: "answers a request that comes after one that it had to refuse",
    flags: ["stale-cache"],
    section: "2.6",
    after: {
      inputs: { scores: [[9, 0], [0, 9]], labels: [1, 2] },
      upstream: { loss: 1 },
    },
    inputs: { scores: [[1, 2], [0, 0.5]], labels: [0, 1] },
    upstream: { loss: 1 },
  },
  {
    name: "leaves-no-trace",
    why: "uses this request's probabilities in the backward pass",
    flags: ["stale-cache", "accumulates"],
    section: "2.7",
    after: {
      inputs: { scores: [[9, 0], [0, 9]], labels: [1, 0] },
      upstream: { loss: 1 },
    },
    inputs: { scores: [[1, 2], [0, 0.5]], labels: [0, 1] },
    upstream: { loss: 1 },
  },
  {
    name: "refuses-label-too-large",
    why: "refuses label 3 where there are three classes, 0 to 2",
    flags: ["label-offset"],
    refuses: ["value"],
    inputs: { scores: [[1, 2, 3]], labels: [3] },
  },
  {
    name: "refuses-negative-label",
    why: "refuses label −1, which is not the last class",
    flags: ["label-offset"],
    refuses: ["value"],
    inputs: { scores: [[1, 2, 3]], labels: [-1] },
  },
  {
    name: "refuses-label-of-ignored-rows",
    why: "refuses label −100 too, by which some libraries leave out a row",
    flags: ["label-offset"],
    refuses: ["value"],
    inputs: { scores: [[1, 2, 3], [3, 2, 1]], labels: [0, -100] },
  },
  {
    name: "refuses-ignored-rows-alone",
    why: "refuses label −100 even where it is the only one",
    flags: ["label-offset"],
    refuses: ["value"],
    inputs: { scores: [[1, 2, 3]], labels: [-100] },
  },
  {
    name: "refuses-label-from-the-end",
    why: "refuses label −3 of three classes, which is not the first of them",
    flags: ["label-offset"],
    refuses: ["value"],
    inputs: { scores: [[1, 2, 3], [3, 2, 1]], labels: [2, -3] },
  },
  {
    name: "refuses-last-label",
    why: "refuses a label that is no class in the last row, too",
    flags: ["label-offset"],
    refuses: ["value"],
    inputs: { scores: [[1, 2, 3], [3, 2, 1], [0, 1, 0]], labels: [0, 2, 4] },
  },
  {
    name: "refuses-fractional-label",
    why: "refuses label 0.5",
    refuses: ["value"],
    inputs: { scores: [[1, 2, 3]], labels: [0.5] },
  },
  {
    name: "refuses-fraction-between-classes",
    why: "refuses label 1.5 in a batch whose other labels are classes",
    refuses: ["value"],
    inputs: { scores: [[1, 2, 3], [3, 2, 1]], labels: [0, 1.5] },
  },
  {
    name: "refuses-nan-label",
    why: "refuses a label that is NaN, which is no integer",
    refuses: ["value"],
    inputs: { scores: [[1, 2, 3], [3, 2, 1]], labels: [0, NaN] },
  },
  {
    name: "refuses-label-count",
    why: "refuses two labels for three samples",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { scores: [[1, 2], [3, 4], [5, 6]], labels: [0, 1] },
  },
  {
    name: "refuses-more-labels",
    why: "refuses three labels for two samples",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { scores: [[1, 2], [3, 4]], labels: [0, 1, 0] },
  },
  {
    name: "refuses-other-upstream",
    why: "refuses an upstream gradient for each sample: the loss is one number",
    flags: ["shape-unchecked"],
    section: "4.1",
    refuses: ["shape"],
    inputs: { scores: [[1, 2], [3, 4]], labels: [0, 1] },
    upstream: { loss: [1, 1] },
  },
  {
    name: "refuses-vector-scores",
    why: "refuses scores that are no matrix",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { scores: [1, 2, 3], labels: [0] },
  },
];

export const l2PenaltyCases: CaseSource[] = [
  {
    name: "half-of-squares",
    why:
      "is half of reg times the sum of squares, so that its gradient is reg·w",
    flags: ["reg-half"],
    inputs: { w: [1, -2, 3] },
    attributes: { reg: 0.5 },
    upstream: { loss: 1 },
  },
  {
    name: "reg-zero",
    why: "is 0 for reg 0, with gradient 0",
    inputs: { w: [1, -2, 3] },
    attributes: { reg: 0 },
    upstream: { loss: 1 },
  },
  {
    name: "reg-not-dyadic",
    why: "takes a reg that no format holds exactly",
    flags: ["reg-half"],
    inputs: { w: [0.5, -1.5, 2] },
    attributes: { reg: 0.1 },
    upstream: { loss: 1 },
  },
  {
    name: "reg-large",
    why: "grows with reg, here 1000",
    inputs: { w: [0.25, -0.5] },
    attributes: { reg: 1000 },
    upstream: { loss: 1 },
  },
  {
    name: "matrix",
    why:
      "sums over all elements of a matrix and keeps its shape in the gradient",
    flags: ["transposed", "sign"],
    inputs: { w: scattered(3, 4, 91) },
    attributes: { reg: 0.25 },
    upstream: { loss: 1 },
  },
  {
    name: "square-matrix",
    why: "sums the squares of all elements, and is no norm of matrices",
    flags: ["transposed"],
    inputs: { w: [[1, 2], [-0.5, 1.5]] },
    attributes: { reg: 0.5 },
    upstream: { loss: 1 },
  },
  {
    name: "any-rank",
    why: "sums over all elements of tensors of any rank",
    inputs: { w: [[[1, -1], [0.5, 2]], [[0.25, 1], [-2, 3]]] },
    attributes: { reg: 0.25 },
    upstream: { loss: 2 },
  },
  {
    name: "scalar",
    why: "works on a scalar",
    inputs: { w: -1.5 },
    attributes: { reg: 0.5 },
    upstream: { loss: 1 },
  },
  {
    name: "not-a-mean",
    why: "is a sum, not a mean: twice as many weights cost twice as much",
    flags: ["reg-half"],
    requests: [
      { inputs: { w: [1, -2, 0.5] }, attributes: { reg: 2 } },
      { inputs: { w: [1, -2, 0.5, 1, -2, 0.5] }, attributes: { reg: 2 } },
    ],
    terms: [
      { request: 0, output: "loss", times: 2 },
      { request: 1, output: "loss", times: -1 },
    ],
  },
  {
    name: "upstream",
    why: "multiplies its gradient by the upstream gradient",
    flags: ["upstream-ignored"],
    inputs: { w: [1, -2] },
    attributes: { reg: 0.5 },
    upstream: { loss: -3 },
  },
  {
    name: "one-weight",
    why: "works on a single weight",
    inputs: { w: [-1.5] },
    attributes: { reg: 2 },
    upstream: { loss: 1 },
  },
  {
    name: "nan",
    why: "is NaN where a weight is NaN",
    flags: ["nan-swallowed"],
    inputs: { w: [1, NaN] },
    attributes: { reg: 1 },
  },
  {
    name: "refuses-other-upstream",
    why: "refuses an upstream gradient for each weight: the loss is one number",
    flags: ["shape-unchecked"],
    section: "4.1",
    refuses: ["shape"],
    inputs: { w: [1, -2] },
    attributes: { reg: 0.5 },
    upstream: { loss: [1, 1] },
  },
];

/** Cases of profile accuracy: scores far apart, by log-sum-exp. */
export const softmaxAccuracyCases: CaseSource[] = [
  {
    name: "gap-1000",
    why: "is 1000 where the label is 1000 behind, and not infinite",
    flags: ["log-of-zero"],
    section: "13.3",
    inputs: { scores: [[1000, 0]], labels: [1] },
    upstream: { loss: 1 },
  },
  {
    name: "plus-minus-500",
    why: "survives scores of ±500 in one row",
    flags: ["log-of-zero", "overflow"],
    section: "13.3",
    inputs: { scores: [[500, -500, 0], [-500, 500, 499]], labels: [1, 0] },
    upstream: { loss: 1 },
  },
  {
    name: "confident-and-right",
    why: "is a tiny positive number, not 0, where the label is 30 ahead",
    flags: ["log-of-zero"],
    section: "13.3",
    inputs: { scores: [[30, 0], [20, 0]], labels: [0, 0] },
    upstream: { loss: 1 },
  },
  {
    name: "near-1000",
    why: "keeps the digits of its gradient where scores are near 1000",
    section: "13.3",
    inputs: {
      scores: [[1000, 1001.5, 999], [-1002, -1000.5, -1001]],
      labels: [1, 0],
    },
    upstream: { loss: 1 },
  },
];
