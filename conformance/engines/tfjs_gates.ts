/**
 * Gates, losses, nets and graphs of the TensorFlow.js engine. A gate is a function
 * of tensors and attributes that returns its output; tf.valueAndGrads has the
 * gradients. The numbers in parentheses are sections of the specification (SPEC.md).
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** Tensors by name. */
export type Tensors = Record<string, tf.Tensor>;

/** Attributes as they come: the specification says of what type each is. */
// deno-lint-ignore no-explicit-any
export type Attributes = Readonly<Record<string, any>>;

/** A gate: its inputs in the order in which it takes them, and its output. */
export interface Gate {
  readonly inputs: readonly string[];
  readonly output: string;
  compute(inputs: readonly tf.Tensor[], attributes: Attributes): tf.Tensor;
}

/** A refusal (2.6) by what is no part of TensorFlow.js: graphs in JSON, names of schemes. */
export class Refusal extends Error {
  constructor(readonly category: string, message: string) {
    super(message);
  }
}

/** Refuses where a condition does not hold. */
export function require(
  condition: boolean,
  message: string,
  category = "graph",
): void {
  if (!condition) throw new Refusal(category, message);
}

// --- Gates (4), losses (6.1, 6.2) and batch normalization (8.1) -------------

/** The gates by name. */
export const gates: Readonly<Record<string, Gate>> = {
  add: gate(["x", "y"], "z", ([x, y]) => tf.add(x, y)),
  multiply: gate(["x", "y"], "z", ([x, y]) => tf.mul(x, y)),
  max: gate(["x", "y"], "z", ([x, y]) => tf.maximum(x, y)),
  matmul: gate(["x", "y"], "z", ([x, y]) => tf.matMul(x, y)),
  affine: gate(["x", "w", "b"], "y", ([x, w, b]) => affine(x, w, b)),
  neuron: gate(
    ["x", "w", "b"],
    "y",
    ([x, w, b]) => tf.sigmoid(tf.add(tf.dot(w, x), b)),
  ),
  sigmoid: gate(["x"], "y", ([x]) => tf.sigmoid(x)),
  tanh: gate(["x"], "y", ([x]) => tf.tanh(x)),
  relu: gate(["x"], "y", ([x]) => tf.relu(x)),
  leaky_relu: gate(["x"], "y", ([x], { slope }) => tf.leakyRelu(x, slope)),
  // tf.elu has no alpha; the layer has one, and refuses all but 1.
  elu: gate(
    ["x"],
    "y",
    ([x], { alpha }) => tf.layers.elu({ alpha }).apply(x) as tf.Tensor,
  ),
  maxout: gate(
    ["x", "w1", "b1", "w2", "b2"],
    "y",
    ([x, w1, b1, w2, b2]) => tf.maximum(affine(x, w1, b1), affine(x, w2, b2)),
  ),
  softmax_cross_entropy: gate(
    ["scores", "labels"],
    "loss",
    ([scores, labels]) => softmaxCrossEntropy(scores, labels),
  ),
  l2_penalty: gate(["w"], "loss", ([w], { reg }) => l2Penalty(w, reg)),
  batch_norm: gate(
    ["x", "gamma", "beta"],
    "y",
    ([x, gamma, beta], { epsilon }) => {
      const { mean, variance } = tf.moments(x, 0);
      return tf.batchNorm(x, mean, variance, beta, gamma, epsilon);
    },
  ),
};

function gate(
  inputs: readonly string[],
  output: string,
  compute: Gate["compute"],
): Gate {
  return { inputs, output, compute };
}

function affine(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.add(tf.matMul(x, w), b);
}

/**
 * TensorFlow.js wants a row of zeros with a one in it for each label. The cast cuts
 * off fractions, as tf.tensor1d(labels, "int32") and tf.oneHot of an array do.
 */
function softmaxCrossEntropy(scores: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const classes = scores.shape[scores.rank - 1];
  const oneHot = tf.oneHot(tf.cast(labels, "int32"), classes);
  return tf.losses.softmaxCrossEntropy(oneHot, scores);
}

function l2Penalty(w: tf.Tensor, reg: number): tf.Tensor {
  return tf.mul(0.5, tf.mul(reg, tf.sum(tf.square(w))));
}

// --- Nets (6.3, 6.4) --------------------------------------------------------

/** The three-layer net on column vectors. */
export function mlpForward({ x, w1, b1, w2, b2, w3, b3 }: Tensors): Tensors {
  const h1 = tf.sigmoid(tf.add(tf.matMul(w1, x), b1));
  const h2 = tf.sigmoid(tf.add(tf.matMul(w2, h1), b2));
  return { h1, h2, out: tf.add(tf.matMul(w3, h2), b3) };
}

/** The scores of the two-layer net; its parameters are w1, b1, w2 and b2. */
export function twoLayerScores(
  x: tf.Tensor,
  [w1, b1, w2, b2]: readonly tf.Tensor[],
): tf.Tensor {
  return affine(tf.relu(affine(x, w1, b1)), w2, b2);
}

/** The loss of the two-layer net. */
export function twoLayerLoss(
  x: tf.Tensor,
  labels: tf.Tensor,
  parameters: readonly tf.Tensor[],
  reg: number,
): tf.Scalar {
  const [w1, , w2] = parameters;
  const data = softmaxCrossEntropy(twoLayerScores(x, parameters), labels);
  return tf.add(data, tf.add(l2Penalty(w1, reg), l2Penalty(w2, reg)));
}

/** The two-layer net as a gate, though no gate of a graph. */
export const twoLayerNet: Gate = gate(
  ["x", "labels", "w1", "b1", "w2", "b2"],
  "loss",
  ([x, labels, ...parameters], { reg }) =>
    twoLayerLoss(x, labels, parameters, reg),
);

// --- Graph (5) --------------------------------------------------------------

interface Node {
  readonly name: string;
  readonly gate: string;
  readonly inputs: readonly string[];
  readonly attributes?: Attributes;
}

/** The graph as a gate of those inputs on which its output depends. */
export function graphGate(given: Tensors, attributes: Attributes): Gate {
  const { nodes, output } = attributes as { nodes: Node[]; output: string };
  const ordered = inOrder(nodes, given, output);
  const needed = new Set([output]);
  for (const node of ordered.toReversed()) {
    if (needed.has(node.name)) node.inputs.forEach((name) => needed.add(name));
  }
  const inputs = Object.keys(given).filter((name) => needed.has(name));
  return gate(inputs, "loss", (tensors) => {
    const values = new Map(Object.entries(given));
    inputs.forEach((name, i) => values.set(name, tensors[i]));
    for (const { name, gate, inputs, attributes = {} } of ordered) {
      const operands = inputs.map((source) => values.get(source)!);
      values.set(name, gates[gate].compute(operands, attributes));
    }
    return values.get(output)!;
  });
}

/** The nodes in topological order. TensorFlow.js never sees the JSON: it is checked here. */
function inOrder(
  nodes: readonly Node[],
  inputs: Tensors,
  output: string,
): Node[] {
  const named = new Map(nodes.map((node) => [node.name, node]));
  require(named.size === nodes.length, "two nodes have one name");
  require(named.has(output), `there is no node "${output}"`);
  const users = new Map<string, Node[]>();
  const missing = new Map<Node, number>();
  for (const node of nodes) {
    const { name, gate, inputs: sources } = node;
    require(!Object.hasOwn(inputs, name), `"${name}" is a node and an input`);
    require(Object.hasOwn(gates, gate), `there is no gate "${gate}"`);
    require(
      sources.length === gates[gate].inputs.length,
      `"${gate}" takes ${
        gates[gate].inputs.length
      } inputs, not ${sources.length}`,
    );
    for (const source of sources) {
      require(
        named.has(source) || Object.hasOwn(inputs, source),
        `there is no "${source}"`,
      );
      const known = users.get(source);
      if (known) known.push(node);
      else users.set(source, [node]);
    }
    missing.set(node, sources.filter((source) => named.has(source)).length);
  }

  const ordered = nodes.filter((node) => missing.get(node) === 0);
  for (const { name } of ordered) { // grows while it runs
    for (const user of users.get(name) ?? []) {
      missing.set(user, missing.get(user)! - 1);
      if (missing.get(user) === 0) ordered.push(user);
    }
  }
  require(ordered.length === nodes.length, "the nodes form a cycle");
  return ordered;
}
