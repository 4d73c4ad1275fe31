/**
 * Losses, nets, initialization and updates of the brain.js engine. The numbers in
 * parentheses are sections of the specification (SPEC.md).
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import { affine, constant, l2Penalty, matrix } from "./brain_js_gates.ts";
import {
  Equation,
  Matrix,
  NeuralNetwork,
  RandomNMatrix,
} from "./brain_js_library.ts";
import {
  type Computation,
  nest,
  Refusal,
  require,
  requireShape,
  type Tensor,
} from "./flat_tensors.ts";

const nested = ({ weights, rows, columns }: Matrix): Nested =>
  nest(weights, [rows, columns]);

// --- Losses and nets (6) ----------------------------------------------------

function product(left: Matrix, right: Matrix): Matrix {
  const equation = new Equation();
  equation.multiply(left, right);
  return equation.runIndex();
}

/** The mean loss; its gradient, times dloss, goes into the deltas of the scores. */
function crossEntropy(scores: Matrix, labels: Tensor, dloss: number): Matrix {
  requireShape(labels, [scores.rows]);
  const equation = new Equation();
  equation.inputMatrixToRow(scores);
  const bits = labels.data.map((label, row) => {
    const loss = equation.predictTargetIndex(row, label);
    equation.backpropagateIndex(row);
    return loss;
  });
  const n = scores.rows;
  const column = {
    rows: n * scores.columns,
    columns: 1,
    weights: scores.deltas,
  };
  const scaled = product(Matrix.fromJSON(column), constant(1, 1, dloss / n));
  scores.deltas.set(scaled.weights);
  // Losses are in bits, though their gradients are those of natural units.
  const losses = Matrix.fromJSON({ rows: 1, columns: n, weights: bits });
  return product(losses, constant(n, 1, Math.LN2 / n));
}

/** The loss as an operation. */
export const softmaxCrossEntropy: Computation = (
  { scores, labels },
  _,
  upstream,
) => {
  require(scores.shape.length === 2, "the scores must be a matrix");
  requireShape(upstream, []);
  const rows = matrix(scores);
  const loss = crossEntropy(rows, labels, upstream?.data[0] ?? 0);
  return { loss: loss.weights[0], dscores: nest(rows.deltas, scores.shape) };
};

/** The three-layer net on column vectors. */
export const mlpForward: Computation = ({ x, w1, b1, w2, b2, w3, b3 }) => {
  const equation = new Equation();
  const affine = (x: Matrix, w: Tensor, b: Tensor) =>
    equation.add(equation.multiply(matrix(w), x), matrix(b));
  const h1 = equation.sigmoid(affine(matrix(x), w1, b1));
  const h2 = equation.sigmoid(affine(h1, w2, b2));
  const out = affine(h2, w3, b3);
  equation.runIndex();
  return { h1: nested(h1), h2: nested(h2), out: nested(out) };
};

/** An equation up to the scores and the penalty, and the loss from there. */
export const twoLayerNet: Computation = (inputs, { reg }, upstream) => {
  requireShape(upstream, []);
  const [dloss] = upstream?.data ?? [0];
  const [x, w1, b1, w2, b2] = [
    inputs.x,
    inputs.w1,
    inputs.b1,
    inputs.w2,
    inputs.b2,
  ].map(matrix);
  const equation = new Equation();
  const hidden = equation.relu(affine(equation, [x, w1, b1]));
  const scores = affine(equation, [hidden, w2, b2]);
  const penalty = equation.add(
    l2Penalty(equation, w1, reg),
    l2Penalty(equation, w2, reg),
  );

  equation.runIndex();
  const total = new Equation();
  total.add(crossEntropy(scores, inputs.labels, dloss), penalty);
  const loss = total.runIndex().weights[0];
  penalty.deltas[0] = dloss;
  equation.backpropagate();
  return {
    loss,
    dw1: nest(w1.deltas, inputs.w1.shape),
    db1: nest(b1.deltas, inputs.b1.shape),
    dw2: nest(w2.deltas, inputs.w2.shape),
    db2: nest(b2.deltas, inputs.b2.shape),
  };
};

// --- Initialization (7.1) ---------------------------------------------------

/** All draws are from Math.random, which has no seed: `seed` has no influence. */
export const initialize: Computation = (_, { scheme, shape, std }) => {
  const [rows, columns] = shape;
  switch (scheme) {
    case "zeros":
      return { w: nested(new Matrix(rows, columns)) };
    case "gaussian":
      return { w: nested(new RandomNMatrix(rows, columns, 0, std)) };
    case "xavier":
    case "he":
      throw new Refusal("unsupported", "brain.js has no such scheme");
    default:
      throw new Refusal("value", `there is no scheme "${scheme}"`);
  }
};

// --- Updates (9) ------------------------------------------------------------

/** The deltas of nets point down the loss. */
const negative = (numbers: ArrayLike<number>) =>
  Array.from(numbers, (number) => -number);

/**
 * A net in which dw is the gradient of the weights of one neuron: the product of its
 * inputs and its delta.
 */
function weightsNet(dw: Tensor, options: Record<string, unknown>) {
  const net = new NeuralNetwork(options);
  net.sizes = [dw.data.length, 1];
  net.initialize();
  net.outputs[0] = dw.data;
  net.deltas[1][0] = -1;
  return net;
}

/** A net in which db is the gradient of the biases of so many neurons. */
function biasesNet(db: Tensor, options: Record<string, unknown>) {
  const net = new NeuralNetwork(options);
  net.sizes = [1, db.data.length];
  net.initialize();
  net.deltas[1].set(negative(db.data));
  return net;
}

/** The rule of biases: they have no momentum in brain.js. */
export const sgd: Computation = ({ w, dw }, { learning_rate }) => {
  requireShape(dw, w.shape);
  const net = biasesNet(dw, { learningRate: learning_rate });
  net.biases[1].set(w.data);
  net.adjustWeights();
  return { w: nest(net.biases[1], w.shape) };
};

/** The rule of weights. */
export const momentum: Computation = (
  { w, dw, v },
  { learning_rate, momentum },
) => {
  requireShape(dw, w.shape);
  requireShape(v, w.shape);
  const net = weightsNet(dw, { learningRate: learning_rate, momentum });
  net.weights[1][0].set(w.data);
  net.changes[1][0].set(v.data);
  net.adjustWeights();
  return {
    w: nest(net.weights[1][0], w.shape),
    v: nest(net.changes[1][0], w.shape),
  };
};

/** Weights and biases have code of their own: here these are vectors and scalars. */
export const adam: Computation = ({ w, dw, m, v }, attributes) => {
  for (const tensor of [dw, m, v]) requireShape(tensor, w.shape);
  const { learning_rate, t, ...rest } = attributes;
  const options = { praxis: "adam", learningRate: learning_rate, ...rest };
  const isBias = w.shape.length < 2;
  const net = (isBias ? biasesNet : weightsNet)(dw, options);
  const [parameter, low, high] = isBias
    ? [net.biases[1], net.biasChangesLow[1], net.biasChangesHigh[1]]
    : [net.weights[1][0], net.changesLow[1][0], net.changesHigh[1][0]];
  parameter.set(w.data);
  low.set(negative(m.data)); // the mean of deltas
  high.set(v.data);
  net.iterations = t - 1;
  net.adjustWeights();
  return {
    w: nest(parameter, w.shape),
    m: nest(negative(low), w.shape),
    v: nest(high, w.shape),
  };
};
