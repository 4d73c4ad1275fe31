/**
 * The built-in engine under test: the library behind the protocol. This is the only
 * file of the suite that imports the library.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };
import type { RequestBody } from "../fixtures/fixture.ts";
import {
  type Attributes,
  batchNormInference,
  ClassifierTrainer,
  ComputationalGraph,
  fitStandardizer,
  type Gate,
  gates,
  GraphError,
  type GraphNode,
  initialize,
  layerStatistics,
  type LayerStatisticsOptions,
  learningRateAt,
  mlpForward,
  mt19937,
  narrowRanges,
  type Nested,
  pcg32,
  randomSearch,
  type RandomState,
  ShapeError,
  standardize,
  type Tensor,
  tensor,
  toNested,
  twoLayerNet,
  updateRatio,
  updateRules,
  updateRunning,
  ValueError,
} from "../mod.ts";
import type { EngineModule, OperationFunction } from "./adapters/in_process.ts";
import type { Operation } from "./operations.ts";

const operations = {
  add: gate(gates.add),
  multiply: gate(gates.multiply),
  max: gate(gates.max),
  matmul: gate(gates.matmul),
  affine: gate(gates.affine),
  neuron: gate(gates.neuron),
  sigmoid: gate(gates.sigmoid),
  tanh: gate(gates.tanh),
  relu: gate(gates.relu),
  leaky_relu: gate(gates.leaky_relu),
  elu: gate(gates.elu),
  maxout: gate(gates.maxout),
  softmax_cross_entropy: gate(gates.softmax_cross_entropy),
  l2_penalty: gate(gates.l2_penalty),
  graph: refusing(({ inputs, attributes, upstream }) => {
    const { nodes, output } = attributes;
    const graph = new ComputationalGraph(nodes as GraphNode[], { output });
    const loss = graph.forward(tensors(inputs));
    const gradients = upstream ? graph.backward(tensor(upstream.loss)) : {};
    return { loss: toNested(loss), ...prefixed(gradients) };
  }),
  mlp_forward: refusing(({ inputs }) => {
    const { x, w1, b1, w2, b2, w3, b3 } = tensors(inputs);
    const { h1, h2, out } = mlpForward(x, {
      W1: w1,
      b1,
      W2: w2,
      b2,
      W3: w3,
      b3,
    });
    return { h1: toNested(h1), h2: toNested(h2), out: toNested(out) };
  }),
  two_layer_net: refusing(({ inputs, attributes, upstream }) => {
    const { x, labels, w1, b1, w2, b2 } = tensors(inputs);
    const model = { W1: w1, b1, W2: w2, b2 };
    const { loss, grads } = twoLayerNet(x, labels.data, model, attributes.reg);
    if (!upstream) return { loss } as Record<string, Nested>;
    const dloss = tensor(upstream.loss), [scale] = dloss.data;
    requireShape(dloss, tensor(loss), "upstream gradient");
    const scaled = ({ shape, data }: Tensor) =>
      toNested({ shape, data: data.map((d) => scale * d) });
    return {
      loss,
      dw1: scaled(grads.W1),
      db1: scaled(grads.b1),
      dw2: scaled(grads.W2),
      db2: scaled(grads.b2),
    };
  }),
  initialize: refusing(({ attributes: { scheme, shape, std, seed } }) => {
    const prng = mt19937(seed), [fanIn, fanOut] = shape;
    return { w: toNested(initialize(prng, [fanIn, fanOut], { scheme, std })) };
  }),
  layer_statistics: refusing(({ attributes: { seed, ...options } }) =>
    layerStatistics(mt19937(seed), options as LayerStatisticsOptions)
  ),
  batch_norm: gate(gates.batch_norm),
  batch_norm_inference: refusing(({ inputs, attributes }) => {
    const { x, gamma, beta, running_mean, running_variance } = tensors(inputs);
    const parameters = {
      gamma,
      beta,
      runningMean: running_mean,
      runningVariance: running_variance,
    };
    return {
      y: toNested(batchNormInference(x, parameters, attributes.epsilon)),
    };
  }),
  batch_norm_running: refusing(({ inputs, attributes }) => {
    const { x, running_mean, running_variance } = tensors(inputs);
    const before = {
      runningMean: running_mean,
      runningVariance: running_variance,
    };
    const after = updateRunning(before, x, attributes);
    return {
      running_mean: toNested(after.runningMean),
      running_variance: toNested(after.runningVariance),
    };
  }),
  preprocess: refusing(({ inputs }) => {
    const { train, x } = tensors(inputs), fitted = fitStandardizer(train);
    return {
      mean: toNested(fitted.mean),
      std: toNested(fitted.std),
      y: toNested(standardize(x, fitted)),
    };
  }),
  sgd: update("sgd"),
  momentum: update("momentum"),
  nesterov: update("nesterov"),
  adagrad: update("adagrad"),
  rmsprop: update("rmsprop"),
  adam: update("adam"),
  learning_rate_decay: refusing(({ attributes }) => {
    const { learning_rate: learningRate, decay, epoch } = attributes;
    return { learning_rate: learningRateAt(epoch, { learningRate, decay }) };
  }),
  update_ratio: refusing(({ inputs, attributes }) => {
    const { w, dw } = tensors(inputs);
    return { ratio: updateRatio(w, dw, attributes.learning_rate) };
  }),
  train: refusing(({ inputs, attributes }) => {
    const { x, labels, x_val, labels_val, w1, b1, w2, b2 } = tensors(inputs);
    const trainer = new ClassifierTrainer({
      epochs: attributes.epochs,
      learningRate: attributes.learning_rate,
      learningRateDecay: attributes.learning_rate_decay,
      reg: attributes.reg,
      batchSize: attributes.batch_size,
      prng: mt19937(attributes.seed),
      update: attributes.update,
      updateOptions: { momentum: attributes.momentum },
    });
    const data = { X: x, y: labels.data, Xval: x_val, yval: labels_val.data };
    const model = { W1: w1, b1, W2: w2, b2 };
    const { bestModel, bestValAccuracy, history } = trainer.train(
      data,
      model,
      twoLayerNet,
    );
    return {
      loss_history: history.loss,
      train_accuracy: history.trainAccuracy,
      val_accuracy: history.valAccuracy,
      best_val_accuracy: bestValAccuracy,
      w1: toNested(bestModel.W1),
      b1: toNested(bestModel.b1),
      w2: toNested(bestModel.W2),
      b2: toNested(bestModel.b2),
    };
  }),
  sample_trials: async ({ attributes }) => {
    const { seed, trials, learning_rate, reg } = attributes as Loose;
    const results = await randomSearch(() => 0, {
      seed,
      trials,
      ranges: { learning_rate, reg },
    });
    const byIndex = new Map(
      results.map(({ index, params }) => [index, params]),
    );
    const drawn = (trials as number[]).map((index) => byIndex.get(index)!);
    return {
      learning_rate: drawn.map((params) => params.learning_rate),
      reg: drawn.map((params) => params.reg),
    };
  },
  narrow_ranges: refusing(({ inputs, attributes }) => {
    const values = inputs.values as number[];
    const scores = inputs.scores as number[];
    requireShape(tensor(scores), tensor(values), "scores");
    const results = values.map((value, index) => ({
      index,
      params: { value },
      score: scores[index],
    }));
    const [low, high] = narrowRanges(results, attributes.keep).value;
    return { low, high };
  }),
  mt19937: refusing(({ attributes: { seed, draws } }) => {
    const random = mt19937(seed);
    return {
      values: draws.flatMap(([method, ...args]: [string, ...number[]]) => [
        ...drawers[method](random, ...args),
      ]),
    };
  }),
  pcg32: refusing(({ attributes: { seed, n } }) => {
    const prng = pcg32(BigInt(seed));
    return { values: Array.from({ length: n }, () => prng()) };
  }),
} satisfies Record<Operation, OperationFunction>;

/** The library as an engine under test. */
export const referenceEngine: EngineModule = {
  info: {
    name: "Touchstone",
    version: config.version,
    language: "TypeScript",
    dtype: "float64",
    accuracy: true,
  },
  operations,
};

/**
 * Attributes as they come: the specification says of what type each is, and a case
 * that gets it wrong is a faulty fixture.
 */
// deno-lint-ignore no-explicit-any
type Loose = Readonly<Record<string, any>>;

type Compute = (
  request: RequestBody & { readonly attributes: Loose },
) => Readonly<Record<string, Nested>>;

/** The draws of section 12.1. */
const drawers: Readonly<
  Record<string, (r: RandomState, ...args: number[]) => Iterable<number>>
> = {
  words: (random, n) => Array.from({ length: n }, random.uint32),
  random_sample: (random, n) => random.randomSample(n),
  uniform: (random, low, high, n) => random.uniform(low, high, n),
  randn: (random, n) => random.randn(n),
  randint: (random, low, high, n) => random.randint(low, high, n),
  permutation: (random, n) => random.permutation(n),
  choice: (random, n, k) => random.choice(n, k),
};

/** An update rule as an operation: every input but w and dw is its state. */
function update(name: keyof typeof updateRules): OperationFunction {
  return refusing(({ inputs, attributes }) => {
    const { w, dw, ...state } = tensors(inputs);
    const after = updateRules[name](w, dw, state, {
      ...attributes,
      learningRate: attributes.learning_rate,
    });
    return Object.fromEntries(
      Object.entries(after).map(([part, x]) => [part, toNested(x)]),
    );
  });
}

/** A gate as an operation: forward, and backward where there is an upstream. */
function gate(gate: Gate): OperationFunction {
  return refusing(({ inputs, attributes, upstream }) => {
    const named = tensors(inputs),
      given = gate.inputs.map((name) => named[name]);
    const output = gate.forward(given, attributes as Attributes);
    const answer = { [gate.output]: toNested(output) };
    if (!upstream) return answer;
    const arriving = tensor(upstream[gate.output]);
    requireShape(arriving, output, "upstream gradient");
    const gradients = gate.backward(
      arriving,
      given,
      output,
      attributes as Attributes,
    );
    const onInputs = gate.inputs.flatMap((name, i) => {
      const gradient = gradients[i];
      return gradient ? [[name, gradient] as const] : [];
    });
    return { ...answer, ...prefixed(Object.fromEntries(onInputs)) };
  });
}

/** The library's refusals as the protocol's; any other exception is a crash. */
function refusing(compute: Compute): OperationFunction {
  return (request) => {
    try {
      return compute(request);
    } catch (error) {
      const category = error instanceof ShapeError
        ? "shape"
        : error instanceof ValueError
        ? "value"
        : error instanceof GraphError
        ? "graph"
        : undefined;
      if (!category) throw error;
      return { refused: { category, message: (error as Error).message } };
    }
  };
}

function requireShape(given: Tensor, wanted: Tensor, what: string): void {
  if (String(given.shape) !== String(wanted.shape)) {
    throw new ShapeError(
      `The ${what} must have the shape [${wanted.shape}]: it is [${given.shape}]`,
    );
  }
}

function tensors(
  named: Readonly<Record<string, Nested>>,
): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(named).map(([name, values]) => [name, tensor(values)]),
  );
}

/** Gradients under their names in the protocol: that on `x` is `dx`. */
function prefixed(
  gradients: Readonly<Record<string, Tensor>>,
): Record<string, Nested> {
  return Object.fromEntries(
    Object.entries(gradients).map((
      [name, gradient],
    ) => [`d${name}`, toNested(gradient)]),
  );
}
