/**
 * Computational graphs.
 *
 * @module
 */
import { type CaseSource, type RequestSource, scattered } from "./source.ts";

/** A node, written as `node("q", "add", ["x", "y"])`. */
function node(
  name: string,
  gate: string,
  inputs: string[],
  attributes?: Record<string, number>,
): Record<string, unknown> {
  return { name, gate, inputs, ...(attributes && { attributes }) };
}

/** A request to run nodes whose last one is the output. */
function run(
  nodes: readonly Record<string, unknown>[],
  inputs: RequestSource["inputs"],
  output = nodes.at(-1)!.name,
  upstream: RequestSource["upstream"] = { loss: 1 },
): RequestSource {
  return { inputs, attributes: { nodes, output }, upstream };
}

const Q_TIMES_Z = [
  node("q", "add", ["x", "y"]),
  node("f", "multiply", ["q", "z"]),
];
const DIAMOND = [
  node("s", "sigmoid", ["x"]),
  node("left", "multiply", ["s", "w"]),
  node("right", "tanh", ["s"]),
  node("f", "add", ["left", "right"]),
];
const NET = [
  node("a1", "affine", ["X", "W1", "b1"]),
  node("h1", "tanh", ["a1"]),
  node("scores", "affine", ["h1", "W2", "b2"]),
  node("data", "softmax_cross_entropy", ["scores", "y"]),
  node("penalty", "l2_penalty", ["W1"], { reg: 0.5 }),
  node("loss", "add", ["data", "penalty"]),
];
const NET_INPUTS = {
  X: scattered(3, 4, 101),
  y: [1, 0, 1],
  W1: scattered(4, 2, 102),
  b1: [0.25, -0.5],
  W2: scattered(2, 2, 103),
  b2: [0.125, 0],
};
const SHUFFLED = [5, 2, 0, 4, 1, 3].map((i) => NET[i]);

function chain(
  gate: string,
  order: "forward" | "backward" | "shuffled",
  inputs: RequestSource["inputs"],
  other?: string,
): RequestSource {
  return {
    inputs,
    attributes: {
      nodes: {
        recipe: "chain",
        gate,
        length: 10_000,
        ...(other && { with: other }),
        order,
      },
      output: "g10000",
    },
    upstream: { loss: 1 },
  };
}

export const graphCases: CaseSource[] = [
  {
    name: "lecture",
    why: "runs the lecture's f = (x + y)·z forward and backward",
    flags: ["upstream-ignored"],
    ...run(Q_TIMES_Z, { x: -2, y: 5, z: -4 }),
  },
  {
    name: "one-gate",
    why: "runs a single gate",
    ...run([node("f", "multiply", ["x", "y"])], { x: 3, y: -4 }),
  },
  {
    name: "each-gate-scalar",
    why: "passes a scalar through one activation after the other",
    flags: ["derivative"],
    ...run([
      node("a", "tanh", ["x"]),
      node("b", "leaky_relu", ["a"], { slope: 0.25 }),
      node("c", "sigmoid", ["b"]),
      node("d", "elu", ["c"], { alpha: 1 }),
      node("e", "relu", ["d"]),
    ], { x: -0.75 }),
  },
  {
    name: "neuron-circuit",
    why: "differentiates the lecture's circuit 1/(1+e^−(w0·x0 + w1·x1 + w2))",
    flags: ["upstream-ignored"],
    ...run([
      node("p0", "multiply", ["w0", "x0"]),
      node("p1", "multiply", ["w1", "x1"]),
      node("s", "add", ["p0", "p1"]),
      node("t", "add", ["s", "w2"]),
      node("f", "sigmoid", ["t"]),
    ], { w0: 2, x0: -1, w1: -3, x1: -2, w2: -3 }),
  },
  {
    name: "neuron-gate",
    why: "has the neuron as a gate, too",
    ...run([
      node("f", "neuron", ["x", "w", "b"]),
    ], { x: [-1, -2], w: [2, -3], b: -3 }),
  },
  {
    name: "any-order",
    why: "runs nodes that are listed after the nodes which use them",
    flags: ["node-order"],
    ...run(Q_TIMES_Z.toReversed(), { x: -2, y: 5, z: -4 }, "f"),
  },
  {
    name: "fork",
    why: "adds up the gradients of a value that two gates use",
    flags: ["fork-overwritten"],
    ...run([
      node("a", "multiply", ["x", "y"]),
      node("b", "multiply", ["x", "z"]),
      node("f", "add", ["a", "b"]),
    ], { x: 2, y: 3, z: -5 }),
  },
  {
    name: "diamond",
    why: "adds up the gradients of an inner value on both ways round a diamond",
    flags: ["fork-overwritten", "node-order"],
    ...run(DIAMOND, { x: 0.5, w: -1.5 }),
  },
  {
    name: "deep-and-shallow",
    why: "waits for the longer way round before it goes on backward",
    flags: ["node-order", "fork-overwritten"],
    ...run([
      node("s", "multiply", ["x", "y"]),
      node("a", "tanh", ["s"]),
      node("b", "sigmoid", ["a"]),
      node("c", "multiply", ["b", "y"]),
      node("f", "add", ["s", "c"]),
    ], { x: 0.5, y: -1.25 }),
  },
  {
    name: "same-input-twice",
    why: "gives a gate that takes one value twice both of its gradients",
    flags: ["fork-overwritten"],
    ...run([node("f", "multiply", ["x", "x"])], { x: 3 }),
  },
  {
    name: "same-node-twice",
    why: "gives a node that a gate takes twice both of its gradients",
    flags: ["fork-overwritten"],
    ...run([
      node("s", "tanh", ["x"]),
      node("f", "add", ["s", "s"]),
    ], { x: 0.5 }),
  },
  {
    name: "three-users",
    why: "adds up the gradients of three users",
    flags: ["fork-overwritten"],
    ...run([
      node("a", "multiply", ["x", "y"]),
      node("b", "tanh", ["x"]),
      node("c", "add", ["a", "b"]),
      node("f", "multiply", ["c", "x"]),
    ], { x: 0.75, y: -2 }),
  },
  {
    name: "vector-fork",
    why: "adds up the gradients at a fork element by element",
    flags: ["fork-overwritten"],
    ...run(
      [
        node("a", "multiply", ["x", "y"]),
        node("b", "relu", ["x"]),
        node("f", "add", ["a", "b"]),
      ],
      { x: [1, -2, 0.5], y: [3, -1, 2] },
      "f",
      { loss: [1, -1, 2] },
    ),
  },
  {
    name: "power",
    why: "adds up exponentially many ways: x⁶⁴ by six squarings",
    flags: ["fork-overwritten"],
    ...run([
      node("s1", "multiply", ["x", "x"]),
      node("s2", "multiply", ["s1", "s1"]),
      node("s3", "multiply", ["s2", "s2"]),
      node("s4", "multiply", ["s3", "s3"]),
      node("s5", "multiply", ["s4", "s4"]),
      node("s6", "multiply", ["s5", "s5"]),
    ], { x: 1.0625 }),
  },
  {
    name: "ladder",
    why: "does not walk each of 2⁴⁰ ways through a ladder of forty additions",
    flags: ["slow-fork"],
    ...run(
      Array.from({ length: 40 }, (_, i) => {
        const before = i === 0 ? "x" : `s${i}`;
        return node(`s${i + 1}`, "add", [before, before]);
      }),
      { x: 1 / 2 ** 14 },
    ),
  },
  {
    name: "long-way-round",
    why: "waits for the longer way, whichever way it is named first",
    flags: ["node-order", "fork-overwritten"],
    ...run(
      [
        node("s", "tanh", ["x"]),
        node("a", "multiply", ["s", "y"]),
        node("b", "sigmoid", ["a"]),
        node("c", "add", ["b", "s"]),
        node("f", "multiply", ["c", "a"]),
      ],
      { x: [0.5, -1], y: [2, 0.25] },
      "f",
      { loss: [1, -2] },
    ),
  },
  {
    name: "shared-additions",
    why: "does not add one input's gradient to another's: both come by an add",
    flags: ["fork-overwritten", "writes-inputs"],
    ...run(
      [
        node("s", "add", ["x", "y"]),
        node("t", "add", ["x", "z"]),
        node("f", "add", ["s", "t"]),
      ],
      { x: [1, 2], y: [3, -4], z: [0.5, 1] },
      "f",
      { loss: [1, -3] },
    ),
  },
  {
    name: "shared-additions-of-matrices",
    why: "gives matrices that meet in additions a gradient of their own each",
    flags: ["fork-overwritten", "writes-inputs"],
    ...run(
      [
        node("t", "add", ["y", "x"]),
        node("s", "add", ["x", "z"]),
        node("r", "add", ["z", "y"]),
        node("st", "add", ["s", "t"]),
        node("f", "add", ["r", "st"]),
      ],
      {
        x: scattered(2, 3, 131),
        y: scattered(2, 3, 132),
        z: scattered(2, 3, 133),
      },
      "f",
      { loss: scattered(2, 3, 134) },
    ),
  },
  {
    name: "relu-beside-others",
    why: "leaves the input of a relu as it is for the other gates that use it",
    flags: ["writes-inputs"],
    ...run(
      [
        node("r", "relu", ["x"]),
        node("t", "tanh", ["x"]),
        node("m", "multiply", ["x", "y"]),
        node("rt", "add", ["r", "t"]),
        node("f", "add", ["rt", "m"]),
      ],
      { x: [-1, 0.5], y: [2, -0.25] },
      "f",
      { loss: [1, 2] },
    ),
  },
  {
    name: "own-attributes",
    why: "gives each node its own attributes, though others have its gate",
    flags: ["attribute-ignored"],
    ...run(
      [
        node("a", "leaky_relu", ["x"], { slope: 0.25 }),
        node("b", "leaky_relu", ["a"], { slope: 0.5 }),
        node("c", "elu", ["b"], { alpha: 2 }),
        node("f", "elu", ["c"], { alpha: 0.5 }),
      ],
      { x: [-2, -0.5, 1] },
      "f",
      { loss: [1, -1, 2] },
    ),
  },
  {
    name: "own-reg",
    why: "penalises two layers each by a strength of its own",
    flags: ["attribute-ignored"],
    ...run([
      node("p1", "l2_penalty", ["W1"], { reg: 0.5 }),
      node("p2", "l2_penalty", ["W2"], { reg: 4 }),
      node("f", "add", ["p1", "p2"]),
    ], { W1: scattered(2, 3, 135), W2: scattered(3, 2, 136) }),
  },
  {
    name: "any-names",
    why: "takes any text as a name, such as toString, 10 or a blank",
    flags: ["graph-unchecked"],
    ...run([
      node("10", "multiply", ["valueOf", " "]),
      node("toString", "tanh", ["10"]),
      node("2", "add", ["toString", "ä ö"]),
    ], { valueOf: 0.5, " ": -1.5, "ä ö": 2 }),
  },
  {
    name: "unused-input",
    why: "gives an input that nothing uses a gradient of 0",
    flags: ["unused-input"],
    ...run(Q_TIMES_Z, { x: -2, y: 5, z: -4, unused: [1, 2] }),
  },
  {
    name: "dead-branch",
    why: "gives no gradient to a branch that does not reach the output",
    flags: ["unused-input", "dead-branch"],
    ...run(
      [
        node("q", "add", ["x", "y"]),
        node("dead", "multiply", ["q", "z"]),
        node("f", "tanh", ["q"]),
      ],
      { x: 0.5, y: -0.25, z: 3 },
    ),
  },
  {
    name: "dead-branch-of-matrices",
    why: "gives zeros of their shapes to matrices that do not reach the output",
    flags: ["unused-input", "dead-branch"],
    ...run(
      [
        node("dead", "matmul", ["W", "V"]),
        node("f", "tanh", ["x"]),
      ],
      {
        x: 0.5,
        W: scattered(2, 3, 137),
        V: scattered(3, 2, 138),
        U: [[1, 2, 3]],
      },
      "f",
    ),
  },
  {
    name: "output-in-the-middle",
    why: "takes the named node as output, though another uses it",
    flags: ["dead-branch"],
    ...run(Q_TIMES_Z, { x: -2, y: 5, z: -4 }, "q"),
  },
  {
    name: "upstream",
    why: "starts from the upstream gradient that it is given",
    flags: ["upstream-ignored"],
    ...run(Q_TIMES_Z, { x: -2, y: 5, z: -4 }, "f", { loss: -0.5 }),
  },
  {
    name: "max-routes",
    why: "routes through a maximum",
    flags: ["max-routing"],
    ...run([
      node("a", "multiply", ["x", "y"]),
      node("m", "max", ["a", "z"]),
      node("f", "multiply", ["m", "y"]),
    ], { x: 2, y: 3, z: 1 }),
  },
  {
    name: "net",
    why: "trains a small net: affine, tanh, affine, softmax, penalty",
    flags: ["reg-half", "mean-missing"],
    ...run(NET, NET_INPUTS),
  },
  {
    name: "net-any-order",
    why: "gives the net's answer whatever the order of its nodes",
    flags: ["node-order"],
    ...run(SHUFFLED, NET_INPUTS, "loss"),
  },
  {
    name: "net-upstream",
    why: "multiplies all gradients of a net by the upstream gradient of −2",
    flags: ["upstream-ignored"],
    ...run(NET, NET_INPUTS, "loss", { loss: -2 }),
  },
  {
    name: "order-does-not-matter",
    why: "gives the same gradient for any order of the same nodes",
    flags: ["node-order"],
    requests: [run(NET, NET_INPUTS), run(SHUFFLED, NET_INPUTS, "loss")],
    terms: [
      { request: 0, output: "dW1", times: 1 },
      { request: 1, output: "dW1", times: -1 },
    ],
  },
  {
    name: "maxout-net",
    why: "differentiates through maxout",
    ...run([
      node("h", "maxout", ["X", "W1", "b1", "W2", "b2"]),
      node("s", "matmul", ["h", "V"]),
      node("f", "softmax_cross_entropy", ["s", "y"]),
    ], {
      X: scattered(3, 4, 104),
      y: [1, 0, 1],
      W1: scattered(4, 2, 105),
      b1: [0.25, -0.5],
      W2: scattered(4, 2, 106),
      b2: [0.125, 0],
      V: scattered(2, 2, 107),
    }),
  },
  {
    name: "batch-norm",
    why:
      "has batch normalization between an affine layer and its non-linearity",
    flags: ["through-statistics"],
    section: "8.1",
    ...run([
      node("a", "affine", ["X", "W1", "b1"]),
      node("n", "batch_norm", ["a", "gamma", "beta"], { epsilon: 0.0625 }),
      node("h", "tanh", ["n"]),
      node("s", "affine", ["h", "W2", "b2"]),
      node("f", "softmax_cross_entropy", ["s", "y"]),
    ], { ...NET_INPUTS, gamma: [1.5, -0.5], beta: [0.25, 0.5] }),
  },
  {
    name: "shared-weights",
    why: "adds up the gradients of weights that two layers share",
    flags: ["fork-overwritten"],
    ...run(
      [
        node("a", "matmul", ["x", "W"]),
        node("h", "tanh", ["a"]),
        node("f", "matmul", ["h", "W"]),
      ],
      { x: scattered(2, 3, 108), W: scattered(3, 3, 109) },
      "f",
      { loss: scattered(2, 3, 110) },
    ),
  },
  {
    name: "chain-of-relus",
    why: "runs a chain of 10,000 gates, deeper than any stack of calls",
    flags: ["recursion"],
    ...chain("relu", "forward", { x: 0.75 }),
  },
  {
    name: "chain-backward",
    why: "sorts 10,000 gates that are listed last one first",
    flags: ["recursion", "node-order"],
    ...chain("relu", "backward", { x: 0.75 }),
  },
  {
    name: "chain-shuffled",
    why: "sorts 10,000 shuffled gates",
    flags: ["recursion", "node-order"],
    ...chain("relu", "shuffled", { x: 0.75 }),
  },
  {
    name: "chain-of-additions",
    why: "adds up the gradients of an input that 10,000 gates use",
    flags: ["recursion", "fork-overwritten"],
    narrowest: "float32",
    ...chain("add", "forward", { x: 0.5, c: 0.015625 }, "c"),
  },
  {
    name: "chain-of-maxima",
    why:
      "routes the gradient through 10,000 maxima to the one input that counts",
    flags: ["recursion", "max-routing"],
    ...chain("max", "forward", { x: 0.75, c: 0.25 }, "c"),
  },
  {
    name: "leaves-no-trace",
    why: "does not add its gradients to those of an earlier run",
    flags: ["accumulates", "stale-cache"],
    after: run(DIAMOND, { x: -1, w: 2 }),
    ...run(DIAMOND, { x: 0.5, w: -1.5 }),
  },
  {
    name: "other-graph-before",
    why: "does not mix up nodes with those of an earlier graph",
    flags: ["accumulates", "stale-cache"],
    after: run([node("q", "multiply", ["x", "y"])], { x: 2, y: 3 }),
    ...run(Q_TIMES_Z, { x: -2, y: 5, z: -4 }),
  },
  {
    name: "after-refusal",
    why: "finds nothing of a run that it had to refuse on its way",
    flags: ["stale-cache"],
    section: "2.6",
    after: run([
      node("q", "add", ["x", "y"]),
      node("bad", "add", ["u", "v"]),
      node("f", "multiply", ["q", "z"]),
    ], { x: 1, y: 2, z: 3, u: [1, 2], v: [1, 2, 3] }),
    ...run(Q_TIMES_Z, { x: -2, y: 5, z: -4 }),
  },
  {
    name: "repeats",
    why: "gives the same gradient when it runs twice",
    flags: ["accumulates"],
    section: "2.7",
    requests: [
      run(DIAMOND, { x: 0.5, w: -1.5 }),
      run(DIAMOND, { x: 0.5, w: -1.5 }),
    ],
    terms: [
      { request: 0, output: "dx", times: 1 },
      { request: 1, output: "dx", times: -1 },
    ],
  },
  {
    name: "nan",
    why: "lets a NaN through to the loss",
    flags: ["nan-swallowed"],
    inputs: { x: NaN, y: 5, z: -4 },
    attributes: { nodes: Q_TIMES_Z, output: "f" },
  },
  {
    name: "refuses-cycle",
    why: "refuses nodes that form a cycle, and does not hang",
    flags: ["cycle"],
    refuses: ["graph"],
    ...run([
      node("a", "add", ["x", "b"]),
      node("b", "tanh", ["a"]),
    ], { x: 1 }),
  },
  {
    name: "refuses-self-loop",
    why: "refuses a node that takes itself",
    flags: ["cycle"],
    refuses: ["graph"],
    ...run([node("a", "add", ["x", "a"])], { x: 1 }),
  },
  {
    name: "refuses-cycle-aside",
    why: "refuses a cycle even where the output does not depend on it",
    flags: ["cycle"],
    refuses: ["graph"],
    ...run(
      [
        node("a", "tanh", ["b"]),
        node("b", "tanh", ["a"]),
        node("f", "tanh", ["x"]),
      ],
      { x: 1 },
    ),
  },
  {
    name: "refuses-unknown-gate",
    why: "refuses a gate that it does not know",
    flags: ["graph-unchecked"],
    refuses: ["graph", "unsupported"],
    ...run([node("f", "frobnicate", ["x"])], { x: 1 }),
  },
  {
    name: "refuses-missing-input",
    why: "refuses a name that is neither a node nor an input",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run(Q_TIMES_Z, { x: -2, y: 5 }),
  },
  {
    name: "refuses-unknown-gate-aside",
    why: "refuses an unknown gate even where the output does not depend on it",
    flags: ["graph-unchecked"],
    refuses: ["graph", "unsupported"],
    ...run([
      node("aside", "frobnicate", ["x"]),
      node("f", "tanh", ["x"]),
    ], { x: 1 }),
  },
  {
    name: "refuses-missing-input-aside",
    why: "refuses a missing name even where the output does not depend on it",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run([
      node("aside", "add", ["x", "z"]),
      node("f", "tanh", ["x"]),
    ], { x: 1 }),
  },
  {
    name: "refuses-inherited-name",
    why:
      "refuses the name constructor where neither a node nor an input has it",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run([node("f", "add", ["x", "constructor"])], { x: 1 }),
  },
  {
    name: "refuses-same-name-twins",
    why: "refuses two nodes of one name even where they are the same",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run([
      node("s", "tanh", ["x"]),
      node("s", "tanh", ["x"]),
      node("f", "sigmoid", ["s"]),
    ], { x: 1 }),
  },
  {
    name: "refuses-same-name",
    why: "refuses two nodes of one name",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run([
      node("f", "tanh", ["x"]),
      node("f", "sigmoid", ["x"]),
    ], { x: 1 }),
  },
  {
    name: "refuses-node-named-as-input",
    why: "refuses a node that has the name of an input",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run([
      node("x", "tanh", ["y"]),
      node("f", "add", ["x", "y"]),
    ], { x: 1, y: 2 }),
  },
  {
    name: "refuses-node-named-as-unused-input",
    why:
      "refuses a node that has the name of an input even if none uses either",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run([
      node("y", "sigmoid", ["x"]),
      node("f", "tanh", ["x"]),
    ], { x: 1, y: 2 }),
  },
  {
    name: "refuses-missing-bias",
    why: "refuses an affine without its bias",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run(
      [
        node("a", "affine", ["x", "W"]),
        node("f", "tanh", ["a"]),
      ],
      { x: [[1, 2]], W: [[1], [2]] },
      "f",
      { loss: [[1]] },
    ),
  },
  {
    name: "refuses-too-few-inputs",
    why: "refuses an add with one input",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run([node("f", "add", ["x"])], { x: 1 }),
  },
  {
    name: "refuses-too-many-inputs",
    why: "refuses a tanh with two inputs",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run([node("f", "tanh", ["x", "y"])], { x: 1, y: 2 }),
  },
  {
    name: "refuses-three-addends",
    why: "refuses an add with three inputs",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run([node("f", "add", ["x", "y", "z"])], { x: 1, y: 2, z: 3 }),
  },
  {
    name: "refuses-input-as-output",
    why: "refuses an output that is the name of an input, and of no node",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run(Q_TIMES_Z, { x: -2, y: 5, z: -4 }, "z"),
  },
  {
    name: "refuses-unknown-output",
    why: "refuses an output that no node has as its name",
    flags: ["graph-unchecked"],
    refuses: ["graph"],
    ...run(Q_TIMES_Z, { x: -2, y: 5, z: -4 }, "g"),
  },
  {
    name: "refuses-shapes-inside",
    why: "refuses shapes that do not fit at an inner gate",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    ...run([
      node("a", "matmul", ["x", "W"]),
      node("f", "add", ["a", "b"]),
    ], { x: [[1, 2]], W: [[1, 2, 3], [4, 5, 6]], b: [[1, 2]] }),
  },
  {
    name: "refuses-shapes-aside",
    why: "refuses shapes that do not fit, though no output depends on the gate",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    ...run([
      node("aside", "add", ["y", "z"]),
      node("f", "tanh", ["x"]),
    ], { x: 1, y: [1, 2], z: [1, 2, 3] }),
  },
  {
    name: "refuses-label-inside",
    why: "refuses a label that is no class with the category of the inner gate",
    flags: ["label-offset"],
    refuses: ["value"],
    ...run([
      node("s", "tanh", ["x"]),
      node("f", "softmax_cross_entropy", ["s", "y"]),
    ], { x: [[1, 2]], y: [2] }),
  },
  {
    name: "refuses-other-upstream",
    why: "refuses an upstream gradient of another shape than the loss",
    flags: ["shape-unchecked"],
    section: "4.1",
    refuses: ["shape"],
    ...run(
      [node("f", "multiply", ["x", "y"])],
      { x: [1, 2, 3], y: [4, 5, 6] },
      "f",
      { loss: [1, 2] },
    ),
  },
];
