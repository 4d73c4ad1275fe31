/**
 * The table of all random cases, by operation. Adding a generator is one function and
 * one line here.
 *
 * @module
 */
import {
  type Operation,
  operationNames,
  operations,
} from "../../conformance/operations.ts";
import * as accuracy from "./accuracy.ts";
import * as gates from "./gates.ts";
import type { Family, Generator } from "./generator.ts";
import { graph } from "./graph.ts";
import * as networks from "./networks.ts";
import * as normalization from "./normalization.ts";
import * as streams from "./streams.ts";
import * as updates from "./updates.ts";

/** Operations whose outcome is chance have no golden value, and no random cases. */
const generators: Readonly<Record<Operation, Generator | undefined>> = {
  add: gates.pair,
  multiply: gates.pair,
  max: gates.pair,
  matmul: gates.matmul,
  affine: gates.affine,
  neuron: gates.neuron,
  sigmoid: gates.activation,
  tanh: gates.activation,
  relu: gates.activation,
  leaky_relu: gates.leakyRelu,
  elu: gates.elu,
  maxout: gates.maxout,
  graph,
  softmax_cross_entropy: gates.softmaxCrossEntropy,
  l2_penalty: gates.l2Penalty,
  mlp_forward: networks.mlpForward,
  two_layer_net: networks.twoLayerNet,
  initialize: undefined,
  layer_statistics: undefined,
  batch_norm: normalization.batchNorm,
  batch_norm_inference: normalization.batchNormInference,
  batch_norm_running: normalization.batchNormRunning,
  preprocess: normalization.preprocess,
  sgd: updates.sgd,
  momentum: updates.momentum,
  nesterov: updates.momentum,
  adagrad: updates.adagrad,
  rmsprop: updates.rmsprop,
  adam: updates.adam,
  learning_rate_decay: updates.learningRateDecay,
  update_ratio: updates.updateRatio,
  train: networks.train,
  sample_trials: undefined,
  narrow_ranges: streams.narrowRanges,
  mt19937: streams.mt19937,
  pcg32: streams.pcg32,
};

const accurate: readonly (readonly [Operation, string, Generator])[] = [
  ["sigmoid", "13.1", accuracy.sigmoid],
  ["tanh", "13.1", accuracy.tanh],
  ["batch_norm", "13.2", accuracy.batchNorm],
  ["softmax_cross_entropy", "13.3", accuracy.softmaxCrossEntropy],
];

/** All families. */
export const families: readonly Family[] = [
  ...operationNames.flatMap((operation) => {
    const generator = generators[operation];
    const { profile, section } = operations[operation];
    return generator ? [{ profile, operation, section, generator }] : [];
  }),
  ...accurate.map(([operation, section, generator]) => ({
    profile: "accuracy" as const,
    operation,
    section,
    generator,
  })),
];

/** As often as this many other families: graphs have most to vary. */
const GRAPHS = 8;

/** The families, each as often as it is drawn. */
export const wheel: readonly Family[] = families.flatMap((family) =>
  new Array<Family>(family.operation === "graph" ? GRAPHS : 1).fill(family)
);
