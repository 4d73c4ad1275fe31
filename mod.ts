/**
 * Touchstone's engine: a compact neural-network library on the CPU, in float64,
 * that depends on nothing.
 *
 * It has the systems of one well-known lecture on training neural networks: a
 * computational graph of gates that hold forward and backward together, the
 * activations, the losses and batch normalization, a two-layer net built from the
 * graph, readers of data sets, weight initialization, preprocessing, update rules, a trainer, the checks
 * to make before and during training, and random search for hyper-parameters.
 *
 * @example Gradients of f = (x + y)·z
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ComputationalGraph, item } from "@touchstone/touchstone";
 *
 * const graph = new ComputationalGraph([
 *   { name: "q", gate: "add", inputs: ["x", "y"] },
 *   { name: "f", gate: "multiply", inputs: ["q", "z"] },
 * ]);
 * assertEquals(item(graph.forward({ x: -2, y: 5, z: -4 })), -12);
 * assertEquals(item(graph.backward().z), 3);
 * ```
 *
 * @module
 */
export * from "./engine/errors.ts";
export * from "./engine/tensor.ts";
export * from "./engine/random.ts";
export type { Attributes, Gate } from "./engine/gates/gate.ts";
export { softmax } from "./engine/gates/losses.ts";
export * from "./engine/gates/mod.ts";
export { neuronTick } from "./engine/gates/neuron.ts";
export * from "./engine/graph.ts";
export * from "./engine/initialization.ts";
export * from "./engine/layer_statistics.ts";
export * from "./engine/mlp.ts";
export * from "./engine/two_layer_net.ts";
export type { ByteSource } from "./engine/data/bytes.ts";
export { readCifar10 } from "./engine/data/cifar10.ts";
export {
  readIdx,
  readIdxImages,
  readIdxLabels,
  type ReadOptions,
} from "./engine/data/idx.ts";
export * from "./engine/preprocess.ts";
export * from "./engine/running_statistics.ts";
export * from "./engine/updates.ts";
export * from "./engine/updates_in_place.ts";
export * from "./engine/learning_rate.ts";
export * from "./engine/model.ts";
export * from "./engine/accuracy.ts";
export * from "./engine/trainer.ts";
export * from "./engine/gradient_check.ts";
export * from "./engine/sanity_checks.ts";
export * from "./engine/search.ts";
export * from "./engine/workers/train_trial.ts";
export {
  type TrainerPool,
  trainerPool,
  type TrainerPoolOptions,
} from "./engine/workers/trainer_pool.ts";
export * from "./engine/workers/train_many.ts";
export * from "./engine/workers/helpers.ts";
export * from "./engine/transcript.ts";
