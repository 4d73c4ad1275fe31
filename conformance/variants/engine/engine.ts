/**
 * A whole engine from a design: all operations of SPEC.md but those of section 12.
 *
 * @module
 */
import type { RequestBody } from "../../../fixtures/fixture.ts";
import type {
  EngineModule,
  OperationFunction,
} from "../../adapters/in_process.ts";
import { isOperation, type Operation, operations } from "../../operations.ts";
import { numbers } from "../arithmetic/arithmetic.ts";
import {
  initialize,
  layerStatistics,
  type Loose,
  narrowRanges,
  sampleTrials,
} from "./chance.ts";
import type { Design } from "./design.ts";
import { byFormulas, type Differentiated } from "./differentiation.ts";
import { plainForms } from "../forms/forms.ts";
import { gateNames, graphOf } from "./graph.ts";
import { mlpForward, wholeBatch } from "./networks.ts";
import {
  batchNormInference,
  batchNormRunning,
  preprocess,
} from "./normalization.ts";
import { xoshiro } from "./random.ts";
import {
  nestedOf,
  Refusal,
  scalar,
  type Tensor,
  tensorOf,
  type Tensors,
} from "./tensor.ts";
import { train } from "./training.ts";
import { rateOf, rules, step, updateRatio } from "./updates.ts";

/** The textbook's engine in float64, to change a part of. */
export const plain: Design = {
  m: numbers("float64"),
  forms: plainForms,
  differentiate: byFormulas,
  network: wholeBatch,
  random: xoshiro,
};

/** A request with its tensors in the format of the engine. */
interface Parsed {
  readonly inputs: Tensors;
  readonly attributes: Loose;
  readonly upstream?: Tensor;
}

type Compute = (design: Design, request: Parsed) => Tensors;

/** All operations that are no single gate. */
const computations: Readonly<Partial<Record<Operation, Compute>>> = {
  graph: (design, { inputs, attributes: { nodes, output }, upstream }) => {
    const graph = graphOf(nodes, output, Object.keys(inputs));
    return answer(
      "loss",
      design.differentiate(design, graph, inputs, upstream),
    );
  },
  mlp_forward: (design, { inputs }) => mlpForward(design, inputs),
  two_layer_net: (design, { inputs, attributes: { reg }, upstream }) => {
    const { loss, gradients } = design.network(design, inputs, reg, upstream);
    const { x: _notAsked, ...rest } = gradients;
    return answer("loss", { loss, gradients: rest });
  },
  initialize: (design, { attributes }) => initialize(design, attributes),
  layer_statistics: (design, { attributes }) =>
    layerStatistics(design, attributes),
  batch_norm_inference: (design, { inputs, attributes }) =>
    batchNormInference(design, inputs, attributes),
  batch_norm_running: (design, { inputs, attributes }) =>
    batchNormRunning(design, inputs, attributes),
  preprocess: (design, { inputs }) => preprocess(design, inputs),
  ...Object.fromEntries(
    Object.keys(rules).map((name): [string, Compute] => [
      name,
      (design, { inputs, attributes }) =>
        step(name as keyof typeof rules, design, inputs, attributes),
    ]),
  ),
  learning_rate_decay: (design, { attributes }) => ({
    learning_rate: scalar(rateOf(design, attributes)),
  }),
  update_ratio: (design, { inputs, attributes }) =>
    updateRatio(design, inputs, attributes),
  train: (design, { inputs, attributes }) => train(design, inputs, attributes),
  sample_trials: (design, { attributes }) => sampleTrials(design, attributes),
  narrow_ranges: (design, { inputs, attributes }) =>
    narrowRanges(design, inputs, attributes),
};

/** The engine of that design. */
export function engineOf(
  name: string,
  design: Design,
  { accuracy = false, gradients = true } = {},
): EngineModule {
  const own = [
    ...Object.entries(computations),
    ...gateNames.map((gate) => [gate, oneGate(gate)] as const),
  ];
  return {
    info: {
      name,
      version: "1",
      language: "TypeScript",
      dtype: design.m.dtype,
      accuracy,
      gradients,
    },
    operations: Object.fromEntries(
      own.map(([operation, compute]) => [operation, serve(design, compute!)]),
    ),
  };
}

/** The operation that is one gate: a graph of one node. */
function oneGate(gate: string): Compute {
  if (!isOperation(gate)) throw new Error(`${gate} is no operation`);
  const { inputs: names, outputs: [output] } = operations[gate];
  return (design, { inputs, attributes, upstream }) => {
    const node = { name: output, gate, inputs: names, attributes };
    const graph = graphOf([node], output, names);
    return answer(
      output,
      design.differentiate(design, graph, inputs, upstream),
    );
  };
}

function answer(name: string, { loss, gradients }: Differentiated): Tensors {
  const named = Object.entries(gradients).map(([x, gradient]) => [
    `d${x}`,
    gradient,
  ]);
  return { [name]: loss, ...Object.fromEntries(named) };
}

/** Requests in, answers out; what the engine refuses is no crash. */
function serve(design: Design, compute: Compute): OperationFunction {
  const tensors = (named: RequestBody["inputs"]): Tensors =>
    Object.fromEntries(
      Object.entries(named).map(([name, x]) => [name, tensorOf(design.m, x)]),
    );
  return ({ inputs, attributes, upstream }) => {
    try {
      const outputs = compute(design, {
        inputs: tensors(inputs),
        attributes,
        ...(upstream && { upstream: Object.values(tensors(upstream))[0] }),
      });
      return Object.fromEntries(
        Object.entries(outputs).map(([name, x]) => [name, nestedOf(x)]),
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { category, message } = error;
      return { refused: { category, message } };
    }
  };
}
