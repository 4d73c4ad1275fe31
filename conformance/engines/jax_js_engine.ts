/**
 * jax-js 0.1.25 (https://jax-js.com) under the Touchstone suite.
 *
 *     deno run --allow-read --allow-env conformance/engines/jax_js_engine.ts \
 *         [--device wasm|cpu] [--dtype float32|float64|float16]
 *
 * The device `wasm` has no float16. `cpu` is an interpreter, which rounds to the
 * dtype what a kernel stores, and computes in float64 on the way; it is too slow
 * for `train` and `layer_statistics`, which are not declared there.
 *
 * Gradients are those of `vjp`. Not declared, as jax-js has no such thing: update
 * rules with a state and schedules (its package of optimisers is another one),
 * running statistics of a batch norm, preprocessing (constant features), and other
 * libraries' random streams. Of the schemes of initialization it has `zeros` and
 * normal samples to be scaled; `train` has no momentum.
 *
 * @module
 */
import { parseArgs } from "node:util";
import {
  defaultDevice,
  type Device,
  type DType,
  init,
  numpy as np,
} from "@jax-js/jax";
import { flatten, type Nested } from "../../fixtures/numbers.ts";
import type { Request } from "../protocol.ts";
import {
  type Arrays,
  differentiate,
  gates,
  type GraphNode,
  labelsOf,
  mlpForward,
  Refusal,
  runGraph,
  topologicalOrder,
  twoLayerNet,
} from "./jax_js_gates.ts";
import * as training from "./jax_js_training.ts";
import { serve } from "../adapters/serve_program.ts";

type Body = Omit<Request, "operation">;

const { values: { device, dtype } } = parseArgs({
  options: {
    device: { type: "string", default: "wasm" },
    dtype: { type: "string", default: "float32" },
  },
});

/** What jax-js says, with errors of no special class, where it refuses. */
const REFUSALS: readonly (readonly [says: RegExp, category: string])[] = [
  [/Incompatible array broadcast shapes/, "shape"],
  [/shapes not aligned/, "shape"],
  // The pullback of vjp does not check the shape of a gradient; its rules may.
  [/unbroadcast/, "shape"],
  [/Axis -?\d+ out of bounds/, "shape"],
  [/oneHot expects integers/, "value"],
  [/topK: k must be in the range/, "value"],
  // So it is for gradients through a cast, as the mean of float16 has two.
  [/not implemented/, "unsupported"],
];

/** Answers by an operation: its arrays as numbers, or its refusal. */
function answer(operation: (body: Body) => Arrays) {
  return (body: Body) => {
    try {
      const outputs = Object.entries(operation(body));
      return Object.fromEntries(outputs.map(([name, y]) => [name, y.js()]));
    } catch (error) {
      const { message } = error as Error;
      const category = error instanceof Refusal
        ? error.category
        : REFUSALS.find(([says]) => says.test(message))?.[1];
      if (category === undefined) throw error;
      return { refused: { category, message } };
    }
  };
}

function array(values: Nested): np.Array {
  return np.array(values as number[], { dtype: dtype as DType });
}

/** Labels are whole numbers to JSON only: for jax-js they have a dtype of their own. */
function labels(values: Nested): np.Array {
  if (!flatten(values).every(Number.isInteger)) return array(values);
  return np.array(values as number[], { dtype: np.int32 });
}

/** The inputs of a request, those that are labels apart. */
function split(inputs: Body["inputs"], isLabels: (name: string) => boolean) {
  const variables: Arrays = {};
  const constants: Arrays = {};
  for (const [name, values] of Object.entries(inputs)) {
    if (isLabels(name)) constants[name] = labels(values);
    else variables[name] = array(values);
  }
  return { variables, constants };
}

/** The operation that is one gate. */
function single({ inputs: names, output, forward }: typeof gates[string]) {
  return answer(({ inputs, attributes, upstream }) => {
    const { variables, constants } = split(inputs, (name) => name === "labels");
    return differentiate(
      (all) =>
        forward(
          names.map((name) => all[name]),
          attributes as Record<string, number>,
        ),
      variables,
      constants,
      output,
      upstream && array(upstream[output]),
    );
  });
}

/** An operation without gradients, on arrays by name. */
function forwardOnly(
  operation: (
    inputs: Arrays,
    attributes: Body["attributes"],
    dtype: DType,
  ) => Arrays,
) {
  return answer(({ inputs, attributes }) => {
    const { variables, constants } = split(
      inputs,
      (name) => name.startsWith("labels"),
    );
    return operation(
      { ...variables, ...constants },
      attributes,
      dtype as DType,
    );
  });
}

const twoLayer = answer(({ inputs, attributes, upstream }) => {
  // Only the parameters have gradients.
  const { variables: { x, ...weights }, constants } = split(
    inputs,
    (name) => name === "labels",
  );
  return differentiate(
    (net) => twoLayerNet(net, attributes.reg as number),
    weights,
    { x, ...constants },
    "loss",
    upstream && array(upstream.loss),
  );
});

const graph = answer(({ inputs, attributes, upstream }) => {
  const { nodes, output } = attributes as {
    nodes: GraphNode[];
    output: string;
  };
  const order = topologicalOrder(nodes, output, Object.keys(inputs));
  const isLabels = labelsOf(nodes);
  const { variables, constants } = split(inputs, (name) => isLabels.has(name));
  return differentiate(
    (all) => runGraph(order, output, all),
    variables,
    constants,
    "loss",
    upstream && array(upstream.loss),
  );
});

// The gradient of tanh in float16 is a crash: its buffers are of two dtypes.
const offered = Object.entries(gates).filter(([name]) =>
  name !== "tanh" || dtype !== "float16"
);

await init(device as Device);
const OFFERED = ["wasm float32", "wasm float64"]
  .concat(["float32", "float64", "float16"].map((dtype) => `cpu ${dtype}`));
if (!OFFERED.includes(`${device} ${dtype}`)) {
  console.error(`No ${dtype} on ${device}: there are ${OFFERED.join(", ")}`);
  Deno.exit(2);
}
defaultDevice(device as Device);
await serve({
  info: {
    name: `jax-js (${device})`,
    version: "0.1.25",
    language: "TypeScript",
    dtype: dtype as "float32" | "float64" | "float16",
    accuracy: true,
  },
  operations: {
    ...Object.fromEntries(
      offered.map(([name, gate]) => [name, single(gate)]),
    ),
    graph,
    mlp_forward: forwardOnly(mlpForward),
    two_layer_net: twoLayer,
    initialize: forwardOnly(training.initialize),
    batch_norm_inference: forwardOnly(training.batchNormInference),
    sgd: forwardOnly(training.sgd),
    update_ratio: forwardOnly(training.updateRatio),
    sample_trials: forwardOnly(training.sampleTrials),
    narrow_ranges: forwardOnly(training.narrowRanges),
    ...device !== "cpu" && {
      layer_statistics: forwardOnly(training.layerStatistics),
      train: forwardOnly(training.train),
    },
  },
});
