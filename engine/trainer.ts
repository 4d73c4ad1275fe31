/**
 * The lecture's `ClassifierTrainer`: gradient descent by epochs, whole set or
 * mini-batches, that keeps the model with the best validation accuracy.
 *
 * @module
 */
import { accuracy } from "./accuracy.ts";
import { requireInteger, requireOneOf } from "./checks.ts";
import { ShapeError, ValueError } from "./errors.ts";
import { copy, takeRows, withRoom } from "./kernels/mod.ts";
import { learningRateAt } from "./learning_rate.ts";
import type { LabelledData, LossFunction, Model, Predict } from "./model.ts";
import { asRandomState, type Prng } from "./random.ts";
import { type Room, showShape, type Tensor, zeros } from "./tensor.ts";
import { type TwoLayerModel, twoLayerScores } from "./two_layer_net.ts";
import {
  type Updated,
  type UpdateName,
  type UpdateOptions,
  updateRules,
} from "./updates.ts";
import { stateNames, updatesInPlace } from "./updates_in_place.ts";

/** Options of {@linkcode ClassifierTrainer}. */
export interface TrainerOptions<M extends Model = TwoLayerModel> {
  /** How many epochs to train, 1 or more. */
  readonly epochs: number;
  /** The learning rate of the first epoch. */
  readonly learningRate: number;
  /** What the rate is multiplied by after every epoch; 1 by default. */
  readonly learningRateDecay?: number;
  /** Strength of the regularization; 0 by default. */
  readonly reg?: number;
  /** Samples in a mini-batch; 0, the default, makes the whole set the batch. */
  readonly batchSize?: number;
  /** Draws the mini-batches; needed only where there are some. */
  readonly prng?: Prng;
  /** The update rule; `"sgd"` by default. */
  readonly update?: UpdateName;
  /** The rule's options; `"momentum"` and `"nesterov"` need their momentum. */
  readonly updateOptions?: Omit<UpdateOptions, "learningRate" | "t">;
  /** The scores of the net; those of the two-layer net by default. */
  readonly predict?: Predict<M>;
  /** Called after every epoch, for example to print its line. */
  readonly onEpoch?: (report: EpochReport) => void;
  /** Looked at before every iteration: once aborted, training throws its reason. */
  readonly signal?: AbortSignal;
}

/** Data to train on and data to choose the best model by. */
export interface TrainingData extends LabelledData {
  /** The samples to validate on. */
  readonly Xval: Tensor;
  /** Their labels. */
  readonly yval: ArrayLike<number>;
}

/** What is known after an epoch. */
export interface EpochReport {
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** How many there will be. */
  readonly epochs: number;
  /** The loss of the epoch's last batch before its update, penalty included. */
  readonly loss: number;
  /** The share of all training samples that are classified rightly. */
  readonly trainAccuracy: number;
  /** The same of all validation samples. */
  readonly valAccuracy: number;
  /** The rate with which this epoch ran. */
  readonly learningRate: number;
}

/** What happened in training. Losses that are infinite or NaN stay what they are. */
export interface TrainingHistory {
  /** One for each iteration: the loss before its update, penalty included. */
  readonly loss: number[];
  /** One for each epoch. */
  readonly trainAccuracy: number[];
  /** One for each epoch. */
  readonly valAccuracy: number[];
  /** One for each epoch: the rate with which it ran. */
  readonly learningRate: number[];
}

/** What training returns. */
export interface TrainingResult<M extends Model = TwoLayerModel> {
  /** A copy of the model after the first epoch of the best validation accuracy. */
  readonly bestModel: M;
  /** That accuracy. */
  readonly bestValAccuracy: number;
  /** What happened on the way. */
  readonly history: TrainingHistory;
}

/**
 * Trains classifiers. An epoch is floor(n / batchSize) iterations, each on
 * `batchSize` samples drawn with replacement; without mini-batches it is one
 * iteration on the whole set.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mt19937 } from "./random.ts";
 * import { tensor } from "./tensor.ts";
 * import { ClassifierTrainer } from "./trainer.ts";
 * import { initTwoLayerModel, twoLayerNet } from "./two_layer_net.ts";
 *
 * const X = tensor([[1, 0], [0, 1]]), y = [0, 1];
 * const model = initTwoLayerModel(mt19937(0), [2, 8, 2], { std: 0.1 });
 * const trainer = new ClassifierTrainer({ epochs: 50, learningRate: 1 });
 * const data = { X, y, Xval: X, yval: y };
 * assertEquals(trainer.train(data, model, twoLayerNet).bestValAccuracy, 1);
 * ```
 */
export class ClassifierTrainer<M extends Model = TwoLayerModel> {
  readonly #options: TrainerOptions<M>;
  readonly #predict: Predict<M>;

  /**
   * Takes the options, and refuses those with which no training could run.
   *
   * @throws {ValueError} If there is no epoch, the update rule is unknown or misses
   * its momentum, or there are mini-batches without a generator to draw them.
   */
  constructor(options: TrainerOptions<M>) {
    const { epochs, batchSize = 0, prng, update = "sgd" } = options;
    requireInteger("number of epochs", epochs, 1);
    requireInteger("batch size", batchSize, 0);
    if (batchSize > 0 && !prng) {
      throw new ValueError(
        `Mini-batches need the option "prng" to be drawn: it is ${prng}`,
      );
    }
    requireOneOf("update rule", update, Object.keys(updateRules));
    this.#options = options;
    // Where `predict` is left out, M is the default, the two-layer model.
    this.#predict = options.predict ??
      twoLayerScores as unknown as Predict<M>;
    // A step of nothing, so that a missing option is refused before training.
    const nothing = zeros([0]);
    const moving = this.#start({ w: nothing }, zeros);
    this.#step(moving, { w: nothing }, 1, options.learningRate);
  }

  /**
   * Trains a model.
   *
   * @param data What to train on, and what to choose the best model by.
   * @param model The parameters to start from; they are not written to.
   * @param lossFunction The net's loss and gradients, such as `twoLayerNet`. The model
   * that it is given is the same from step to step, and is written to between them.
   * @throws {ShapeError} If there is not one label for each sample.
   * @throws {ValueError} If the batch size is above the number of samples, or a label
   * is no class.
   */
  train(
    data: TrainingData,
    model: M,
    lossFunction: LossFunction<M>,
  ): TrainingResult<M> {
    return withRoom((room) =>
      this.#train(settle(data, room), model, lossFunction, room)
    );
  }

  #train(
    data: TrainingData,
    model: M,
    lossFunction: LossFunction<M>,
    room: Room,
  ): TrainingResult<M> {
    const { epochs, reg = 0, onEpoch, signal } = this.#options;
    const { X, y, Xval, yval } = data;
    requireLabels(Xval, yval);
    const { iterations, next } = this.#batches({ X, y });
    const history: TrainingHistory = {
      loss: [],
      trainAccuracy: [],
      valAccuracy: [],
      learningRate: [],
    };
    const moving = this.#start(model, room);
    const current = mapValues(moving, ({ w }) => w) as M;
    const best = mapValues(current, ({ shape }) => zeros(shape));
    let bestValAccuracy = -1;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const learningRate = this.#rateOf(epoch);
      for (let i = 0; i < iterations; i++) {
        signal?.throwIfAborted();
        withRoom((room) => {
          const { X, y } = next(room);
          const { loss, grads } = lossFunction(X, y, current, reg, room);
          const t = history.loss.push(loss);
          this.#step(moving, grads, t, learningRate);
        });
      }
      const accuracyOn = (X: Tensor, y: ArrayLike<number>) =>
        withRoom((room) => accuracy(this.#predict(X, current, room), y));
      const trainAccuracy = accuracyOn(X, y);
      const isSameData = X === Xval && y === yval;
      const valAccuracy = isSameData ? trainAccuracy : accuracyOn(Xval, yval);
      if (epoch === 1 || valAccuracy > bestValAccuracy) {
        for (const [name, { data }] of Object.entries(current)) {
          best[name].data.set(data);
        }
        bestValAccuracy = valAccuracy;
      }
      history.trainAccuracy.push(trainAccuracy);
      history.valAccuracy.push(valAccuracy);
      history.learningRate.push(learningRate);
      const loss = history.loss.at(-1)!;
      onEpoch?.({
        epoch,
        epochs,
        loss,
        trainAccuracy,
        valAccuracy,
        learningRate,
      });
    }
    return { bestModel: best as M, bestValAccuracy, history };
  }

  #rateOf(epoch: number): number {
    const { learningRate, learningRateDecay: decay } = this.#options;
    return learningRateAt(epoch, { learningRate, decay });
  }

  /** How many batches an epoch has, and where they come from. */
  #batches(
    { X, y }: LabelledData,
  ): { iterations: number; next: (room: Room) => LabelledData } {
    const { batchSize = 0, prng } = this.#options, n = requireLabels(X, y);
    requireInteger("batch size", batchSize, 0, n);
    if (batchSize === 0 || !prng) {
      return { iterations: 1, next: () => ({ X, y }) };
    }
    const random = asRandomState(prng);
    const next = (room: Room) => {
      const rows = random.choice(n, batchSize);
      return { X: takeRows(X, rows, room), y: rows.map((row) => y[row]) };
    };
    return { iterations: Math.floor(n / batchSize), next };
  }

  /** A copy of every parameter, with the state of its rule at rest. */
  #start(model: Model, room: Room): Moving {
    const names = stateNames[this.#options.update ?? "sgd"];
    return mapValues(model, (w) => ({
      ...Object.fromEntries(
        names.map((name) => [name, copy(zeros(w.shape), room)]),
      ),
      w: copy(w, room),
    }));
  }

  /** Moves every parameter by one step, the `t`-th. */
  #step(moving: Moving, grads: Model, t: number, learningRate: number): void {
    const { update = "sgd", updateOptions } = this.#options;
    const options = { ...updateOptions, learningRate, t };
    for (const [name, parameter] of Object.entries(moving)) {
      updatesInPlace[update](parameter, grads[name], options);
    }
  }
}

/** Every parameter `w` with the state that its update rule keeps. */
type Moving = Readonly<Record<string, Updated>>;

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  f: (value: A, name: string) => B,
): Record<string, B> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, f(value, name)]),
  );
}

/** Samples of more numbers than this stay where they are. */
const MOST_SETTLED = 2 ** 20;

/** Puts the samples into the room, as every epoch goes through them. */
function settle(data: TrainingData, room: Room): TrainingData {
  const inRoom = (samples: Tensor) =>
    samples.data.length > MOST_SETTLED ? samples : copy(samples, room);
  const X = inRoom(data.X), isSame = data.Xval === data.X;
  return { ...data, X, Xval: isSame ? X : inRoom(data.Xval) };
}

/** Refuses labels that are not one for each sample; returns how many there are. */
function requireLabels(X: Tensor, y: ArrayLike<number>): number {
  if (X.shape[0] !== y.length) {
    throw new ShapeError(
      `There must be one label for each sample: the shape of the samples is ${
        showShape(X.shape)
      }, the number of labels ${y.length}`,
    );
  }
  return y.length;
}
