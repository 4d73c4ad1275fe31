/**
 * The gates at the end of a network: the data loss and the regularization loss.
 *
 * @module
 */
import { ShapeError, ValueError } from "../errors.ts";
import {
  exp,
  fromLargest,
  softmax as softmaxOf,
  sumOfSquares,
  times,
} from "../kernels/mod.ts";
import {
  item,
  type Room,
  showShape,
  type Tensor,
  tensor,
  zeros,
} from "../tensor.ts";
import { attribute, type Gate, requireRank } from "./gate.ts";

/**
 * Softmax cross-entropy, averaged over the batch: scores `[n, C]` and labels
 * `[n]` (integers from 0) give
 *
 * loss = (1/n) Σᵢ (log Σⱼ e^(sᵢⱼ−mᵢ) − (sᵢ,label − mᵢ)), with mᵢ the row's maximum.
 *
 * The shift by the maximum keeps e from overflowing and changes nothing else.
 * Its gradient on the scores is (p − 1 at the label)/n, with p the softmax.
 */
export const softmaxCrossEntropy: Gate = {
  inputs: ["scores", "labels"],
  output: "loss",
  forward: ([scores, labels], _attributes, room = zeros) => {
    requireLabels(scores, labels);
    const [n, classes] = scores.shape;
    const { data: shifted } = room(scores.shape);
    const { data: powers } = room(scores.shape);
    fromLargest(scores.data, shifted, classes);
    exp(shifted, powers);
    let loss = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < classes; j++) sum += powers[i * classes + j];
      loss += Math.log(sum) - shifted[i * classes + labels.data[i]];
    }
    return tensor(loss / n);
  },
  backward: (dloss, [scores, labels], _loss, _attributes, _wanted, room) => {
    const [n, classes] = scores.shape;
    const dscores = softmax(scores, room), scale = item(dloss) / n;
    for (let i = 0; i < n; i++) {
      dscores.data[i * classes + labels.data[i]] -= 1;
    }
    times(dscores.data, dscores.data, scale);
    return [dscores, undefined];
  },
};

/** The softmax of each row of scores `[n, C]`: probabilities that sum to 1. */
export function softmax(scores: Tensor, room: Room = zeros): Tensor {
  requireRank("scores", scores, 2);
  const p = room(scores.shape);
  softmaxOf(scores.data, p.data, scores.shape[1]);
  return p;
}

/** L2 penalty ½·`reg`·Σw² of w of any shape: a scalar. Its gradient is `reg`·w. */
export const l2Penalty: Gate = {
  inputs: ["w"],
  output: "loss",
  forward: ([w], attributes) => {
    const reg = attribute(attributes, "reg");
    return tensor(0.5 * reg * sumOfSquares(w.data));
  },
  backward: (dloss, [w], _loss, attributes, _wanted, room = zeros) => {
    const scale = item(dloss) * attribute(attributes, "reg");
    const dw = room(w.shape);
    times(w.data, dw.data, scale);
    return [dw];
  },
};

function requireLabels(scores: Tensor, labels: Tensor): void {
  requireRank("scores", scores, 2);
  requireRank("labels", labels, 1);
  const [n, classes] = scores.shape;
  if (n === 0 || classes === 0) {
    throw new ShapeError(
      `Cannot take the loss of no scores: their shape is ${
        showShape(scores.shape)
      }`,
    );
  }
  if (labels.shape[0] !== n) {
    throw new ShapeError(
      `Cannot compare scores with labels as there must be one label for each row: shapes are ${
        showShape(scores.shape)
      } and ${showShape(labels.shape)}`,
    );
  }
  for (const label of labels.data) {
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new ValueError(
        `A label must be an integer from 0 to ${classes - 1}: it is ${label}`,
      );
    }
  }
}
