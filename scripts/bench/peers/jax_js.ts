/**
 * jax-js with its WebAssembly backend, float32, compiled by `jit`.
 *
 * @module
 */
import {
  defaultDevice,
  init,
  jit,
  nn,
  numpy as np,
  valueAndGrad,
} from "@jax-js/jax";
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

await init("wasm");
defaultDevice("wasm");

const array = (values: ArrayLike<number>, shape: number[]) =>
  np.array(Float32Array.from(values), { shape });

type Parameters = [W1: np.Array, b1: np.Array, W2: np.Array, b2: np.Array];

function lossOf(
  [W1, b1, W2, b2]: Parameters,
  X: np.Array,
  labels: np.Array,
): np.Array {
  const squares = np.sum(np.square(W1.ref)).add(np.sum(np.square(W2.ref)));
  const h = nn.relu(np.matmul(X, W1).add(b1));
  const scores = np.matmul(h, W2).add(b2);
  const data = nn.logSoftmax(scores, 1).mul(labels).sum(1).mean().neg();
  return data.add(squares.mul(0.5 * STEP.reg));
}

function trainingStep(): () => Promise<number> {
  const { inputs, hidden, classes } = NET, { X, y, W1, W2 } = netData(100);
  const x = array(X, [100, inputs]);
  const labels = nn.oneHot(np.array(y, { dtype: np.int32 }), classes);
  const start = (): Parameters => [
    np.zeros([inputs, hidden]),
    np.zeros([hidden]),
    np.zeros([hidden, classes]),
    np.zeros([classes]),
  ];
  let w = start(), v = start();
  w[0].dispose();
  w[0] = array(W1, [inputs, hidden]);
  w[2].dispose();
  w[2] = array(W2, [hidden, classes]);
  const step = jit((
    w: Parameters,
    v: Parameters,
    x: np.Array,
    labels: np.Array,
  ) => {
    const kept = w.map((a) => a.ref) as Parameters;
    const [loss, dw] = valueAndGrad(lossOf)(w, x, labels);
    const nextV = v.map((a, i) =>
      a.mul(STEP.momentum).sub((dw as Parameters)[i].mul(STEP.learningRate))
    ) as Parameters;
    const nextW = kept.map((a, i) => a.add(nextV[i].ref)) as Parameters;
    return [loss, nextW, nextV] as [np.Array, Parameters, Parameters];
  });
  return async () => {
    const [loss, nextW, nextV] = step(w, v, x.ref, labels.ref);
    [w, v] = [nextW, nextV];
    return (await loss.data())[0];
  };
}

function study(nonlinearity: "tanh" | "relu"): () => Promise<number> {
  const x = array(studyInput(), [1000, 500]);
  const weights = studyWeights(nonlinearity).map((w) => array(w, [500, 500]));
  const layer = jit((h: np.Array, w: np.Array) =>
    nonlinearity === "tanh"
      ? np.tanh(np.matmul(h, w))
      : nn.relu(np.matmul(h, w))
  );
  return async () => {
    let h = x.ref;
    for (const w of weights) h = layer(h, w.ref);
    return meanSquare(await h.data());
  };
}

function product(id: string): () => Promise<number> {
  const [n, inner, m] = PRODUCTS[id], [x, y] = factors([n, inner, m]);
  const left = array(x, [n, inner]), right = array(y, [inner, m]);
  return async () => {
    const z = await np.matmul(left.ref, right.ref).data();
    return meanSquare(z.subarray(0, m));
  };
}

function elementWise(f: (x: np.Array) => np.Array): () => Promise<number> {
  const x = array(functionInput(), [500_000]), compiled = jit(f);
  return async () =>
    meanSquare((await compiled(x.ref).data()).subarray(0, 1000));
}

const workloads: Record<string, Prepare> = {
  training_step: trainingStep,
  study_tanh: () => study("tanh"),
  study_relu: () => study("relu"),
  ...Object.fromEntries(
    Object.keys(PRODUCTS).map((id) => [id, () => product(id)]),
  ),
  tanh: () => elementWise((x) => np.tanh(x)),
  sigmoid: () => elementWise((x) => nn.sigmoid(x)),
  exp: () => elementWise((x) => np.exp(x)),
};

await serve({ name: "jax-js 0.1.25 (wasm)", dtype: "float32" }, workloads);
