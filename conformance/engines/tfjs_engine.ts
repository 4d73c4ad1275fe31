/**
 * TensorFlow.js as an engine of the Touchstone suite. Run it as
 *
 *     deno run --allow-read --allow-env conformance/engines/tfjs_engine.ts [--backend cpu|wasm]
 *
 * TensorFlow.js computes everything, in float32: forward with its operations,
 * backward with tf.valueAndGrads, updates with the optimizers of tf.train. Where it
 * refuses a request, its exception is translated; where it does not, nothing is
 * checked. The numbers in parentheses are sections of the specification (SPEC.md).
 * This file has the protocol and the table of operations; these have the operations:
 *
 *     tfjs_gates.ts     gates, losses, nets and graphs (4 to 6, 8.1)
 *     tfjs_training.ts  all that training takes (7 to 11)
 *
 * Refused as unsupported: adagrad and rmsprop (9.4, 9.5), whose convention for epsilon
 * is another one. Not declared: mt19937 and pcg32 (12), as TensorFlow.js draws from
 * other generators.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { parseArgs } from "node:util";
import type { OperationFunction } from "../adapters/in_process.ts";
import { serve } from "../adapters/serve_program.ts";
import {
  type Attributes,
  type Gate,
  gates,
  graphGate,
  mlpForward,
  Refusal,
  type Tensors,
  twoLayerNet,
} from "./tfjs_gates.ts";
import * as training from "./tfjs_training.ts";

type Compute = (
  inputs: Tensors,
  attributes: Attributes,
  upstream?: Tensors,
) => Tensors | Promise<Tensors>;

const computations: Readonly<Record<string, Compute>> = {
  ...Object.fromEntries(
    Object.entries(gates).map(([name, gate]) => [name, gateComputation(gate)]),
  ),
  graph: (inputs, attributes, upstream) => {
    const gate = graphGate(inputs, attributes);
    const unused = Object.entries(inputs)
      .map(([name, input]) => [`d${name}`, tf.zerosLike(input)]);
    return {
      ...(upstream && Object.fromEntries(unused)),
      ...gateComputation(gate)(inputs, attributes, upstream),
    };
  },
  mlp_forward: mlpForward,
  two_layer_net: gateComputation(twoLayerNet),
  initialize: training.initialize,
  layer_statistics: training.layerStatistics,
  batch_norm_inference: training.batchNormInference,
  batch_norm_running: training.batchNormRunning,
  preprocess: training.preprocess,
  sgd: training.sgd,
  momentum: training.momentum,
  nesterov: training.nesterov,
  adagrad: unsupported("tf.train.adagrad takes no epsilon"),
  rmsprop: unsupported("tf.train.rmsprop adds epsilon under the root"),
  adam: training.adam,
  learning_rate_decay: training.learningRateDecay,
  update_ratio: training.updateRatio,
  train: training.train,
  sample_trials: training.sampleTrials,
  narrow_ranges: training.narrowRanges,
};

function unsupported(why: string): Compute {
  return () => {
    throw new Refusal("unsupported", why);
  };
}

/** A gate forward, and backward where there is an upstream. */
function gateComputation({ inputs, output, compute }: Gate): Compute {
  return (named, attributes, upstream) => {
    const given = inputs.map((name) => named[name]);
    if (!upstream) return { [output]: compute(given, attributes) };
    const { value, grads } = tf.valueAndGrads(
      (...tensors: tf.Tensor[]) => compute(tensors, attributes),
    )(given, upstream[output]);
    const gradients = inputs.map((name, i) => [`d${name}`, grads[i]]);
    return { [output]: value, ...Object.fromEntries(gradients) };
  };
}

/**
 * What TensorFlow.js says when it refuses, and the category of that (2.6). Whatever
 * else it throws is a crash, and stays one.
 */
const refusals: readonly (readonly [RegExp, string])[] = [
  [/not registered for backend/, "unsupported"],
  [/is not supported by the ELU layer/, "unsupported"],
  [/depth must be >=2/, "unsupported"], // of oneHot, for a single class
  [/could not be broadcast together/, "shape"],
  [/inner (shapes|dimensions) .* must match/, "shape"], // of matMul and dot
  [/Shapes .* must match/, "shape"], // of losses, assertShapesMatch, the upstream gradient
  [/must match the product of shape/, "shape"], // of gradients on the way back
  [/The gradient of input .* has shape .* which does not match/, "shape"],
  [/shape of the new value/, "shape"], // of a variable, after a step
  [/weight shape .* not compatible/, "shape"], // of layers
  [/'k' passed to topk\(\) must be/, "value"],
];

function categoryOf(error: unknown): string | undefined {
  if (error instanceof Refusal) return error.category;
  const said = String(error);
  return refusals.find(([pattern]) => pattern.test(said))?.[1];
}

/** Runs a computation on tensors, and frees them. */
function operation(compute: Compute): OperationFunction {
  return async ({ inputs, attributes, upstream }) => {
    tf.engine().startScope();
    try {
      const outputs = await compute(
        tensors(inputs),
        attributes,
        upstream && tensors(upstream),
      );
      return Object.fromEntries(
        Object.entries(outputs).map(([name, x]) => [name, numbers(x)]),
      );
    } catch (error) {
      const category = categoryOf(error);
      if (!category) throw error;
      return { refused: { category, message: (error as Error).message } };
    } finally {
      tf.engine().endScope();
      tf.disposeVariables();
    }
  };
}

function tensors(named: Readonly<Record<string, unknown>>): Tensors {
  const tensor = (values: unknown) =>
    tf.tensor(values as tf.TensorLike, undefined, "float32");
  return Object.fromEntries(
    Object.entries(named).map(([name, values]) => [name, tensor(values)]),
  );
}

/** What the engine declares must be what it computes in. */
function numbers(x: tf.Tensor) {
  if (x.dtype !== "float32") throw new Error(`an output is of ${x.dtype}`);
  return x.arraySync();
}

const { backend } = parseArgs({
  options: { backend: { type: "string", default: "cpu" } },
}).values;
if (!await tf.setBackend(backend)) {
  throw new Error(`TensorFlow.js could not start its backend ${backend}`);
}
await serve({
  info: {
    name: `TensorFlow.js (${backend})`,
    version: tf.version.tfjs,
    language: "JavaScript",
    dtype: "float32",
    accuracy: true,
  },
  operations: Object.fromEntries(
    Object.entries(computations)
      .map(([name, compute]) => [name, operation(compute)]),
  ),
});
