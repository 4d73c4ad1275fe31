/**
 * The lecture's sanity checks, to be made on a net of one's own before it is
 * trained in earnest: is the first loss what chance gives, does regularization
 * raise it by its formula, can a few samples be learnt by heart, and how far does a
 * step move the weights.
 *
 * @module
 */
import { ShapeError } from "./errors.ts";
import { takeRows } from "./kernels/mod.ts";
import { updateRatio } from "./learning_rate.ts";
import type { LabelledData, LossFunction, Model } from "./model.ts";
import { ClassifierTrainer, type TrainerOptions } from "./trainer.ts";
import type { TwoLayerModel } from "./two_layer_net.ts";

/** What a sanity check found. */
export interface Judgement {
  /** Whether the net passes. */
  readonly ok: boolean;
  /** What was measured. */
  readonly figure: number;
  /** What it should be. */
  readonly expected: number;
  /** Both in a sentence. */
  readonly message: string;
}

/** Options of {@linkcode initialLoss}. */
export interface InitialLossOptions {
  /** The number of classes C. */
  readonly classes: number;
  /** How far the loss may be from log C; 0.01 by default. */
  readonly tolerance?: number;
}

/**
 * Without regularization, a fresh net with small weights has a loss of log C: it
 * gives every class the same probability.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { mt19937 } from "./random.ts";
 * import { initialLoss } from "./sanity_checks.ts";
 * import { tensor } from "./tensor.ts";
 * import { initTwoLayerModel, twoLayerNet } from "./two_layer_net.ts";
 *
 * const data = { X: tensor([[1, 2], [3, 4]]), y: [0, 2] };
 * const model = initTwoLayerModel(mt19937(0), [2, 5, 3]);
 * assert(initialLoss(data, model, twoLayerNet, { classes: 3 }).ok);
 * ```
 */
export function initialLoss<M extends Model>(
  { X, y }: LabelledData,
  model: M,
  lossFunction: LossFunction<M>,
  { classes, tolerance = 0.01 }: InitialLossOptions,
): Judgement {
  const figure = lossFunction(X, y, model, 0).loss;
  const expected = Math.log(classes);
  return {
    ok: Math.abs(figure - expected) <= tolerance,
    figure,
    expected,
    message:
      `The loss of the fresh net is ${figure}, and that of guessing among ${classes} classes ${expected}`,
  };
}

/** Options of {@linkcode lossWithReg}. */
export interface LossWithRegOptions {
  /** Strength of the regularization; 1000 by default. */
  readonly reg?: number;
  /** The parameters with a penalty; by default all that are no vectors. */
  readonly weights?: readonly string[];
  /** The relative error that the rise may have; 1e-6 by default. */
  readonly tolerance?: number;
}

/**
 * Regularization raises the loss by ½·reg·ΣW² over the weights: not twice that, and
 * not over the biases.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { mt19937 } from "./random.ts";
 * import { lossWithReg } from "./sanity_checks.ts";
 * import { tensor } from "./tensor.ts";
 * import { initTwoLayerModel, twoLayerNet } from "./two_layer_net.ts";
 *
 * const data = { X: tensor([[1, 2], [3, 4]]), y: [0, 2] };
 * const model = initTwoLayerModel(mt19937(0), [2, 5, 3]);
 * assert(lossWithReg(data, model, twoLayerNet).ok);
 * ```
 */
export function lossWithReg<M extends Model>(
  { X, y }: LabelledData,
  model: M,
  lossFunction: LossFunction<M>,
  { reg = 1000, weights = weightsOf(model), tolerance = 1e-6 }:
    LossWithRegOptions = {},
): Judgement {
  const lossAt = (reg: number) => lossFunction(X, y, model, reg).loss;
  const figure = lossAt(reg) - lossAt(0);
  const squares = weights.flatMap((name) =>
    Array.from(model[name].data, (a) => a * a)
  );
  const expected = 0.5 * reg * squares.reduce((sum, square) => sum + square, 0);
  return {
    ok: Math.abs(figure - expected) <= tolerance * expected,
    figure,
    expected,
    message:
      `Regularization of ${reg} raises the loss by ${figure}, and ½·reg·ΣW² is ${expected}`,
  };
}

/** Options of {@linkcode overfitTiny}: those of the trainer, all with defaults. */
export interface OverfitOptions<M extends Model = TwoLayerModel>
  extends Partial<TrainerOptions<M>> {
  /** How many samples, from the first on, are to be learnt; 20 by default. */
  readonly samples?: number;
}

/**
 * A net that can learn anything can learn a few samples by heart, without
 * regularization: the training accuracy must reach 1. By default that is tried on
 * the whole of 20 samples for 200 epochs by sgd at a learning rate of 1e-3, which
 * suits raw pixels; data of another scale needs another rate.
 *
 * @throws {ShapeError} If there are fewer samples.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { mt19937 } from "./random.ts";
 * import { overfitTiny } from "./sanity_checks.ts";
 * import { tensor } from "./tensor.ts";
 * import { initTwoLayerModel, twoLayerNet } from "./two_layer_net.ts";
 *
 * const data = { X: tensor([[1, 0], [0, 1]]), y: [0, 1] };
 * const model = initTwoLayerModel(mt19937(0), [2, 8, 2], { std: 0.1 });
 * const options = { samples: 2, learningRate: 1 };
 * assert(overfitTiny(data, model, twoLayerNet, options).ok);
 * ```
 */
export function overfitTiny<M extends Model = TwoLayerModel>(
  { X, y }: LabelledData,
  model: M,
  lossFunction: LossFunction<M>,
  { samples = 20, ...options }: OverfitOptions<M> = {},
): Judgement {
  if (y.length < samples) {
    throw new ShapeError(
      `Cannot take ${samples} samples of the data: there are ${y.length}`,
    );
  }
  const rows = Array.from({ length: samples }, (_, i) => i);
  const few = { X: takeRows(X, rows), y: rows.map((row) => y[row]) };
  const trainer = new ClassifierTrainer<M>({
    epochs: 200,
    learningRate: 1e-3,
    ...options,
  });
  const data = { ...few, Xval: few.X, yval: few.y };
  const { bestValAccuracy, history } = trainer.train(data, model, lossFunction);
  return {
    ok: bestValAccuracy === 1,
    figure: bestValAccuracy,
    expected: 1,
    message: `Trained on ${samples} samples alone, with a loss of ${
      history.loss.at(-1)
    } at the end, the net reached an accuracy of ${bestValAccuracy}`,
  };
}

/**
 * How far a step of sgd moves the weights: ‖−η·dW‖ / ‖W‖ for every parameter that is
 * no vector, as fresh biases are 0 and have no ratio. About 1e-3 is the advice of
 * the lecture, but good nets are often far from it: `ok` only says that the ratio is
 * positive and finite.
 *
 * @param model The parameters before the update.
 * @param grads The gradients on them.
 * @param learningRate The learning rate η.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { updateRatioCheck } from "./sanity_checks.ts";
 * import { tensor } from "./tensor.ts";
 *
 * const { W } = updateRatioCheck(
 *   { W: tensor([[3, 4]]), b: tensor([0]) },
 *   { W: tensor([[0, 10]]), b: tensor([1]) },
 *   0.5,
 * );
 * assertEquals(W.figure, 1);
 * ```
 */
export function updateRatioCheck<M extends Model>(
  model: M,
  grads: M,
  learningRate: number,
): Record<string, Judgement> {
  return Object.fromEntries(
    weightsOf(model).map((name) => {
      const figure = updateRatio(model[name], grads[name], learningRate);
      const judgement: Judgement = {
        ok: figure > 0 && figure < Infinity,
        figure,
        expected: 1e-3,
        message:
          `A step moves "${name}" by its length times ${figure}, where about 0.001 is the advice`,
      };
      return [name, judgement];
    }),
  );
}

function weightsOf(model: Model): string[] {
  return Object.keys(model).filter((name) => model[name].shape.length > 1);
}
