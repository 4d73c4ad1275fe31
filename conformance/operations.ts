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
export const profiles = [
  "gates",
  "graph",
  "loss",
  "initialization",
  "normalization",
  "update",
  "training",
  "search",
  "random",
  "accuracy",
] as const;

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
  graph: operation("graph", "5", [], ["loss"], ["nodes", "output"]),
  softmax_cross_entropy: operation("loss", "6.1", ["scores", "labels"], [
    "loss",
  ]),
  l2_penalty: operation("loss", "6.2", ["w"], ["loss"], ["reg"]),
  mlp_forward: operation(
    "loss",
    "6.3",
    ["x", "w1", "b1", "w2", "b2", "w3", "b3"],
    ["h1", "h2", "out"],
  ),
  two_layer_net: operation(
    "loss",
    "6.4",
    ["x", "labels", "w1", "b1", "w2", "b2"],
    ["loss"],
    ["reg"],
  ),
  initialize: operation("initialization", "7.1", [], ["w"], [
    "scheme",
    "shape",
    "std",
    "seed",
  ]),
  layer_statistics: operation("initialization", "7.2", [], ["means", "stds"], [
    "nonlinearity",
    "scheme",
    "std",
    "samples",
    "widths",
    "seed",
  ]),
  batch_norm: operation("normalization", "8.1", ["x", "gamma", "beta"], ["y"], [
    "epsilon",
  ]),
  batch_norm_inference: operation(
    "normalization",
    "8.2",
    ["x", "gamma", "beta", "running_mean", "running_variance"],
    ["y"],
    ["epsilon"],
  ),
  batch_norm_running: operation(
    "normalization",
    "8.3",
    ["x", "running_mean", "running_variance"],
    ["running_mean", "running_variance"],
    ["momentum", "variance"],
  ),
  preprocess: operation("normalization", "8.4", ["train", "x"], [
    "mean",
    "std",
    "y",
  ]),
  sgd: rule("9.1", []),
  momentum: rule("9.2", ["v"], "momentum"),
  nesterov: rule("9.3", ["v"], "momentum"),
  adagrad: rule("9.4", ["cache"], "epsilon"),
  rmsprop: rule("9.5", ["cache"], "decay", "epsilon"),
  adam: rule("9.6", ["m", "v"], "beta1", "beta2", "epsilon", "t"),
  learning_rate_decay: operation("update", "9.7", [], ["learning_rate"], [
    "learning_rate",
    "decay",
    "epoch",
  ]),
  update_ratio: operation("update", "9.8", ["w", "dw"], ["ratio"], [
    "learning_rate",
  ]),
  train: operation(
    "training",
    "10.1",
    ["x", "labels", "x_val", "labels_val", "w1", "b1", "w2", "b2"],
    [
      "loss_history",
      "train_accuracy",
      "val_accuracy",
      "best_val_accuracy",
      "w1",
      "b1",
      "w2",
      "b2",
    ],
    [
      "epochs",
      "reg",
      "update",
      "momentum",
      "learning_rate",
      "learning_rate_decay",
      "batch_size",
      "seed",
    ],
  ),
  sample_trials: operation("search", "11.1", [], ["learning_rate", "reg"], [
    "seed",
    "trials",
    "learning_rate",
    "reg",
  ]),
  narrow_ranges: operation("search", "11.2", ["values", "scores"], [
    "low",
    "high",
  ], ["keep"]),
  mt19937: operation("random", "12.1", [], ["values"], ["seed", "draws"]),
  pcg32: operation("random", "12.2", [], ["values"], ["seed", "n"]),
} as const satisfies Record<string, OperationInfo>;

/** The name of an operation. */
export type Operation = keyof typeof operations;

/** The names of all operations. */
export const operationNames = Object.keys(operations) as Operation[];

/** Whether that is the name of an operation. */
export function isOperation(name: unknown): name is Operation {
  return operationNames.includes(name as Operation);
}

/** An operation of any profile. */
function operation(
  profile: Profile,
  section: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly string[] = [],
): OperationInfo {
  return { profile, section, inputs, attributes, outputs };
}

/** A gate of section 4. */
function gate(
  section: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly string[] = [],
): OperationInfo {
  return operation("gates", section, inputs, [output], attributes);
}

/** An update rule with its state. */
function rule(
  section: string,
  state: readonly string[],
  ...attributes: readonly string[]
): OperationInfo {
  return operation("update", section, ["w", "dw", ...state], ["w", ...state], [
    "learning_rate",
    ...attributes,
  ]);
}
