/**
 * The table of all gates, under the names that graphs and the conformance
 * protocol use. Adding a gate is one object in a file of this folder and one
 * line here.
 *
 * @module
 */
import { elu, leakyRelu, relu, sigmoid, tanh } from "./activations.ts";
import { add, max, multiply } from "./arithmetic.ts";
import { batchNorm } from "./batch_norm.ts";
import type { Gate } from "./gate.ts";
import { l2Penalty, softmaxCrossEntropy } from "./losses.ts";
import { maxout } from "./maxout.ts";
import { neuron } from "./neuron.ts";
import { affine, matmul } from "./products.ts";

/** The names of all gates. */
export type GateName =
  | "add"
  | "multiply"
  | "max"
  | "matmul"
  | "affine"
  | "neuron"
  | "sigmoid"
  | "tanh"
  | "relu"
  | "leaky_relu"
  | "elu"
  | "maxout"
  | "softmax_cross_entropy"
  | "l2_penalty"
  | "batch_norm";

/** All gates by name. */
export const gates: Readonly<Record<GateName, Gate>> = {
  add,
  multiply,
  max,
  matmul,
  affine,
  neuron,
  sigmoid,
  tanh,
  relu,
  leaky_relu: leakyRelu,
  elu,
  maxout,
  softmax_cross_entropy: softmaxCrossEntropy,
  l2_penalty: l2Penalty,
  batch_norm: batchNorm,
};
