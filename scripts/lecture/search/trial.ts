/**
 * The trials of the search: two-layer nets trained with a learning rate and a
 * regularization that follow from the seed and the number of the trial alone.
 *
 * @module
 */
import {
  randomSearch,
  trainerPool,
  type TrainingData,
  type TrialResult,
} from "../../../mod.ts";
import type { Settings } from "./settings.ts";

/** A trial that is done; its score is the best validation accuracy. */
export type Trial = TrialResult<"lr" | "reg">;

/** Options of {@linkcode runTrials}. */
export interface TrialOptions {
  readonly settings: Settings;
  readonly data: TrainingData;
  /** How many trials run at a time, on a Worker each; 0 for one on this thread. */
  readonly jobs: number;
  /** Called with each trial as it is done, in any order. */
  readonly onTrial?: (trial: Trial) => void;
  /** Once aborted, the trials that run are dropped, and its reason is thrown. */
  readonly signal?: AbortSignal;
}

const CLASSES = 10;

/** Runs the trials of these numbers, from 0, and returns them in their order. */
export async function runTrials(
  numbers: readonly number[],
  { settings, data, jobs, onTrial, signal }: TrialOptions,
): Promise<Trial[]> {
  const { seed, ranges, epochs, hidden, batchSize, decay, momentum } = settings;
  using pool = await trainerPool(data, { workers: jobs, signal });
  return await randomSearch(async ({ lr, reg }, prng) => {
    const { bestValAccuracy } = await pool.train({
      seed: Math.floor(prng() * 2 ** 32),
      hidden,
      classes: CLASSES,
      epochs,
      learningRate: lr,
      learningRateDecay: decay,
      reg,
      batchSize,
      update: momentum === 0 ? "sgd" : "momentum",
      updateOptions: { momentum },
    });
    return bestValAccuracy;
  }, { seed, ranges, trials: numbers, jobs: pool.size, onTrial, signal });
}
