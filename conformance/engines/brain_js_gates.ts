/**
 * Gates and graphs of the brain.js engine. A gate adds operations to an equation,
 * which knows matrices alone. The numbers in parentheses are sections of the
 * specification (SPEC.md).
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import { Equation, Matrix, NeuralNetwork } from "./brain_js_library.ts";
import {
  type Attributes,
  type Computation,
  nest,
  require,
  requireShape,
  type Tensor,
  type Tensors,
} from "./flat_tensors.ts";

/** A tensor as a matrix: scalars and vectors are a row, further axes columns. */
export function matrix({ shape, data }: Tensor): Matrix {
  const rows = shape.length < 2 ? 1 : shape[0];
  return Matrix.fromJSON({ rows, columns: data.length / rows, weights: data });
}

/** A matrix that holds one number only. */
export function constant(rows: number, columns: number, value: number): Matrix {
  const weights = new Array(rows * columns).fill(value);
  return Matrix.fromJSON({ rows, columns, weights });
}

// --- Gates (4) and the penalty (6.2) ----------------------------------------

interface Gate {
  readonly inputs: readonly string[];
  readonly output: string;
  /** The rank of the output, if it is not the shape of the first input. */
  readonly rank?: 0 | 2;
  build(
    equation: Equation,
    inputs: readonly Matrix[],
    attributes: Attributes,
  ): Matrix;
}

/** Nothing is broadcast: the bias gets its rows as a product with ones. */
export function affine(e: Equation, [x, w, b]: readonly Matrix[]): Matrix {
  const biases = e.multiply(e.allOnes(x.rows, 1), b);
  return e.add(e.multiply(x, w), biases);
}

function neuron(e: Equation, [x, w, b]: readonly Matrix[]): Matrix {
  const sum = e.multiply(e.multiplyElement(w, x), e.allOnes(w.columns, 1));
  return e.sigmoid(e.add(sum, b));
}

/** Nothing is summed: that takes products with ones too. */
export function l2Penalty(e: Equation, w: Matrix, reg: number): Matrix {
  const ofRows = e.multiply(e.multiplyElement(w, w), e.allOnes(w.columns, 1));
  const sum = e.multiply(e.allOnes(1, w.rows), ofRows);
  return e.multiply(sum, constant(1, 1, reg / 2));
}

const gates: Readonly<Record<string, Gate>> = {
  add: gate(["x", "y"], "z", (e, [x, y]) => e.add(x, y)),
  multiply: gate(["x", "y"], "z", (e, [x, y]) => e.multiplyElement(x, y)),
  matmul: gate(["x", "y"], "z", (e, [x, y]) => e.multiply(x, y), 2),
  affine: gate(["x", "w", "b"], "y", affine, 2),
  neuron: gate(["x", "w", "b"], "y", neuron, 0),
  sigmoid: gate(["x"], "y", (e, [x]) => e.sigmoid(x)),
  tanh: gate(["x"], "y", (e, [x]) => e.tanh(x)),
  relu: gate(["x"], "y", (e, [x]) => e.relu(x)),
  l2_penalty: gate(["w"], "loss", (e, [w], { reg }) => l2Penalty(e, w, reg), 0),
};

function gate(
  inputs: readonly string[],
  output: string,
  build: Gate["build"],
  rank?: Gate["rank"],
): Gate {
  return { inputs, output, rank, build };
}

/** Leaky relu is found in nets alone: this has one neuron, weight 1 and bias 0. */
export const leakyRelu: Computation = (
  { x: { shape, data } },
  { slope },
  upstream,
) => {
  requireShape(upstream, shape);
  const net = new NeuralNetwork({
    activation: "leaky-relu",
    leakyReluAlpha: slope,
  });
  net.sizes = [1, 1];
  net.initialize();
  net.weights[1][0][0] = 1;
  net.biases[1][0] = 0;
  const y: number[] = [], dx: number[] = [];
  data.forEach((number, i) => {
    y.push(net.run([number])[0]);
    // The error that goes back is the target minus the output.
    net.calculateDeltas([y[i] + (upstream?.data[i] ?? 0)]);
    dx.push(net.errors[0][0]);
  });
  return { y: nest(y, shape), dx: nest(dx, shape) };
};

// --- Graphs (5) -------------------------------------------------------------

interface GraphNode {
  readonly name: string;
  readonly gate: string;
  readonly inputs: readonly string[];
  readonly attributes?: Attributes;
}

/** Any graph of these gates. */
export const graph: Computation = (inputs, { nodes, output }, upstream) => {
  const { value, gradients } = runGraph(inputs, nodes, output, upstream);
  return { loss: value, ...gradients };
};

/** The operations that are one gate, each by a graph of one node. */
export const gateOperations: Readonly<Record<string, Computation>> = Object
  .fromEntries(
    Object.entries(gates).map(([gate, { inputs, output }]) => [
      gate,
      (given, attributes, upstream) => {
        const nodes = [{ name: output, gate, inputs, attributes }];
        const { value, gradients } = runGraph(given, nodes, output, upstream);
        return { [output]: value, ...gradients };
      },
    ]),
  );

function runGraph(
  inputs: Tensors,
  nodes: readonly GraphNode[],
  output: string,
  upstream?: Tensor,
): { value: Nested; gradients: Record<string, Nested> } {
  const equation = new Equation();
  const values = new Map<string, [Matrix, shape: readonly number[]]>(
    Object.entries(inputs)
      .map(([name, input]) => [name, [matrix(input), input.shape]]),
  );
  for (const node of inOrder(nodes, inputs)) {
    const { build, rank } = gates[node.gate];
    const operands = node.inputs.map((name) => values.get(name)!);
    const matrices = operands.map(([matrix]) => matrix);
    const product = build(equation, matrices, node.attributes ?? {});
    const shape = rank === undefined
      ? operands[0][1]
      : [product.rows, product.columns].slice(0, rank);
    values.set(node.name, [product, shape]);
  }
  const isNode = nodes.some(({ name }) => name === output);
  require(isNode, `there is no node "${output}"`, "graph");
  const [result, shape] = values.get(output)!;
  requireShape(upstream, shape);

  equation.runIndex();
  const value = nest(result.weights, shape);
  if (!upstream) return { value, gradients: {} };
  result.deltas.set(upstream.data);
  equation.backpropagate();
  const gradients = Object.entries(inputs).map(([name, { shape }]) => {
    const [{ deltas }] = values.get(name)!;
    return [`d${name}`, nest(deltas, shape)];
  });
  return { value, gradients: Object.fromEntries(gradients) };
}

/** The nodes in topological order. An equation never sees the JSON: it is checked here. */
function inOrder(nodes: readonly GraphNode[], inputs: Tensors): GraphNode[] {
  const users = new Map<string, GraphNode[]>(
    nodes.map(({ name }) => [name, []]),
  );
  require(users.size === nodes.length, "two nodes have one name", "graph");
  const missing = new Map<GraphNode, number>();
  for (const node of nodes) {
    const { name, gate, inputs: sources } = node;
    const isInput = Object.hasOwn(inputs, name);
    require(!isInput, `"${name}" is a node and an input`, "graph");
    const isGate = Object.hasOwn(gates, gate);
    require(isGate, `there is no gate "${gate}"`, "unsupported");
    const count = gates[gate].inputs.length;
    require(sources.length === count, `"${gate}" takes ${count}`, "graph");
    for (const source of sources) {
      const isThere = users.has(source) || Object.hasOwn(inputs, source);
      require(isThere, `there is no "${source}"`, "graph");
      users.get(source)?.push(node);
    }
    missing.set(node, sources.filter((source) => users.has(source)).length);
  }

  const ordered = nodes.filter((node) => missing.get(node) === 0);
  for (const { name } of ordered) { // grows while it runs
    for (const user of users.get(name)!) {
      missing.set(user, missing.get(user)! - 1);
      if (missing.get(user) === 0) ordered.push(user);
    }
  }
  require(ordered.length === nodes.length, "the nodes form a cycle", "graph");
  return ordered;
}
