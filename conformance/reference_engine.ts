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
  ComputationalGraph,
  type Gate,
  gates,
  GraphError,
  type GraphNode,
  mlpForward,
  type Nested,
  ShapeError,
  type Tensor,
  tensor,
  toNested,
  twoLayerNet,
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
    const graph = new ComputationalGraph(attributes.nodes as GraphNode[], {
      output: attributes.output as string,
    });
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
    const reg = attributes.reg as number;
    const { loss, grads } = twoLayerNet(x, labels.data, model, reg);
    if (!upstream) return { loss } as Record<string, Nested>;
    const scale = upstream.loss as number;
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
} satisfies Record<Operation, OperationFunction>;

/** The library as an engine under test. */
export const referenceEngine: EngineModule = {
  info: {
    name: "Touchstone",
    version: config.version,
    language: "TypeScript",
    dtype: "float64",
  },
  operations,
};

type Compute = (request: RequestBody) => Readonly<Record<string, Nested>>;

/** A gate as an operation: forward, and backward where there is an upstream. */
function gate(gate: Gate): OperationFunction {
  return refusing(({ inputs, attributes, upstream }) => {
    const named = tensors(inputs),
      given = gate.inputs.map((name) => named[name]);
    const output = gate.forward(given, attributes as Attributes);
    const answer = { [gate.output]: toNested(output) };
    if (!upstream) return answer;
    const arriving = tensor(upstream[gate.output]);
    requireShape(arriving, output);
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

function requireShape(upstream: Tensor, output: Tensor): void {
  if (String(upstream.shape) !== String(output.shape)) {
    throw new ShapeError(
      `The upstream gradient must have the shape of the output, [${output.shape}]: it is [${upstream.shape}]`,
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
