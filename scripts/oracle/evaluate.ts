/**
 * Answers a request as the specification says, in balls: the table of all that the
 * oracle knows.
 *
 * @module
 */
import type { Operation } from "../../conformance/operations.ts";
import type { RequestBody } from "../../fixtures/fixture.ts";
import * as activations from "../golden/activations.ts";
import * as arithmetic from "../golden/arithmetic.ts";
import * as losses from "../golden/losses.ts";
import { maxout } from "../golden/maxout.ts";
import { neuron } from "../golden/neuron.ts";
import * as normalization from "../golden/normalization.ts";
import * as products from "../golden/products.ts";
import * as random from "../golden/random.ts";
import { narrowRanges } from "../golden/search.ts";
import * as updates from "../golden/updates.ts";
import type { Arithmetic } from "./ball.ts";
import type { Answer, Compute, Formula } from "./formula.ts";
import { graph, mlpForward, oneGate, twoLayerNet } from "./graph.ts";
import { exactTensor } from "./tensor.ts";
import { train } from "./train.ts";

/** The gates. */
const formulas = {
  add: arithmetic.add,
  multiply: arithmetic.multiply,
  max: arithmetic.max,
  matmul: products.matmul,
  affine: products.affine,
  neuron,
  sigmoid: activations.sigmoid,
  tanh: activations.tanh,
  relu: activations.relu,
  leaky_relu: activations.leakyRelu,
  elu: activations.elu,
  maxout,
  softmax_cross_entropy: losses.softmaxCrossEntropy,
  l2_penalty: losses.l2Penalty,
  batch_norm: normalization.batchNorm,
} satisfies { [O in Operation]?: Formula };

/** An engine draws these from its own generator: no value is the right one. */
const drawn: Compute = () => {
  throw new Error("the outcome of chance has no golden value");
};

/** All other operations. */
const computations: Readonly<
  Record<Exclude<Operation, keyof typeof formulas>, Compute>
> = {
  graph: graph(formulas),
  mlp_forward: mlpForward(formulas),
  two_layer_net: twoLayerNet(formulas),
  initialize: drawn,
  layer_statistics: drawn,
  batch_norm_inference: normalization.batchNormInference,
  batch_norm_running: normalization.batchNormRunning,
  preprocess: normalization.preprocess,
  sgd: updates.sgd,
  momentum: updates.momentum,
  nesterov: updates.nesterov,
  adagrad: updates.adagrad,
  rmsprop: updates.rmsprop,
  adam: updates.adam,
  learning_rate_decay: updates.learningRateDecay,
  update_ratio: updates.updateRatio,
  train: train(formulas),
  sample_trials: drawn,
  narrow_ranges: narrowRanges,
  mt19937: random.mt19937,
  pcg32: random.pcg32,
};

/** What the operation answers to this request. */
export function evaluate(
  m: Arithmetic,
  operation: Operation,
  { inputs, attributes, upstream }: RequestBody,
): Answer {
  const tensors = (named: RequestBody["inputs"]) =>
    Object.fromEntries(
      Object.entries(named).map(([name, x]) => [name, exactTensor(m, x)]),
    );
  const compute = operation in formulas
    ? oneGate(formulas, operation)
    : computations[operation as keyof typeof computations];
  return compute(m, {
    inputs: tensors(inputs),
    attributes,
    ...(upstream && { upstream: Object.values(tensors(upstream))[0] }),
  });
}
