/**
 * The operations of the specification: to which profile each belongs, which
 * section of SPEC.md defines it, and what a request for it holds. Every table of
 * operations elsewhere is closed over these names.
 *
 * @module
 */

/** What a request for an operation holds, and where that is defined. */
export interface OperationInfo {
  /** The profile it belongs to. */
  readonly profile: Profile;
  /** The section of SPEC.md. */
  readonly section: string;
  /** The names of its inputs; a graph names its own. */
  readonly inputs: readonly string[];
  /** The names of its attributes. */
  readonly attributes: readonly string[];
  /** The names of its outputs, without gradients. */
  readonly outputs: readonly string[];
}

/** The profiles, in the order in which an engine would adopt them. */
export const profiles = ["gates", "graph", "loss"] as const;

/** The name of a profile. */
export type Profile = typeof profiles[number];

/** All operations, in the order of SPEC.md. */
export const operations = {
  add: gate("4.2", ["x", "y"], "z"),
  multiply: gate("4.3", ["x", "y"], "z"),
  max: gate("4.4", ["x", "y"], "z"),
  matmul: gate("4.5", ["x", "y"], "z"),
  affine: gate("4.6", ["x", "w", "b"], "y"),
  neuron: gate("4.7", ["x", "w", "b"], "y"),
  sigmoid: gate("4.8", ["x"], "y"),
  tanh: gate("4.9", ["x"], "y"),
  relu: gate("4.10", ["x"], "y"),
  leaky_relu: gate("4.11", ["x"], "y", ["slope"]),
  elu: gate("4.12", ["x"], "y", ["alpha"]),
  maxout: gate("4.13", ["x", "w1", "b1", "w2", "b2"], "y"),
  graph: {
    profile: "graph",
    section: "5",
    inputs: [],
    attributes: ["nodes", "output"],
    outputs: ["loss"],
  },
  softmax_cross_entropy: {
    profile: "loss",
    section: "6.1",
    inputs: ["scores", "labels"],
    attributes: [],
    outputs: ["loss"],
  },
  l2_penalty: {
    profile: "loss",
    section: "6.2",
    inputs: ["w"],
    attributes: ["reg"],
    outputs: ["loss"],
  },
  mlp_forward: {
    profile: "loss",
    section: "6.3",
    inputs: ["x", "w1", "b1", "w2", "b2", "w3", "b3"],
    attributes: [],
    outputs: ["h1", "h2", "out"],
  },
  two_layer_net: {
    profile: "loss",
    section: "6.4",
    inputs: ["x", "labels", "w1", "b1", "w2", "b2"],
    attributes: ["reg"],
    outputs: ["loss"],
  },
} as const satisfies Record<string, OperationInfo>;

/** The name of an operation. */
export type Operation = keyof typeof operations;

/** The names of all operations. */
export const operationNames = Object.keys(operations) as Operation[];

/** Whether that is the name of an operation. */
export function isOperation(name: unknown): name is Operation {
  return operationNames.includes(name as Operation);
}

function gate(
  section: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly string[] = [],
) {
  return {
    profile: "gates",
    section,
    inputs,
    attributes,
    outputs: [output],
  } as const;
}
