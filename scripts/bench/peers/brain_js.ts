/**
 * brain.js, float32. Its matrices have products and their gradients; the penalty and
 * the step, which it has only inside of its nets, are loops here.
 *
 * @module
 */
import { affine } from "../../../conformance/engines/brain_js_gates.ts";
import {
  Equation,
  Matrix,
} from "../../../conformance/engines/brain_js_library.ts";
import { NET, netData, STEP } from "./data.ts";
import { serve } from "./serve.ts";

const matrix = (rows: number, columns: number, weights: ArrayLike<number>) =>
  Matrix.fromJSON({ rows, columns, weights });

function trainingStep(): () => number {
  const { inputs, hidden, classes } = NET, { X, y, W1, W2 } = netData(100);
  const x = matrix(y.length, inputs, X);
  const w1 = matrix(inputs, hidden, W1), b1 = new Matrix(1, hidden);
  const w2 = matrix(hidden, classes, W2), b2 = new Matrix(1, classes);
  const parameters = [
    { w: w1, decay: STEP.reg },
    { w: b1, decay: 0 },
    { w: w2, decay: STEP.reg },
    { w: b2, decay: 0 },
  ].map((parameter) => ({
    ...parameter,
    v: new Float32Array(parameter.w.weights.length),
  }));
  return () => {
    let loss = 0;
    for (const { w, decay } of parameters) {
      w.deltas.fill(0);
      for (const weight of w.weights) loss += 0.5 * decay * weight * weight;
    }
    const net = new Equation(), crossEntropy = new Equation();
    const scores = affine(net, [net.relu(affine(net, [x, w1, b1])), w2, b2]);
    net.runIndex();
    crossEntropy.inputMatrixToRow(scores);
    y.forEach((label, row) => {
      const bits = crossEntropy.predictTargetIndex(row, label);
      crossEntropy.backpropagateIndex(row);
      loss += bits * Math.LN2 / y.length;
    });
    scores.deltas.forEach((d, i) => scores.deltas[i] = d / y.length);
    net.backpropagate();
    for (const { w: { weights, deltas }, v, decay } of parameters) {
      for (let i = 0; i < v.length; i++) {
        v[i] = STEP.momentum * v[i] -
          STEP.learningRate * (deltas[i] + decay * weights[i]);
        weights[i] += v[i];
      }
    }
    return loss;
  };
}

await serve({ name: "brain.js 1.6.1", dtype: "float32" }, {
  training_step: trainingStep,
});
