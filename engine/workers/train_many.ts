/**
 * Many nets trained on the same data, on all cores.
 *
 * @module
 */
import type { TrainingData, TrainingResult } from "../trainer.ts";
import { inOrder } from "./in_order.ts";
import { errorOf, failureOf } from "./messages.ts";
import type { TwoLayerTrial } from "./train_trial.ts";
import { cores } from "./cores.ts";
import { trainerPool, type TrainerPoolOptions } from "./trainer_pool.ts";

/** Options of {@linkcode trainMany}. */
export interface TrainManyOptions extends TrainerPoolOptions {
  /** Called after every trial with its number, in the order in which they end. */
  readonly onResult?: (result: TrainingResult, index: number) => void;
}

/**
 * Trains a two-layer net for each trial. The results are the same bits for any number
 * of Workers. Where there are no Workers, the calling thread trains; see
 * {@linkcode trainerPool}, which is for trials that are not known beforehand, or whose
 * models are too many to be kept.
 *
 * @param data What to train on, and what to choose the best models by.
 * @param trials What to train; their numbers count from 0.
 * @returns The results in the order of the trials.
 * @throws {ShapeError | ValueError} If a trial cannot be trained. The message starts
 * with its number; of several, the first trial's is thrown.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor } from "../tensor.ts";
 * import { trainMany } from "./train_many.ts";
 *
 * const X = tensor([[1, 0], [0, 1]]), y = [0, 1];
 * const trials = [1e-6, 1].map((learningRate) => (
 *   { seed: 0, hidden: 8, std: 0.1, epochs: 50, learningRate }
 * ));
 * const results = await trainMany({ X, y, Xval: X, yval: y }, trials);
 * assertEquals(results[1].bestValAccuracy, 1);
 * ```
 */
export async function trainMany(
  data: TrainingData,
  trials: readonly TwoLayerTrial[],
  { workers = cores(), signal, onResult }: TrainManyOptions = {},
): Promise<TrainingResult[]> {
  const results: TrainingResult[] = Array(trials.length);
  const pool = await trainerPool(data, {
    workers: Math.min(workers, trials.length),
    signal,
  });
  try {
    await inOrder(trials, pool.size, async (trial, index) => {
      signal?.throwIfAborted();
      results[index] = await pool.train(trial).catch((error) => {
        throw signal?.aborted ? signal.reason : numbered(error, index);
      });
      onResult?.(results[index], index);
    });
  } finally {
    pool.close();
  }
  return results;
}

function numbered(error: unknown, index: number): Error {
  const { name, message } = failureOf(error);
  return errorOf({ name, message: `Trial ${index} failed: ${message}` }, error);
}
