/**
 * One training as a plain record: what a Worker can be told, and all that decides
 * what comes out.
 *
 * @module
 */
import { requireInteger } from "../checks.ts";
import { mt19937 } from "../random.ts";
import { sizeOf } from "../tensor.ts";
import {
  ClassifierTrainer,
  type TrainerOptions,
  type TrainingData,
  type TrainingResult,
} from "../trainer.ts";
import {
  initTwoLayerModel,
  twoLayerNet,
  type TwoLayerOptions,
} from "../two_layer_net.ts";

/** A two-layer net and how it is trained: options of both, without functions. */
export interface TwoLayerTrial
  extends
    TwoLayerOptions,
    Omit<TrainerOptions, "prng" | "predict" | "onEpoch" | "signal"> {
  /** The seed of {@linkcode mt19937}, which draws the weights, then the batches. */
  readonly seed: number;
  /** How many hidden units, 1 or more. */
  readonly hidden: number;
  /** How many classes; one more than the largest label by default. */
  readonly classes?: number;
}

/**
 * Trains the two-layer net of a trial.
 *
 * @param data What to train on, and what to choose the best model by.
 * @param options With a signal that is looked at before every iteration.
 * @throws {ShapeError} If there is not one label for each sample.
 * @throws {ValueError} If a hyper-parameter is out of range, or a label is no class.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor } from "../tensor.ts";
 * import { trainTrial } from "./train_trial.ts";
 *
 * const X = tensor([[1, 0], [0, 1]]), y = [0, 1];
 * const { bestValAccuracy } = trainTrial(
 *   { X, y, Xval: X, yval: y },
 *   { seed: 0, hidden: 8, std: 0.1, epochs: 50, learningRate: 1 },
 * );
 * assertEquals(bestValAccuracy, 1);
 * ```
 */
export function trainTrial(
  data: TrainingData,
  trial: TwoLayerTrial,
  { signal }: { readonly signal?: AbortSignal } = {},
): TrainingResult {
  const { seed, hidden, std, classes = classesOf(data), ...options } = trial;
  requireInteger("number of hidden units", hidden, 1);
  requireInteger("number of classes", classes, 1);
  const random = mt19937(seed), inputs = sizeOf(data.X.shape.slice(1));
  const model = initTwoLayerModel(random, [inputs, hidden, classes], { std });
  const trainer = new ClassifierTrainer({ ...options, prng: random, signal });
  return trainer.train(data, model, twoLayerNet);
}

function classesOf({ y, yval }: TrainingData): number {
  let largest = 0;
  for (const labels of [y, yval]) {
    for (let i = 0; i < labels.length; i++) {
      // What is no class is refused by the loss, and must not size the net.
      if (Number.isInteger(labels[i])) largest = Math.max(largest, labels[i]);
    }
  }
  return largest + 1;
}
