/**
 * The losses as gates: softmax_cross_entropy and l2_penalty (SPEC.md 6.1 and 6.2).
 *
 * @module
 */
import type { Gate } from "./gate.ts";
import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import {
  map,
  requireShape,
  requireThat,
  rowsOf,
  scalar,
  type Tensor,
} from "./tensor.ts";

/** The mean of −log of the probabilities of the labels. */
export const softmaxCrossEntropy: Gate = {
  labelInput: 1,
  forward: ({ m, forms }, [scores, labels]) => {
    const picked = labelsOf(m, scores, labels);
    const losses = rowsOf(scores).map((row, i) =>
      forms.minusLog(m, row, picked[i])
    );
    return scalar(forms.mean(m, losses));
  },
  backward: ({ m, forms }, { dy, inputs: [scores, labels] }) => {
    const n = m.constant(scores.shape[0]), dloss = dy.data[0];
    const data = rowsOf(scores).flatMap((row, i) =>
      forms.softmax(m, row).map((p, j) => {
        const wanted = labels.data[i] === j ? 1 : 0;
        return forms.scoreGradient(m, { p, wanted, dloss, n });
      })
    );
    return [{ shape: scores.shape, data }, undefined];
  },
};

/** The labels as integers; refuses those that are no class. */
function labelsOf<N>(
  m: Arithmetic<N>,
  scores: Tensor<N>,
  labels: Tensor<N>,
): number[] {
  requireShape("scores", scores, [-1, -1]);
  const [n, classes] = scores.shape;
  requireShape("labels", labels, [n]);
  const picked = labels.data.map(m.valueOf);
  for (const label of picked) {
    requireThat(
      Number.isInteger(label) && label >= 0 && label < classes,
      "value",
      `Labels must be integers from 0 to ${classes - 1}: one is ${label}`,
    );
  }
  return picked;
}

/** ½·reg·Σw². */
export const l2Penalty: Gate = {
  forward: ({ m, forms }, [w], { reg }) =>
    scalar(forms.penalty(m, w.data, reg)),
  backward: ({ m }, { dy, inputs: [w], attributes: { reg } }) => {
    const scale = m.multiply(dy.data[0], reg);
    return [map(w, (a) => m.multiply(scale, a))];
  },
};
