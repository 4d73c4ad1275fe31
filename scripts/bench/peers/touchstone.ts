/**
 * The engine of this repository.
 *
 * @module
 */
import {
  copy,
  exp,
  matmul,
  sigmoid,
  tanh,
  withRoom,
} from "../../../engine/kernels/mod.ts";
import {
  ClassifierTrainer,
  gates,
  mt19937,
  type Room,
  startHelpers,
  type Tensor,
  trainMany,
  type TwoLayerModel,
  twoLayerNet,
  updatesInPlace,
  zeros,
} from "../../../mod.ts";
import {
  factors,
  functionInput,
  NET,
  netData,
  PRODUCTS,
  searchData,
  searchTrials,
  STEP,
  studyInput,
  studyWeights,
} from "./data.ts";
import { meanSquare, type Prepare, serve, type Trials } from "./serve.ts";

/** What is put here stays, as nobody gives the room back: it must suffice for all. */
const room = withRoom((room): Room => {
  const { buffer } = room([1]).data;
  return (shape) => {
    const tensor = room(shape);
    if (tensor.data.buffer === buffer) return tensor;
    throw new Error("The kernels' memory is full");
  };
});

function freshNet(samples: number) {
  const { inputs, hidden, classes } = NET;
  const { X, y, W1, W2 } = netData(samples);
  const model: TwoLayerModel = {
    W1: { shape: [inputs, hidden], data: W1 },
    b1: zeros([hidden]),
    W2: { shape: [hidden, classes], data: W2 },
    b2: zeros([classes]),
  };
  return { X: { shape: [samples, inputs], data: X }, y, model };
}

function trainingStep(): () => number {
  const net = freshNet(100), { y } = net, X = copy(net.X, room);
  const names = ["W1", "b1", "W2", "b2"] as const;
  const moving = names.map((name) => ({
    w: copy(net.model[name], room),
    v: copy(zeros(net.model[name].shape), room),
  }));
  const [W1, b1, W2, b2] = moving.map(({ w }) => w);
  const model = { W1, b1, W2, b2 };
  return () =>
    withRoom((room) => {
      const { loss, grads } = twoLayerNet(X, y, model, STEP.reg, room);
      names.forEach((name, i) =>
        updatesInPlace.momentum(moving[i], grads[name], STEP)
      );
      return loss;
    });
}

function overfitting(): () => number {
  const { X, y, model } = freshNet(20);
  const trainer = new ClassifierTrainer({ epochs: 200, learningRate: 1e-3 });
  const data = { X, y, Xval: X, yval: y };
  return () => trainer.train(data, model, twoLayerNet).history.loss.at(-1)!;
}

function study(nonlinearity: "tanh" | "relu"): () => number {
  const x: Tensor = { shape: [1000, 500], data: studyInput() };
  const weights = studyWeights(nonlinearity)
    .map((data): Tensor => ({ shape: [500, 500], data }));
  const f = gates[nonlinearity];
  return () =>
    withRoom((room) => {
      const product = room(x.shape), output = room(x.shape);
      let h = x;
      for (const w of weights) {
        h = f.forward([matmul(h, w, product)], {}, () => output);
      }
      return meanSquare(h.data);
    });
}

function product(id: string): () => number {
  const [n, inner, m] = PRODUCTS[id], [x, y] = factors([n, inner, m]);
  const left = copy({ shape: [n, inner], data: x }, room);
  const right = copy({ shape: [inner, m], data: y }, room);
  const z = room([n, m]);
  return () => meanSquare(matmul(left, right, z).data.subarray(0, m));
}

/** The argument of the functions and their result, which they share. */
const argument = copy({ shape: [500_000], data: functionInput() }, room);
const result = room(argument.shape);

function elementWise(f: (x: Float64Array, y: Float64Array) => void) {
  return () => {
    f(argument.data, result.data);
    return meanSquare(result.data.subarray(0, 1000));
  };
}

function normals(): () => number {
  return () => meanSquare(mt19937(0).randn(1e6).subarray(0, 1000));
}

function search(): Trials {
  const data = searchData();
  return {
    trials: async (count) => {
      const results = await trainMany(data, searchTrials(count), {
        workers: 2,
      });
      const sum = results.reduce(
        (sum, { bestValAccuracy }) => sum + bestValAccuracy,
        0,
      );
      return sum / count;
    },
  };
}

const onThreads: Record<string, Prepare> = {
  training_step: trainingStep,
  overfit_20: overfitting,
  study_tanh: () => study("tanh"),
  study_relu: () => study("relu"),
  ...Object.fromEntries(
    Object.keys(PRODUCTS).map((id) => [id, () => product(id)]),
  ),
  tanh: () => elementWise(tanh),
  sigmoid: () => elementWise(sigmoid),
  exp: () => elementWise(exp),
};

if (Deno.args.includes("--helper")) {
  await startHelpers({ count: 1 });
  await serve({ name: "Touchstone, 2 threads", dtype: "float64" }, onThreads);
} else {
  const workloads = { ...onThreads, normals, search };
  await serve({ name: "Touchstone", dtype: "float64" }, workloads);
}
