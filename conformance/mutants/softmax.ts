/**
 * Mutants of softmax cross-entropy: the mean, places in matrices, and the gradient.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import { type Matrix, transpose } from "./matrices.ts";
import {
  accepting,
  changed,
  mapNested,
  mapRecord,
  type Mutant,
  otherGradients,
  remembering,
  type Replaced,
  right,
} from "./mutant.ts";
import { meanOf, softmaxWith, towardsLabels } from "./softmax_engine.ts";

const NAME = "softmax_cross_entropy";

/** Loss and gradient times a factor of n, the samples, and C, the classes. */
function scaled(factor: (n: number, classes: number) => number): Replaced {
  return changed(NAME, (answer, { inputs }) => {
    const scores = inputs.scores as Matrix;
    const by = factor(scores.length, scores[0].length);
    return mapRecord(answer, (x) => mapNested(x, (a) => a * by));
  });
}

/** The gradient times a factor of n. */
function gradientScaled(factor: (n: number) => number): Replaced {
  return otherGradients(NAME, ({ dscores }) => {
    const by = factor((dscores as Matrix).length);
    return { dscores: mapNested(dscores, (d) => d * by) };
  });
}

/** Softmax of each row. */
function softmax(scores: Matrix): number[][] {
  return scores.map((row) => {
    const powers = row.map((s) => Math.exp(s - Math.max(...row)));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((power) => power / sum);
  });
}

/** The rows of samples are taken to be n numbers long, not C. */
function wrongStride(): Replaced {
  return changed(NAME, (answer, { inputs, upstream }) => {
    const labels = inputs.labels as number[], n = labels.length;
    const p = softmax(inputs.scores as Matrix), flat = p.flat();
    const at = labels.map((label, i) => i * n + label);
    const loss = meanOf(at.map((k) => -Math.log(flat[k])));
    if (!upstream) return { ...answer, loss };
    const scale = (upstream.loss as number) / n;
    let k = 0;
    const dscores = mapNested(
      p,
      (a) => (at.includes(k++) ? a - 1 : a) * scale,
    );
    return { ...answer, loss, dscores };
  });
}

/** The net has a softmax at its end already, through which the gradient goes on. */
function softmaxTwice(): Replaced {
  return changed(NAME, (answer, request) => {
    const { scores, labels } = request.inputs, p = softmax(scores as Matrix);
    const again = right(NAME)({ ...request, inputs: { scores: p, labels } });
    const { loss, dscores } = again as Record<string, Nested>;
    if (dscores === undefined) return { ...answer, loss };
    const dp = dscores as Matrix;
    const through = p.map((row, i) => {
      const along = row.reduce((sum, a, j) => sum + a * dp[i][j], 0);
      return row.map((a, j) => a * (dp[i][j] - along));
    });
    return { ...answer, loss, dscores: through };
  });
}

/** A net with one score is taken for a logistic one: class 0 is “no”. */
function logisticForOneClass(): Replaced {
  return changed(NAME, (answer, { inputs, upstream }) => {
    const scores = inputs.scores as Matrix;
    if (scores[0].length > 1) return answer;
    const loss = meanOf(scores.map(([s]) => Math.log1p(Math.exp(s))));
    if (!upstream) return { ...answer, loss };
    const scale = (upstream.loss as number) / scores.length;
    const dscores = scores.map(([s]) => [scale / (1 + Math.exp(-s))]);
    return { ...answer, loss, dscores };
  });
}

/** Two classes are told apart by the score of the second alone. */
function logisticForTwoClasses(): Replaced {
  return changed(NAME, (answer, request) => {
    const scores = request.inputs.scores as Matrix;
    if (scores[0].length !== 2) return answer;
    const { labels } = request.inputs;
    const inputs = { scores: scores.map(([_, s]) => [0, s]), labels };
    return right(NAME)({ ...request, inputs }) as Record<string, Nested>;
  });
}

/** Mutants of the mean, of places and of the gradient of softmax cross-entropy. */
export const softmaxMutants: readonly Mutant[] = [
  {
    id: "softmax_cross_entropy/sum-not-mean",
    note: "the loss and its gradient are not divided by the number of samples",
    advice: "Divide both by n, the number of rows, exactly once",
    replace: () => scaled((n) => n),
  },
  {
    id: "softmax_cross_entropy/gradient-not-averaged",
    note: "the loss is a mean, its gradient is that of the sum",
    advice: "Divide the gradient by n, as the loss",
    replace: () => gradientScaled((n) => n),
  },
  {
    id: "softmax_cross_entropy/gradient-averaged-twice",
    note: "the gradient is divided by n in the loss and once more on its way",
    advice: "Divide by n exactly once",
    replace: () => gradientScaled((n) => 1 / n),
  },
  {
    id: "softmax_cross_entropy/mean-over-all-elements",
    note:
      "the mean of one-hot times log p is taken over all n·C elements, as by `np.mean` of a matrix",
    advice: "Divide by the number of rows, not of elements",
    replace: () => scaled((_n, classes) => 1 / classes),
  },
  {
    id: "softmax_cross_entropy/divided-by-classes",
    note:
      "divided by the number of classes: right where there are as many samples",
    advice: "Divide by the length of the first axis",
    replace: () => scaled((n, classes) => n / classes),
  },
  {
    id: "softmax_cross_entropy/over-the-batch",
    note: "the softmax is taken along the batch: the wrong axis",
    advice: "Take the softmax of each row, along the last axis",
    replace: () =>
      changed(NAME, (answer, { inputs, upstream }) => {
        const labels = inputs.labels as number[];
        const p = transpose(softmax(transpose(inputs.scores as Matrix)));
        const loss = meanOf(p.map((row, i) => -Math.log(row[labels[i]])));
        if (!upstream) return { ...answer, loss };
        const dscores = mapNested(
          towardsLabels(p, labels),
          (d) => d * (upstream.loss as number),
        );
        return { ...answer, loss, dscores };
      }),
  },
  {
    id: "softmax_cross_entropy/row-stride",
    note:
      "the label's place in the flat array is i·n + label, not i·C + label: right for square scores and for one sample",
    advice: "Step from row to row by the number of classes",
    replace: wrongStride,
  },
  {
    id: "softmax_cross_entropy/colon-for-range",
    note:
      "`dscores[:, labels] -= 1` in place of `dscores[range(n), labels] -= 1`: every row loses 1 at every label of the batch",
    advice: "Subtract 1 once in each row, at its own label",
    replace: () =>
      softmaxWith({
        gradient: (p, labels) =>
          p.map((row) =>
            row.map((a, j) => (labels.includes(j) ? a - 1 : a) / p.length)
          ),
      }),
  },
  {
    id: "softmax_cross_entropy/gradient-negated",
    note: "1 at the label − p: the loss is climbed",
    advice: "dscores = (p − 1 at the label)·dloss/n",
    replace: () =>
      otherGradients(NAME, ({ dscores }) => ({
        dscores: mapNested(dscores, (d) => -d),
      })),
  },
  {
    id: "softmax_cross_entropy/slope-again",
    note:
      "p − 1 at the label is multiplied by p(1−p), as if a sigmoid followed",
    advice: "p − 1 at the label is the whole gradient on the scores",
    replace: () =>
      softmaxWith({
        gradient: (p, labels) =>
          towardsLabels(p, labels).map((row, i) =>
            row.map((d, j) => d * p[i][j] * (1 - p[i][j]))
          ),
      }),
  },
  {
    id: "softmax_cross_entropy/softmax-twice",
    note:
      "the scores go through a softmax before the one of the loss: gradients shrink, as with a softmax layer before PyTorch's CrossEntropyLoss",
    advice: "Give the loss the scores as they are",
    replace: softmaxTwice,
  },
  {
    id: "softmax_cross_entropy/upstream-ignored",
    note: "the gradient is that for an upstream gradient of 1, as in ConvNetJS",
    advice: "Multiply the gradient by the upstream gradient",
    replace: () =>
      otherGradients(
        NAME,
        (_answer, request) =>
          right(NAME)({ ...request, upstream: { loss: 1 } }) as Record<
            string,
            Nested
          >,
      ),
  },
  {
    id: "softmax_cross_entropy/one-sample-squeezed",
    note: "the gradient on a batch of one is a vector",
    advice: "Keep both axes: dscores has the shape of scores",
    replace: () =>
      otherGradients(NAME, ({ dscores }) => {
        const rows = dscores as Matrix;
        return { dscores: rows.length === 1 ? rows[0] : rows };
      }),
  },
  {
    id: "softmax_cross_entropy/one-class-is-logistic",
    note: "a single score is put through a sigmoid: its loss is not 0",
    advice: "Give one class the probability 1, like any softmax",
    replace: logisticForOneClass,
  },
  {
    id: "softmax_cross_entropy/two-classes-are-logistic",
    note:
      "with two classes the sigmoid of the second score is its probability: the first score has no influence",
    advice:
      "Take the softmax of both scores, or the sigmoid of their difference",
    replace: logisticForTwoClasses,
  },
  {
    id: "softmax_cross_entropy/stale-probabilities",
    note:
      "the probabilities of the first batch of a shape are kept for all backward passes",
    advice: "Renew the probabilities in each forward pass",
    replace: () => remembering(NAME),
  },
  {
    id: "softmax_cross_entropy/upstream-for-each-sample",
    note:
      "an upstream gradient with one number for each sample is taken, as for losses that are not averaged",
    advice: "Refuse an upstream gradient that is no scalar: the loss is one",
    replace: () =>
      accepting(NAME, ({ upstream }) => {
        const [first] = [upstream?.loss].flat();
        return { upstream: upstream && { loss: first as number } };
      }),
  },
];
