/**
 * The two-layer net of the lecture: affine, ReLU, affine, softmax cross-entropy,
 * and an L2 penalty on the weights. It is a computational graph like any other.
 *
 * @module
 */
import { ComputationalGraph, type GraphNode } from "./graph.ts";
import { initialize } from "./initialization.ts";
import { asRandomState, type Prng } from "./random.ts";
import { item, type Room, type Tensor, zeros } from "./tensor.ts";

/**
 * The parameters: W1 `[d, h]`, b1 `[h]`, W2 `[h, C]`, b2 `[C]`. As a type, unlike
 * an interface, it is a `Model` as well.
 */
export type TwoLayerModel = {
  /** Weights of the first layer, `[d, h]`. */
  readonly W1: Tensor;
  /** Biases of the first layer, `[h]`. */
  readonly b1: Tensor;
  /** Weights of the second layer, `[h, C]`. */
  readonly W2: Tensor;
  /** Biases of the second layer, `[C]`. */
  readonly b2: Tensor;
};

/** Options of {@linkcode initTwoLayerModel}. */
export interface TwoLayerOptions {
  /** Standard deviation of the fresh weights. */
  readonly std?: number;
}

/**
 * A fresh model: weights from std·N(0, 1), W1 before W2, biases zero.
 *
 * @param prng Where the randomness comes from.
 * @param sizes Input size d (3072 for CIFAR-10), hidden units h, classes C.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mt19937 } from "./random.ts";
 * import { initTwoLayerModel } from "./two_layer_net.ts";
 *
 * const model = initTwoLayerModel(mt19937(0), [3072, 50, 10]);
 * assertEquals(model.W1.shape, [3072, 50]);
 * assertEquals(model.W1.data[0], 1e-4 * 1.764052345967664);
 * ```
 */
export function initTwoLayerModel(
  prng: Prng,
  sizes: readonly [input: number, hidden: number, classes: number],
  { std = 1e-4 }: TwoLayerOptions = {},
): TwoLayerModel {
  const [d, h, classes] = sizes, random = asRandomState(prng);
  const options = { scheme: "gaussian", std } as const;
  return {
    W1: initialize(random, [d, h], options),
    b1: zeros([h]),
    W2: initialize(random, [h, classes], options),
    b2: zeros([classes]),
  };
}

/** The gates up to the scores, under the names of the lecture. */
const SCORE_NODES: readonly GraphNode[] = [
  { name: "a1", gate: "affine", inputs: ["X", "W1", "b1"] },
  { name: "h1", gate: "relu", inputs: ["a1"] },
  { name: "scores", gate: "affine", inputs: ["h1", "W2", "b2"] },
];

/** All gates of the net; without regularization the data loss is all there is. */
function twoLayerNodes(reg: number): GraphNode[] {
  const attributes = { reg };
  const dataLoss: GraphNode = {
    name: "data_loss",
    gate: "softmax_cross_entropy",
    inputs: ["scores", "y"],
  };
  if (reg === 0) return [...SCORE_NODES, dataLoss];
  return [
    ...SCORE_NODES,
    dataLoss,
    { name: "penalty1", gate: "l2_penalty", inputs: ["W1"], attributes },
    { name: "penalty2", gate: "l2_penalty", inputs: ["W2"], attributes },
    { name: "penalty", gate: "add", inputs: ["penalty1", "penalty2"] },
    { name: "loss", gate: "add", inputs: ["data_loss", "penalty"] },
  ];
}

/**
 * Loss and gradients of the two-layer net on a batch:
 * mean softmax cross-entropy + ½·reg·(ΣW1² + ΣW2²). Biases are not penalised.
 *
 * @param X The batch, `[n, d]`.
 * @param y The labels, n integers from 0 to C−1.
 * @param model The parameters.
 * @param reg Strength of the regularization.
 * @param room Where to put the gradients, and what is needed on the way to them.
 * @returns The loss and its gradient on each parameter.
 * @throws {ShapeError} If shapes do not fit.
 * @throws {ValueError} If a label is no class.
 *
 * @example A fresh net knows nothing: its loss is log C
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { mt19937 } from "./random.ts";
 * import { tensor } from "./tensor.ts";
 * import { initTwoLayerModel, twoLayerNet } from "./two_layer_net.ts";
 *
 * const model = initTwoLayerModel(mt19937(0), [4, 5, 10]);
 * const X = tensor([[1, 2, 3, 4], [4, 3, 2, 1]]);
 * const { loss } = twoLayerNet(X, [7, 2], model);
 * assertAlmostEquals(loss, Math.log(10), 1e-5);
 * ```
 */
export function twoLayerNet(
  X: Tensor,
  y: ArrayLike<number>,
  model: TwoLayerModel,
  reg = 0,
  room: Room = zeros,
): { loss: number; grads: TwoLayerModel } {
  const graph = new ComputationalGraph(twoLayerNodes(reg));
  const { W1, b1, W2, b2 } = model, labels = room([y.length]);
  labels.data.set(y);
  const loss = item(graph.forward({ X, y: labels, W1, b1, W2, b2 }, { room }));
  const of = ["W1", "b1", "W2", "b2"];
  return { loss, grads: graph.backward(1, { of }) as TwoLayerModel };
}

/**
 * The scores of the two-layer net, relu(X·W1 + b1)·W2 + b2: what it predicts is the
 * class with the largest.
 *
 * @param X The samples, `[n, d]`.
 * @param model The parameters.
 * @param room Where to put what is needed on the way to the scores.
 * @returns One score for each sample and class, `[n, C]`.
 * @throws {ShapeError} If shapes do not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor, toNested } from "./tensor.ts";
 * import { twoLayerScores } from "./two_layer_net.ts";
 *
 * const scores = twoLayerScores(tensor([[1, -2]]), {
 *   W1: tensor([[1, 0], [0, 1]]), b1: tensor([0, 1]),
 *   W2: tensor([[3, 0], [0, 3]]), b2: tensor([0, 1]),
 * });
 * assertEquals(toNested(scores), [[3, 1]]);
 * ```
 */
export function twoLayerScores(
  X: Tensor,
  model: TwoLayerModel,
  room?: Room,
): Tensor {
  const { W1, b1, W2, b2 } = model;
  const graph = new ComputationalGraph(SCORE_NODES);
  return graph.forward({ X, W1, b1, W2, b2 }, { room });
}
