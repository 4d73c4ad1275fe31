/**
 * Computational graphs (SPEC.md 5): every operation with gradients is one, be it of a
 * single gate.
 *
 * @module
 */
import { isOperation, operations } from "../../operations.ts";
import type { Attributes, Context, Gate } from "./gate.ts";
import { batchNorm } from "./gates_batch_norm.ts";
import * as elementwise from "./gates_elementwise.ts";
import { l2Penalty, softmaxCrossEntropy } from "./gates_losses.ts";
import { affine, matmul, maxout, neuron } from "./gates_products.ts";
import { map, requireThat, type Tensor, type Tensors } from "./tensor.ts";

/** All gates by the names of their operations. */
const gates: ReadonlyMap<string, Gate> = new Map<string, Gate>([
  ["add", elementwise.add],
  ["multiply", elementwise.multiply],
  ["max", elementwise.max],
  ["matmul", matmul],
  ["affine", affine],
  ["neuron", neuron],
  ["sigmoid", elementwise.sigmoid],
  ["tanh", elementwise.tanh],
  ["relu", elementwise.relu],
  ["leaky_relu", elementwise.leakyRelu],
  ["elu", elementwise.elu],
  ["maxout", maxout],
  ["softmax_cross_entropy", softmaxCrossEntropy],
  ["l2_penalty", l2Penalty],
  ["batch_norm", batchNorm],
]);

/** The names of all gates. */
export const gateNames = [...gates.keys()];

/** A gate in a graph, with the names of the values that it takes. */
export interface Node {
  readonly name: string;
  readonly gate: string;
  readonly inputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number>>;
}

/** Nodes, each behind those that it takes, and the one whose value is the loss. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly output: string;
}

/** The gate of a node. */
export function gateOf({ gate }: Node): Gate {
  return gates.get(gate)!;
}

/** The attributes of a node, rounded. */
export function attributesOf<N>(
  { m }: Context<N>,
  { attributes = {} }: Node,
): Attributes<N> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, x]) => [name, m.constant(x)]),
  );
}

/** The value of every input and node. */
export function valuesOf<N>(
  context: Context<N>,
  { nodes }: Graph,
  inputs: Tensors<N>,
): Map<string, Tensor<N>> {
  const values = new Map(Object.entries(inputs));
  for (const node of nodes) {
    const taken = node.inputs.map((name) => values.get(name)!);
    const attributes = attributesOf(context, node);
    values.set(node.name, gateOf(node).forward(context, taken, attributes));
  }
  return values;
}

/** The inputs that hold labels, and so have no gradient. */
export function labelsIn({ nodes }: Graph): Set<string> {
  return new Set(nodes.flatMap((node) => {
    const { labelInput } = gateOf(node);
    return labelInput === undefined ? [] : node.inputs[labelInput];
  }));
}

/** A tensor of zeros of that shape. */
export function zerosLike(x: Tensor): Tensor {
  return map(x, () => 0);
}

/** The graph of a request, or a refusal. */
export function graphOf(
  nodes: readonly Node[],
  output: string,
  inputs: readonly string[],
): Graph {
  const names = new Set(inputs);
  for (const { name } of nodes) {
    requireThat(!names.has(name), "graph", `There are two values "${name}"`);
    names.add(name);
  }
  for (const { name, gate, inputs: taken } of nodes) {
    requireThat(gates.has(gate), "graph", `There is no gate "${gate}"`);
    const missing = taken.find((input) => !names.has(input));
    requireThat(
      missing === undefined,
      "graph",
      `"${name}" takes "${missing}", which is nowhere`,
    );
    const wanted = isOperation(gate) ? operations[gate].inputs.length : 0;
    requireThat(
      taken.length === wanted,
      "graph",
      `"${name}" takes ${taken.length} inputs: "${gate}" has ${wanted}`,
    );
  }
  requireThat(
    nodes.some(({ name }) => name === output),
    "graph",
    `No node has the name of the output "${output}"`,
  );
  return { nodes: inOrder(nodes, inputs), output };
}

/** The nodes in topological order (Kahn's): each when its last input is there. */
function inOrder(nodes: readonly Node[], inputs: readonly string[]): Node[] {
  const waiting = new Map<string, Node[]>();
  const missing = new Map<Node, number>();
  for (const node of nodes) {
    missing.set(node, node.inputs.length);
    for (const name of node.inputs) {
      const users = waiting.get(name) ?? [];
      users.push(node);
      waiting.set(name, users);
    }
  }
  const ready = [...inputs], order: Node[] = [];
  for (const name of ready) {
    for (const user of waiting.get(name) ?? []) {
      const left = missing.get(user)! - 1;
      missing.set(user, left);
      if (left > 0) continue;
      order.push(user);
      ready.push(user.name);
    }
  }
  requireThat(order.length === nodes.length, "graph", "The nodes form a cycle");
  return order;
}
