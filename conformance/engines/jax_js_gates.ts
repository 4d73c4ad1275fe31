/**
 * Gates, losses and graphs of the engine in jax_js_engine.ts (SPEC.md 4, 5, 6, 8.1).
 *
 * An array of jax-js is consumed by the first function that it is given to, unless
 * that function is given `array.ref`.
 *
 * @module
 */
import { nn, numpy as np, tree, vjp } from "@jax-js/jax";

/** Arrays by name. */
export type Arrays = Record<string, np.Array>;

/** Attributes of a gate; all are numbers. */
type Attributes = Readonly<Record<string, number>>;

/** A gate or a loss: it consumes its inputs. */
interface Gate {
  readonly inputs: readonly string[];
  readonly output: string;
  readonly forward: (inputs: np.Array[], attributes: Attributes) => np.Array;
}

/** What a request is refused for by this adapter; jax-js throws errors of its own. */
export class Refusal extends Error {
  constructor(readonly category: string, message: string) {
    super(message);
  }
}

function gate(
  inputs: string,
  output: string,
  forward: Gate["forward"],
): Gate {
  return { inputs: inputs.split(" "), output, forward };
}

/** All that may stand in a graph. */
export const gates: Readonly<Record<string, Gate>> = {
  add: gate("x y", "z", ([x, y]) => np.add(x, y)),
  multiply: gate("x y", "z", ([x, y]) => np.multiply(x, y)),
  max: gate("x y", "z", ([x, y]) => np.maximum(x, y)),
  matmul: gate("x y", "z", ([x, y]) => np.matmul(x, y)),
  affine: gate("x w b", "y", ([x, w, b]) => affine(x, w, b)),
  neuron: gate("x w b", "y", ([x, w, b]) => nn.sigmoid(np.dot(x, w).add(b))),
  sigmoid: gate("x", "y", ([x]) => nn.sigmoid(x)),
  tanh: gate("x", "y", ([x]) => np.tanh(x)),
  relu: gate("x", "y", ([x]) => nn.relu(x)),
  leaky_relu: gate("x", "y", ([x], { slope }) => nn.leakyRelu(x, slope)),
  elu: gate("x", "y", ([x], { alpha }) => nn.elu(x, alpha)),
  maxout: gate(
    "x w1 b1 w2 b2",
    "y",
    ([x, w1, b1, w2, b2]) =>
      np.maximum(affine(x.ref, w1, b1), affine(x, w2, b2)),
  ),
  softmax_cross_entropy: gate(
    "scores labels",
    "loss",
    ([scores, labels]) => softmaxCrossEntropy(scores, labels),
  ),
  l2_penalty: gate("w", "loss", ([w], { reg }) => l2Penalty(w, reg)),
  batch_norm: gate(
    "x gamma beta",
    "y",
    ([x, gamma, beta], { epsilon }) =>
      nn.standardize(x, 0, { epsilon }).mul(gamma).add(beta),
  ),
};

function affine(x: np.Array, w: np.Array, b: np.Array): np.Array {
  return np.matmul(x, w).add(b);
}

function softmaxCrossEntropy(scores: np.Array, labels: np.Array): np.Array {
  const classes = scores.shape[1];
  return nn.logSoftmax(scores, 1).mul(nn.oneHot(labels, classes)).sum(1).mean()
    .neg();
}

function l2Penalty(w: np.Array, reg: number): np.Array {
  return np.square(w).sum().mul(reg).mul(0.5);
}

/** The scores of the two-layer net of SPEC.md 6.4. */
export function scores({ x, w1, b1, w2, b2 }: Arrays): np.Array {
  return affine(nn.relu(affine(x, w1, b1)), w2, b2);
}

/** Its loss. */
export function twoLayerNet(net: Arrays, reg: number): np.Array {
  const penalty = l2Penalty(net.w1.ref, reg).add(l2Penalty(net.w2.ref, reg));
  return softmaxCrossEntropy(scores(net), net.labels).add(penalty);
}

/** The hidden layers and the output of the net of SPEC.md 6.3. */
export function mlpForward({ x, w1, b1, w2, b2, w3, b3 }: Arrays): Arrays {
  const h1 = nn.sigmoid(np.matmul(w1, x).add(b1));
  const h2 = nn.sigmoid(np.matmul(w2, h1.ref).add(b2));
  return { h1, h2: h2.ref, out: np.matmul(w3, h2).add(b3) };
}

/**
 * What `forward` makes of its inputs and, where there is an upstream gradient, the
 * gradients on them. Those in `constants` are given to it as well, and have none.
 */
export function differentiate(
  forward: (inputs: Arrays) => np.Array,
  inputs: Arrays,
  constants: Arrays,
  output: string,
  upstream?: np.Array,
): Arrays {
  if (!upstream) return { [output]: forward({ ...inputs, ...constants }) };
  const [value, pullback] = vjp(
    (variables: Arrays) => forward({ ...variables, ...constants }),
    [inputs],
  );
  const [gradients] = pullback(upstream);
  pullback.dispose();
  const named = Object.entries<np.Array>(gradients)
    .map(([name, gradient]) => [`d${name}`, gradient]);
  return { [output]: value, ...Object.fromEntries(named) };
}

/** A node of a graph, as a request describes it. */
export interface GraphNode {
  readonly name: string;
  readonly gate: string;
  readonly inputs: readonly string[];
  readonly attributes?: Attributes;
}

/** The graph's inputs that are labels: they have no gradient. */
export function labelsOf(nodes: readonly GraphNode[]): Set<string> {
  return new Set(
    nodes.flatMap(({ gate, inputs }) =>
      inputs.filter((_, i) => gates[gate]?.inputs[i] === "labels")
    ),
  );
}

/** Runs a graph, whose nodes are in topological order. */
export function runGraph(
  nodes: readonly GraphNode[],
  output: string,
  inputs: Arrays,
): np.Array {
  const values = { ...inputs };
  for (const { name, gate, inputs, attributes } of nodes) {
    const sources = inputs.map((input) => values[input].ref);
    values[name] = gates[gate].forward(sources, attributes ?? {});
  }
  const result = values[output].ref;
  tree.dispose(values);
  return result;
}

/** The nodes in topological order; refuses what is no graph. */
export function topologicalOrder(
  nodes: readonly GraphNode[],
  output: string,
  inputs: readonly string[],
): GraphNode[] {
  const users = new Map<string, GraphNode[]>();
  const missing = new Map<GraphNode, number>();
  const names = new Set(inputs);
  for (const node of nodes) {
    const arity = Object.hasOwn(gates, node.gate)
      ? gates[node.gate].inputs.length
      : undefined;
    require(arity !== undefined, `there is no gate ${node.gate}`);
    require(
      node.inputs.length === arity,
      `${node.gate} has ${arity} inputs: ${node.name} gives ${node.inputs.length}`,
    );
    require(!names.has(node.name), `there are two ${node.name}`);
    names.add(node.name);
    missing.set(node, node.inputs.length);
    for (const input of node.inputs) {
      users.set(input, [...users.get(input) ?? [], node]);
    }
  }
  require(nodes.some(({ name }) => name === output), `no node is ${output}`);
  for (const name of users.keys()) {
    require(names.has(name), `nothing is called ${name}`);
  }
  const order: GraphNode[] = [];
  const ready = [...inputs];
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    for (const user of users.get(name) ?? []) {
      const left = missing.get(user)! - 1;
      missing.set(user, left);
      if (left === 0) {
        order.push(user);
        ready.push(user.name);
      }
    }
  }
  require(order.length === nodes.length, "there is a cycle");
  return order;
}

function require(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Refusal("graph", message);
}
