/**
 * Losses, initialization, updates and training of the ConvNetJS engine: its layer of
 * loss, and its trainer. The numbers in parentheses are sections of the specification
 * (SPEC.md).
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import {
  load,
  ofInputs,
  requireAffine,
  rows,
  transpose,
} from "./convnetjs_gates.ts";
import {
  convnetjs,
  type FullyConnLayer,
  type Net,
  type Trainer,
  type Vol,
} from "./convnetjs_library.ts";
import {
  type Computation,
  nest,
  Refusal,
  require,
  requireShape,
  type Tensor,
  type Tensors,
} from "./flat_tensors.ts";

/** The sum of lists of numbers, each times a factor. */
function sumScaled(factor: number, lists: readonly ArrayLike<number>[]) {
  const sum = new convnetjs.Vol(lists[0].length, 1, 1, 0);
  for (const list of lists) {
    sum.addFromScaled(new convnetjs.Vol(Array.from(list)), factor);
  }
  return Array.from(sum.w);
}

function mean(numbers: readonly number[]): number {
  return sumScaled(1 / numbers.length, numbers.map((number) => [number]))[0];
}

// --- Losses (6.1, 6.2, 6.4) -------------------------------------------------

/** The layer has the loss of a sample and its gradient: those of a batch are means. */
export const softmaxCrossEntropy: Computation = (
  { scores, labels },
  _,
  upstream,
) => {
  const samples = rows(scores), [n, classes] = scores.shape;
  requireShape(labels, [n]);
  requireShape(upstream, []);
  const [dloss] = upstream?.data ?? [0];
  const layer = new convnetjs.SoftmaxLayer(ofInputs(classes));
  const losses: number[] = [], dscores: number[][] = [];
  samples.forEach((sample, i) => {
    const row = new convnetjs.Vol(sample);
    layer.forward(row);
    losses.push(layer.backward(labels.data[i]));
    dscores.push(sumScaled(dloss / n, [row.dw]));
  });
  return { loss: mean(losses), dscores };
};

/** One step of a trainer from a gradient that is known. */
function step(
  w: Tensor,
  dw: Tensor,
  options: Record<string, unknown>,
  v?: Tensor,
) {
  requireShape(dw, w.shape);
  requireShape(v, w.shape);
  const params = Float64Array.from(w.data), grads = Float64Array.from(dw.data);
  const trainer = new convnetjs.Trainer({
    forward() {},
    backward: () => 0,
    getParamsAndGrads: () => [{ params, grads }],
  }, options);
  if (v) trainer.gsum = [Float64Array.from(v.data)];
  const { l2_decay_loss } = trainer.train();
  return {
    w: nest(params, w.shape),
    velocity: trainer.gsum[0],
    penalty: l2_decay_loss,
  };
}

/**
 * Only the trainer knows the penalty and its gradient. From rest, and with the rate
 * -dloss, the velocity after one step is the gradient times dloss.
 */
export const l2Penalty: Computation = ({ w }, { reg }, upstream) => {
  requireShape(upstream, []);
  const [dloss] = upstream?.data ?? [0];
  const zeros = { ...w, data: w.data.map(() => 0) };
  const after = step(w, zeros, { l2_decay: reg, learning_rate: -dloss });
  return { loss: after.penalty, dw: nest(after.velocity, w.shape) };
};

/** Refuses what does not fit to the two-layer net. */
function requireNet({ x, labels, w1, b1, w2, b2 }: Tensors): void {
  require(x.shape.length === 2, `[${x.shape}] is no shape of a batch`);
  requireAffine(x.shape[1], w1, b1);
  requireAffine(b1.shape[0], w2, b2);
  requireShape(labels, [x.shape[0]]);
}

function makeNet({ w1, b1, w2, b2 }: Tensors) {
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: "input", out_sx: 1, out_sy: 1, out_depth: w1.shape[0] },
    { type: "fc", num_neurons: b1.shape[0], activation: "relu" },
    { type: "softmax", num_classes: b2.shape[0] },
  ]);
  // The net puts in a layer of relu, and a fully connected one before softmax.
  const [, first, , second] = net.layers as FullyConnLayer[];
  load(first, transpose(rows(w1)), b1.data);
  load(second, transpose(rows(w2)), b2.data);
  return { net, first, second };
}

/** The loss of a batch; the trainer makes its step at the end. */
function iterate(
  trainer: Trainer,
  samples: readonly number[][],
  labels: readonly number[],
): number {
  const results = samples.map((sample, i) =>
    trainer.train(new convnetjs.Vol(sample), labels[i])
  );
  // The loss comes with each sample, and the penalty with the last.
  const data = mean(results.map(({ cost_loss }) => cost_loss));
  return sumScaled(1, [[data], [results.at(-1)!.l2_decay_loss]])[0];
}

/** The gradients are the velocities after one step from rest, as for the penalty. */
export const twoLayerNet: Computation = (inputs, { reg }, upstream) => {
  requireNet(inputs);
  requireShape(upstream, []);
  const { x, labels, b1 } = inputs, hidden = b1.shape[0];
  const [dloss] = upstream?.data ?? [0];
  const trainer = new convnetjs.Trainer(makeNet(inputs).net, {
    batch_size: x.shape[0],
    l2_decay: reg,
    learning_rate: -dloss,
  });
  const loss = iterate(trainer, rows(x), labels.data);
  // For each layer, the weights of its neurons, and then its biases.
  const { gsum } = trainer;
  return {
    loss,
    dw1: transpose(gsum.slice(0, hidden)),
    db1: Array.from(gsum[hidden]),
    dw2: transpose(gsum.slice(hidden + 1, -1)),
    db2: Array.from(gsum.at(-1)!),
  };
};

// --- Initialization and updates (7.1, 9) ------------------------------------

/** All draws are from Math.random, which has no seed: `seed` has no influence. */
export const initialize: Computation = (_, { scheme, shape, std }) => {
  const [fanIn, fanOut] = shape;
  const columns = (draw: () => Vol) => ({
    w: transpose(Array.from({ length: fanOut }, () => draw().w)),
  });
  const normal = () =>
    Array.from({ length: fanIn }, () => convnetjs.randn(0, std));
  switch (scheme) {
    case "zeros":
      return columns(() => new convnetjs.Vol(1, 1, fanIn, 0));
    case "gaussian":
      return columns(() => new convnetjs.Vol(normal()));
    case "xavier":
      return columns(() => new convnetjs.Vol(1, 1, fanIn));
    case "he":
      throw new Refusal("unsupported", "ConvNetJS has no such scheme");
    default:
      throw new Refusal("value", `there is no scheme "${scheme}"`);
  }
};

/** What the trainer calls sgd has a momentum, which may be 0. */
export const sgd: Computation = ({ w, dw }, { learning_rate }) => {
  const after = step(w, dw, { method: "sgd", momentum: 0, learning_rate });
  return { w: after.w };
};

/** The rate is inside its velocities. */
export const momentum: Computation = ({ w, dw, v }, attributes) => {
  const { learning_rate, momentum } = attributes;
  const after = step(w, dw, { method: "sgd", momentum, learning_rate }, v);
  return { w: after.w, v: nest(after.velocity, w.shape) };
};

// --- Training (10.1) --------------------------------------------------------

/** ConvNetJS leaves batches, epochs and the rate to its user. */
export const train: Computation = (inputs, attributes) => {
  const { x, labels, x_val, labels_val } = inputs;
  const { epochs, reg, update, learning_rate, batch_size } = attributes;
  requireNet(inputs);
  requireNet({ ...inputs, x: x_val, labels: labels_val });
  const samples = rows(x), validation = rows(x_val), n = samples.length;
  require(batch_size <= n, `there are ${n} samples only`, "value");
  // ConvNetJS never sees the labels to validate by: its user compares them.
  const classes = [...inputs.b2.data.keys()];
  const areClasses = labels_val.data.every((label) => classes.includes(label));
  require(areClasses, "a label of the validation data is no class", "value");

  const { net, first, second } = makeNet(inputs);
  const size = batch_size || n;
  const trainer = new convnetjs.Trainer(net, {
    // Any other name is left to the trainer.
    method: update === "momentum" ? "sgd" : update,
    momentum: update === "momentum" ? attributes.momentum : 0,
    learning_rate,
    l2_decay: reg,
    batch_size: size,
  });
  const loss: number[] = [], right: number[] = [], rightVal: number[] = [];
  let best: Record<string, Nested> = {}, bestRight = -1;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (let batch = 0; batch < Math.floor(n / size); batch++) {
      const draw = (_: unknown, i: number) =>
        batch_size ? convnetjs.randi(0, n) : i;
      const drawn = Array.from({ length: size }, draw);
      const drawnLabels = drawn.map((i) => labels.data[i]);
      loss.push(iterate(trainer, drawn.map((i) => samples[i]), drawnLabels));
    }
    right.push(accuracy(net, samples, labels.data));
    rightVal.push(accuracy(net, validation, labels_val.data));
    if (rightVal.at(-1)! > bestRight) {
      bestRight = rightVal.at(-1)!;
      best = { ...model(first, "1"), ...model(second, "2") };
    }
    trainer.learning_rate *= attributes.learning_rate_decay;
  }
  return {
    loss_history: loss,
    train_accuracy: right,
    val_accuracy: rightVal,
    best_val_accuracy: bestRight,
    ...best,
  };
};

function accuracy(
  net: Net,
  samples: readonly number[][],
  labels: readonly number[],
): number {
  const right = samples.filter((sample, i) => {
    net.forward(new convnetjs.Vol(sample));
    return net.getPrediction() === labels[i];
  });
  return right.length / samples.length;
}

function model({ filters, biases }: FullyConnLayer, number: string) {
  return {
    [`w${number}`]: transpose(filters.map(({ w }) => w)),
    [`b${number}`]: Array.from(biases.w),
  };
}
