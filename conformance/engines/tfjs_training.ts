/**
 * Initialization, normalization, updates, training and search of the TensorFlow.js
 * engine. Each function takes the inputs and the attributes of its operation and
 * returns its outputs by name; all are forward only. The numbers in parentheses
 * are sections of the specification (SPEC.md).
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  type Attributes,
  Refusal,
  require,
  type Tensors,
  twoLayerLoss,
  twoLayerScores,
} from "./tfjs_gates.ts";

// --- Initialization (7) -----------------------------------------------------

type Initializer = ReturnType<typeof tf.initializers.zeros>;

const schemes: Readonly<
  Record<string, (seed: number, std: number) => Initializer>
> = {
  zeros: () => tf.initializers.zeros(),
  gaussian: (seed, stddev) =>
    tf.initializers.randomNormal({ mean: 0, stddev, seed }),
  // What is called glorotNormal there is √(2/(fan_in + fan_out)); 1/√fan_in is this one.
  xavier: (seed) => tf.initializers.leCunNormal({ seed }),
  he: (seed) => tf.initializers.heNormal({ seed }),
};

function newWeights(
  shape: number[],
  seed: number,
  { scheme, std }: Attributes,
): tf.Tensor {
  require(
    Object.hasOwn(schemes, scheme),
    `there is no scheme "${scheme}"`,
    "value",
  );
  return schemes[scheme](seed, std).apply(shape);
}

export function initialize(_: Tensors, attributes: Attributes): Tensors {
  return { w: newWeights(attributes.shape, attributes.seed, attributes) };
}

export function layerStatistics(_: Tensors, attributes: Attributes): Tensors {
  const { nonlinearity, samples, widths, seed } = attributes;
  // An initializer keeps no generator: each draw needs a seed of its own.
  const seedOf = (layer: number) => 1000 * (seed + 1) + layer;
  const means: tf.Tensor[] = [], variances: tf.Tensor[] = [];
  let h: tf.Tensor = tf.randomNormal(
    [samples, widths[0]],
    0,
    1,
    "float32",
    seedOf(0),
  );
  for (let layer = 1; layer < widths.length; layer++) {
    const shape = [widths[layer - 1], widths[layer]];
    const product = tf.matMul(h, newWeights(shape, seedOf(layer), attributes));
    h = nonlinearity === "tanh" ? tf.tanh(product) : tf.relu(product);
    const { mean, variance } = tf.moments(h);
    means.push(mean);
    variances.push(variance);
  }
  return { means: tf.stack(means), stds: tf.sqrt(tf.stack(variances)) };
}

// --- Normalization (8); batch_norm itself is a gate -------------------------

export function batchNormInference(
  inputs: Tensors,
  { epsilon }: Attributes,
): Tensors {
  const { x, gamma, beta, running_mean, running_variance } = inputs;
  return {
    y: tf.batchNorm(x, running_mean, running_variance, beta, gamma, epsilon),
  };
}

/** The layer moves the statistics when it is applied in training. */
export function batchNormRunning(
  { x, running_mean, running_variance }: Tensors,
  { momentum, variance }: Attributes,
): Tensors {
  if (variance !== "biased") {
    throw new Refusal(
      "unsupported",
      "TensorFlow.js divides the running variance by n",
    );
  }
  const layer = tf.layers.batchNormalization({ momentum });
  layer.build(x.shape);
  const [gamma, beta] = layer.getWeights();
  layer.setWeights([gamma, beta, running_mean, running_variance]);
  layer.apply(x, { training: true });
  const [, , mean, moved] = layer.getWeights();
  return { running_mean: mean, running_variance: moved };
}

export function preprocess({ train, x }: Tensors): Tensors {
  const { mean, variance } = tf.moments(train, 0);
  // The rounded mean of equal numbers can differ from them, and their std from 0.
  const first = tf.slice(train, 0, 1);
  const std = tf.where(
    tf.all(tf.equal(train, first), 0),
    tf.zerosLike(variance),
    tf.sqrt(variance),
  );
  return { mean, std, y: tf.divNoNan(tf.sub(x, mean), std) };
}

// --- Updates (9) ------------------------------------------------------------

/** One step of an optimizer from a state: the parameter and the new state. */
async function step(
  optimizer: tf.Optimizer,
  { w, dw }: Tensors,
  state: tf.Tensor[],
  stepsBefore = 0,
): Promise<tf.Tensor[]> {
  const parameter = tf.variable(w);
  const weights = [tf.scalar(stepsBefore, "int32"), ...state];
  await optimizer.setWeights(
    weights.map((tensor, i) => ({ name: `state ${i}`, tensor })),
  );
  optimizer.applyGradients({ [parameter.name]: dw });
  const [, ...after] = await optimizer.getWeights();
  return [parameter, ...after.map(({ tensor }) => tensor)];
}

export async function sgd(
  inputs: Tensors,
  { learning_rate }: Attributes,
): Promise<Tensors> {
  const [w] = await step(tf.train.sgd(learning_rate), inputs, []);
  return { w };
}

/** The velocity of TensorFlow.js is −v/η: the rate is outside, and the sign the gradient's. */
async function moveWithVelocity(
  inputs: Tensors,
  { learning_rate, momentum }: Attributes,
  useNesterov: boolean,
): Promise<Tensors> {
  if (learning_rate === 0) {
    throw new Refusal(
      "unsupported",
      "the velocity of TensorFlow.js moves nothing at a rate of 0",
    );
  }
  const optimizer = tf.train.momentum(learning_rate, momentum, useNesterov);
  const velocity = tf.div(inputs.v, -learning_rate);
  const [w, after] = await step(optimizer, inputs, [velocity]);
  return { w, v: tf.mul(after, -learning_rate) };
}

export function momentum(
  inputs: Tensors,
  attributes: Attributes,
): Promise<Tensors> {
  return moveWithVelocity(inputs, attributes, false);
}

/** w − η·(dw + μ·velocity) is w + v′ + μ·(v′ − v), a formula of 3.4. */
export function nesterov(
  inputs: Tensors,
  attributes: Attributes,
): Promise<Tensors> {
  return moveWithVelocity(inputs, attributes, true);
}

/** The optimizer counts the steps that were made before this one. */
export async function adam(
  inputs: Tensors,
  { learning_rate, beta1, beta2, epsilon, t }: Attributes,
): Promise<Tensors> {
  const optimizer = tf.train.adam(learning_rate, beta1, beta2, epsilon);
  const state = [inputs.m, inputs.v];
  const [w, m, v] = await step(optimizer, inputs, state, t - 1);
  return { w, m, v };
}

function decayed(rate: number, decay: number, epoch: number): tf.Scalar {
  return tf.mul(rate, tf.pow(decay, epoch - 1));
}

export function learningRateDecay(
  _: Tensors,
  { learning_rate, decay, epoch }: Attributes,
): Tensors {
  return { learning_rate: decayed(learning_rate, decay, epoch) };
}

export function updateRatio(
  { w, dw }: Tensors,
  { learning_rate }: Attributes,
): Tensors {
  tf.util.assertShapesMatch(w.shape, dw.shape); // tf.norm takes one of them at a time
  return { ratio: tf.div(tf.norm(tf.mul(learning_rate, dw)), tf.norm(w)) };
}

// --- Training (10) ----------------------------------------------------------

function accuracy(
  x: tf.Tensor,
  labels: tf.Tensor,
  parameters: tf.Tensor[],
): tf.Scalar {
  return tf.tidy(() => {
    const scores = twoLayerScores(x, parameters);
    return tf.mean(tf.metrics.sparseCategoricalAccuracy(labels, scores));
  });
}

export function train(inputs: Tensors, attributes: Attributes): Tensors {
  const { x, labels, x_val, labels_val, w1, b1, w2, b2 } = inputs;
  const { epochs, reg, update, learning_rate, batch_size, seed } = attributes;
  const rules: Record<string, () => tf.SGDOptimizer> = {
    sgd: () => tf.train.sgd(learning_rate),
    momentum: () => tf.train.momentum(learning_rate, attributes.momentum),
  };
  require(
    Object.hasOwn(rules, update),
    `there is no update "${update}"`,
    "value",
  );
  // A new rate applies to the gradients of earlier epochs too.
  require(
    update === "sgd" || attributes.learning_rate_decay === 1,
    "TensorFlow.js keeps the rate outside the velocity",
    "unsupported",
  );
  const n = x.shape[0];
  require(batch_size <= n, `${batch_size} of ${n} samples`, "value");

  const optimizer = rules[update]();
  const parameters = [w1, b1, w2, b2].map((tensor) => tf.variable(tensor));
  const history: tf.Scalar[] = [];
  const trained: tf.Scalar[] = [], validated: tf.Scalar[] = [];
  let best: tf.Tensor[] = [], highest = -1;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const rate = decayed(learning_rate, attributes.learning_rate_decay, epoch);
    optimizer.setLearningRate(rate.arraySync());
    const iterations = batch_size === 0 ? 1 : Math.floor(n / batch_size);
    for (let iteration = 1; iteration <= iterations; iteration++) {
      const loss = optimizer.minimize(
        () => {
          if (batch_size === 0) return twoLayerLoss(x, labels, parameters, reg);
          // A seed for each batch, as a draw keeps no generator.
          const key = `${seed} ${epoch} ${iteration}`;
          const drawn = tf.randomUniformInt([batch_size], 0, n, key);
          const [xs, ys] = [tf.gather(x, drawn), tf.gather(labels, drawn)];
          return twoLayerLoss(xs, ys, parameters, reg);
        },
        true,
        parameters,
      );
      history.push(loss!);
    }
    trained.push(accuracy(x, labels, parameters));
    validated.push(accuracy(x_val, labels_val, parameters));
    const score = validated[epoch - 1].arraySync();
    if (score > highest) {
      highest = score;
      best = parameters.map((parameter) => parameter.clone());
    }
  }
  return {
    loss_history: tf.stack(history),
    train_accuracy: tf.stack(trained),
    val_accuracy: tf.stack(validated),
    best_val_accuracy: tf.max(tf.stack(validated)),
    w1: best[0],
    b1: best[1],
    w2: best[2],
    b2: best[3],
  };
}

// --- Search (11) ------------------------------------------------------------

export function sampleTrials(_: Tensors, attributes: Attributes): Tensors {
  const { seed, trials } = attributes as { seed: number; trials: number[] };
  const draw = (name: string) => {
    const [from, to] = attributes[name];
    // A seed for each trial and name: no trial knows of another.
    const exponents = trials.map((trial) =>
      tf.randomUniform([], from, to, "float32", `${seed} ${trial} ${name}`)
    );
    return tf.pow(10, tf.stack(exponents));
  };
  return { learning_rate: draw("learning_rate"), reg: draw("reg") };
}

export function narrowRanges(
  { values, scores }: Tensors,
  { keep }: Attributes,
): Tensors {
  tf.util.assertShapesMatch(values.shape, scores.shape); // topk never sees the values
  require(keep >= 1, "there is no smallest of no trials", "value");
  const best = tf.gather(values, tf.topk(scores, keep).indices);
  const exponents = tf.div(tf.log(best), tf.log(10));
  return { low: tf.min(exponents), high: tf.max(exponents) };
}
