/**
 * TensorFlow.js with its WebAssembly backend, float32.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import {
  factors,
  functionInput,
  NET,
  netData,
  PRODUCTS,
  STEP,
  studyInput,
  studyWeights,
} from "./data.ts";
import { meanSquare, type Prepare, serve } from "./serve.ts";

await tf.setBackend("wasm");

const matrix = (values: Float64Array, shape: [number, number]) =>
  tf.tensor2d(Float32Array.from(values), shape);

function trainingStep(): () => number {
  const { inputs, hidden, classes } = NET;
  const { X, y, W1, W2 } = netData(100);
  const x = matrix(X, [100, inputs]), labels = tf.oneHot(y, classes);
  const w1 = tf.variable(matrix(W1, [inputs, hidden]));
  const b1 = tf.variable(tf.zeros([hidden]));
  const w2 = tf.variable(matrix(W2, [hidden, classes]));
  const b2 = tf.variable(tf.zeros([classes]));
  const optimizer = tf.train.momentum(STEP.learningRate, STEP.momentum);
  const loss = () => {
    const scores = x.matMul(w1).add(b1).relu().matMul(w2).add(b2);
    const data = tf.losses.softmaxCrossEntropy(labels, scores);
    const squares = w1.square().sum().add(w2.square().sum());
    return data.add(squares.mul(0.5 * STEP.reg)) as tf.Scalar;
  };
  return () => {
    const value = optimizer.minimize(loss, true)!;
    const number = value.dataSync()[0];
    value.dispose();
    return number;
  };
}

function study(nonlinearity: "tanh" | "relu"): () => number {
  const x = matrix(studyInput(), [1000, 500]);
  const weights = studyWeights(nonlinearity).map((w) => matrix(w, [500, 500]));
  return () => {
    const y = tf.tidy(() => {
      let h = x;
      for (const w of weights) h = h.matMul(w)[nonlinearity]();
      return h;
    });
    const check = meanSquare(y.dataSync());
    y.dispose();
    return check;
  };
}

function product(id: string): () => number {
  const [n, inner, m] = PRODUCTS[id], [x, y] = factors([n, inner, m]);
  const left = matrix(x, [n, inner]), right = matrix(y, [inner, m]);
  return () => {
    const z = left.matMul(right),
      check = meanSquare(z.dataSync().subarray(0, m));
    z.dispose();
    return check;
  };
}

function elementWise(name: "exp" | "tanh" | "sigmoid"): () => number {
  const x = tf.tensor1d(Float32Array.from(functionInput()));
  return () => {
    const y = x[name](), check = meanSquare(y.dataSync().subarray(0, 1000));
    y.dispose();
    return check;
  };
}

const workloads: Record<string, Prepare> = {
  training_step: trainingStep,
  study_tanh: () => study("tanh"),
  study_relu: () => study("relu"),
  ...Object.fromEntries(
    Object.keys(PRODUCTS).map((id) => [id, () => product(id)]),
  ),
  tanh: () => elementWise("tanh"),
  sigmoid: () => elementWise("sigmoid"),
  exp: () => elementWise("exp"),
};

await serve(
  { name: `TensorFlow.js ${tf.version.tfjs} (wasm)`, dtype: "float32" },
  workloads,
);
