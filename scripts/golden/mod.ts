/**
 * The table of all case sources, in the order of SPEC.md.
 *
 * @module
 */
import type { Operation } from "../../conformance/operations.ts";
import * as activations from "./activations.ts";
import * as arithmetic from "./arithmetic.ts";
import { graphCases } from "./graph.ts";
import * as losses from "./losses.ts";
import { maxoutCases } from "./maxout.ts";
import * as networks from "./networks.ts";
import { neuronCases } from "./neuron.ts";
import * as products from "./products.ts";
import type { CaseSource } from "./source.ts";

/** All cases by operation. */
export const sources: Readonly<Record<Operation, readonly CaseSource[]>> = {
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
};
