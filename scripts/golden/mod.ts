/**
 * The table of all case sources, in the order of SPEC.md.
 *
 * @module
 */
import {
  type Operation,
  operationNames,
  operations,
  type Profile,
} from "../../conformance/operations.ts";
import * as activations from "./activations.ts";
import * as arithmetic from "./arithmetic.ts";
import { graphCases } from "./graph.ts";
import * as losses from "./losses.ts";
import { maxoutCases } from "./maxout.ts";
import * as networks from "./networks.ts";
import { neuronCases } from "./neuron.ts";
import * as products from "./products.ts";
import * as initialization from "./initialization.ts";
import * as normalization from "./normalization.ts";
import * as random from "./random.ts";
import * as search from "./search.ts";
import type { CaseSource } from "./source.ts";
import { trainCases } from "./training.ts";
import * as updates from "./updates.ts";

/** The cases of each operation in its own profile. */
const own: Readonly<Record<Operation, readonly CaseSource[]>> = {
  add: arithmetic.addCases,
  multiply: arithmetic.multiplyCases,
  max: arithmetic.maxCases,
  matmul: products.matmulCases,
  affine: products.affineCases,
  neuron: neuronCases,
  sigmoid: activations.sigmoidCases,
  tanh: activations.tanhCases,
  relu: activations.reluCases,
  leaky_relu: activations.leakyReluCases,
  elu: activations.eluCases,
  maxout: maxoutCases,
  graph: graphCases,
  softmax_cross_entropy: losses.softmaxCrossEntropyCases,
  l2_penalty: losses.l2PenaltyCases,
  mlp_forward: networks.mlpForwardCases,
  two_layer_net: networks.twoLayerNetCases,
  initialize: initialization.initializeCases,
  layer_statistics: initialization.layerStatisticsCases,
  batch_norm: normalization.batchNormCases,
  batch_norm_inference: normalization.batchNormInferenceCases,
  batch_norm_running: normalization.batchNormRunningCases,
  preprocess: normalization.preprocessCases,
  sgd: updates.sgdCases,
  momentum: updates.momentumCases,
  nesterov: updates.nesterovCases,
  adagrad: updates.adagradCases,
  rmsprop: updates.rmspropCases,
  adam: updates.adamCases,
  learning_rate_decay: updates.learningRateDecayCases,
  update_ratio: updates.updateRatioCases,
  train: trainCases,
  sample_trials: search.sampleTrialsCases,
  narrow_ranges: search.narrowRangesCases,
  mt19937: random.mt19937Cases,
  pcg32: random.pcg32Cases,
};

/** The cases of one operation in one profile: one fixture file. */
export interface SourceFile {
  readonly profile: Profile;
  readonly operation: Operation;
  readonly cases: readonly CaseSource[];
}

/** Cases for which only the best of several formulas is good enough. */
const accuracy: readonly SourceFile[] = [
  { operation: "sigmoid" as const, cases: activations.sigmoidAccuracyCases },
  { operation: "tanh" as const, cases: activations.tanhAccuracyCases },
  {
    operation: "softmax_cross_entropy" as const,
    cases: losses.softmaxAccuracyCases,
  },
  {
    operation: "batch_norm" as const,
    cases: normalization.batchNormAccuracyCases,
  },
].map((file) => ({ profile: "accuracy", ...file }));

/** All files. */
export const sourceFiles: readonly SourceFile[] = [
  ...operationNames.map((operation) => ({
    profile: operations[operation].profile,
    operation,
    cases: own[operation],
  })),
  ...accuracy,
];
