/**
 * One trial of the search: a two-layer net trained with a learning rate and a
 * regularization that follow from the seed and the number of the trial alone.
 *
 * @module
 */
import {
  ClassifierTrainer,
  initTwoLayerModel,
  mt19937,
  type Prng,
  randomSearch,
  type TrainingData,
  type TrialResult,
  twoLayerNet,
} from "../../../mod.ts";
import type { Settings } from "./settings.ts";

/** A trial that is done; its score is the best validation accuracy. */
export type Trial = TrialResult<"lr" | "reg">;

/** Runs the trial of a number, from 0. */
export async function runTrial(
  index: number,
  settings: Settings,
  data: TrainingData,
): Promise<Trial> {
  const { seed, ranges } = settings;
  const [trial] = await randomSearch(
    ({ lr, reg }, prng) => score(lr, reg, settings, data, prng),
    { seed, ranges, trials: [index] },
  );
  return trial;
}

const CLASSES = 10;

function score(
  learningRate: number,
  reg: number,
  settings: Settings,
  data: TrainingData,
  prng: Prng,
): number {
  const { epochs, hidden, batchSize, decay, momentum } = settings;
  // The trial's own generator is slow, and a net takes 40,000 numbers of it.
  const random = mt19937(Math.floor(prng() * 2 ** 32));
  const model = initTwoLayerModel(random, [data.X.shape[1], hidden, CLASSES]);
  const trainer = new ClassifierTrainer({
    epochs,
    learningRate,
    learningRateDecay: decay,
    reg,
    batchSize,
    prng: random,
    update: momentum === 0 ? "sgd" : "momentum",
    updateOptions: { momentum },
  });
  return trainer.train(data, model, twoLayerNet).bestValAccuracy;
}
