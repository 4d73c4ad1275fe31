/**
 * What training takes, in the engine in jax_js_engine.ts (SPEC.md 7 to 11).
 *
 * Samples are drawn in float32, the only format in which jax-js draws them, and
 * are then cast.
 *
 * @module
 */
import {
  type DType,
  jit,
  lax,
  nn,
  numpy as np,
  random,
  tree,
  valueAndGrad,
} from "@jax-js/jax";
import { type Arrays, Refusal, scores, twoLayerNet } from "./jax_js_gates.ts";

type Attributes = Readonly<Record<string, unknown>>;

interface Scheme {
  readonly scheme: string;
  readonly std: number;
}

function weights(
  { scheme, std }: Scheme,
  key: np.Array,
  shape: number[],
  dtype: DType,
): np.Array {
  switch (scheme) {
    case "zeros":
      key.dispose();
      return np.zeros(shape, { dtype });
    case "gaussian":
      return random.normal(key, shape).astype(dtype).mul(std);
    case "xavier":
    case "he":
      throw new Refusal("unsupported", `jax-js has no initializer ${scheme}`);
    default:
      throw new Refusal("value", `there is no scheme ${scheme}`);
  }
}

export function initialize(
  _: Arrays,
  attributes: Attributes,
  dtype: DType,
): Arrays {
  const { shape, seed, ...scheme } = attributes as unknown as Scheme & {
    shape: number[];
    seed: number;
  };
  return { w: weights(scheme, random.key(seed), shape, dtype) };
}

export function layerStatistics(
  _: Arrays,
  attributes: Attributes,
  dtype: DType,
): Arrays {
  const { nonlinearity, samples, widths, seed, ...scheme } =
    attributes as unknown as Scheme & {
      nonlinearity: "tanh" | "relu";
      samples: number;
      widths: number[];
      seed: number;
    };
  const activate = { tanh: np.tanh, relu: nn.relu }[nonlinearity];
  const [first, ...keys] = random.split(random.key(seed), widths.length);
  let h = random.normal(first, [samples, widths[0]]).astype(dtype);
  const means: np.Array[] = [];
  const stds: np.Array[] = [];
  for (const [layer, key] of keys.entries()) {
    const shape = widths.slice(layer, layer + 2);
    h = activate(np.matmul(h, weights(scheme, key, shape, dtype)));
    means.push(np.mean(h.ref));
    stds.push(np.std(h.ref));
  }
  return { means: np.stack(means), stds: np.stack(stds) };
}

export function batchNormInference(
  { x, gamma, beta, running_mean, running_variance }: Arrays,
  { epsilon }: Attributes,
): Arrays {
  const standardized = nn.standardize(x, 0, {
    mean: running_mean,
    variance: running_variance,
    epsilon: epsilon as number,
  });
  return { y: standardized.mul(gamma).add(beta) };
}

function step(w: np.Array, dw: np.Array, rate: np.Array | number): np.Array {
  return w.sub(dw.mul(rate));
}

export function sgd({ w, dw }: Arrays, { learning_rate }: Attributes): Arrays {
  return { w: step(w, dw, learning_rate as number) };
}

export function updateRatio(
  { w, dw }: Arrays,
  { learning_rate }: Attributes,
): Arrays {
  // No function of jax-js sees both.
  if (String(w.shape) !== String(dw.shape)) {
    throw new Refusal("shape", `w is [${w.shape}] and dw [${dw.shape}]`);
  }
  const update = dw.mul(learning_rate as number);
  return { ratio: np.linalg.norm(update).div(np.linalg.norm(w)) };
}

export function train(
  { x, labels, x_val, labels_val, ...start }: Arrays,
  attributes: Attributes,
  dtype: DType,
): Arrays {
  const { update, learning_rate, learning_rate_decay, reg, ...numbers } =
    attributes as Record<string, number> & { update: string };
  const { epochs, batch_size, seed } = numbers;
  const samples = x.shape[0];
  if (update === "momentum") {
    throw new Refusal("unsupported", "jax-js has no momentum");
  }
  if (update !== "sgd") {
    throw new Refusal("value", `there is no update ${update}`);
  }
  if (batch_size > samples) {
    throw new Refusal("value", `a batch of ${batch_size} of ${samples}`);
  }
  // Of the labels to validate by, jax-js only sees whether they equal something.
  const classes = Array.from({ length: start.b2.shape[0] }, (_, i) => i);
  for (const label of labels_val.ref.js() as number[]) {
    if (!classes.includes(label)) {
      throw new Refusal("value", `${label} is no class to validate by`);
    }
  }
  const accuracy = (parameters: Arrays, x: np.Array, labels: np.Array) => {
    const guesses = np.argmax(scores({ ...tree.ref(parameters), x }), 1);
    return guesses.equal(labels).astype(dtype).mean().js() as number;
  };
  const lossAndGradients = jit(valueAndGrad(
    (parameters: Arrays, x: np.Array, labels: np.Array) =>
      twoLayerNet({ ...parameters, x, labels }, reg),
  ));
  const history = {
    loss_history: [] as number[],
    train_accuracy: [] as number[],
    val_accuracy: [] as number[],
  };
  let parameters = start;
  let best = { accuracy: -1, parameters };
  let rate = np.array(learning_rate, { dtype });
  let key = random.key(seed);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const iterations = batch_size ? Math.floor(samples / batch_size) : 1;
    for (let iteration = 0; iteration < iterations; iteration++) {
      let batch = [x.ref, labels.ref];
      if (batch_size) {
        const [next, draw] = random.split(key);
        key = next;
        const rows = random.choice(draw, samples, { shape: [batch_size] });
        batch = batch.map((part) => part.slice(rows.ref));
      }
      const [loss, gradients] = lossAndGradients(
        tree.ref(parameters),
        batch[0],
        batch[1],
      );
      history.loss_history.push(loss.js());
      parameters = tree.map(
        (w: np.Array, dw: np.Array) => step(w, dw, rate.ref),
        parameters,
        gradients,
      );
    }
    rate = rate.mul(learning_rate_decay);
    history.train_accuracy.push(accuracy(parameters, x.ref, labels.ref));
    const validation = accuracy(parameters, x_val.ref, labels_val.ref);
    history.val_accuracy.push(validation);
    if (validation > best.accuracy) {
      best = { accuracy: validation, parameters: tree.ref(parameters) };
    }
  }
  const lists = Object.entries(history)
    .map(([name, values]) => [name, np.array(values, { dtype })]);
  return {
    ...Object.fromEntries(lists),
    best_val_accuracy: np.array(best.accuracy, { dtype }),
    ...best.parameters,
  };
}

export function sampleTrials(
  _: Arrays,
  attributes: Attributes,
  dtype: DType,
): Arrays {
  const { seed, trials, learning_rate, reg } = attributes as {
    seed: number;
    trials: number[];
    learning_rate: number[];
    reg: number[];
  };
  // The i-th of the keys of a split is the same however many there are.
  const keys = random.split(random.key(seed), Math.max(...trials) + 1);
  const uniform = trials.map((trial) =>
    random.uniform(keys.ref.slice(trial), [2])
  );
  const [first, second] = np.stack(uniform, 1).astype(dtype);
  const between = (uniform: np.Array, [a, b]: number[]) =>
    np.power(10, uniform.mul(b - a).add(a));
  return {
    learning_rate: between(first, learning_rate),
    reg: between(second, reg),
  };
}

export function narrowRanges(
  { values, scores }: Arrays,
  { keep }: Attributes,
): Arrays {
  // No function of jax-js sees both.
  if (String(values.shape) !== String(scores.shape)) {
    throw new Refusal(
      "shape",
      `values is [${values.shape}] and scores [${scores.shape}]`,
    );
  }
  if ((keep as number) < 1) {
    throw new Refusal("value", "there is no range of no trials");
  }
  const [_, best] = lax.topK(scores, keep as number);
  const exponents = np.log10(np.take(values, best));
  return { low: np.min(exponents.ref), high: np.max(exponents) };
}
