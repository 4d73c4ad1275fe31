/**
 * Runs trials on Workers, as many at a time as there are jobs. The data are in memory
 * once: the Workers share them.
 *
 * @module
 */
import type { Tensor, TrainingData } from "../../../mod.ts";
import { share, type ShareOptions } from "../workers.ts";
import type { Settings } from "./settings.ts";
import type { Trial } from "./trial.ts";
import type { Message } from "./worker.ts";

/** Options of {@linkcode runTrials}. */
export interface PoolOptions
  extends Pick<ShareOptions<Message, Trial>, "jobs" | "signal"> {
  readonly settings: Settings;
  readonly data: TrainingData;
  /** Called with each trial as it is done, in any order. */
  readonly onTrial: (trial: Trial) => void;
}

/** Runs the trials of these numbers; returns early if the signal is aborted. */
export async function runTrials(
  numbers: readonly number[],
  { settings, data, jobs, onTrial, signal }: PoolOptions,
): Promise<void> {
  const tasks: Message[] = numbers.map((index) => ({ index }));
  const before: Message = { settings, data: shared(data) };
  await share<Message, Trial>(tasks, {
    module: new URL("./worker.ts", import.meta.url),
    before,
    jobs,
    signal,
    onAnswer: onTrial,
  });
}

function shared(data: TrainingData): TrainingData {
  return { ...data, X: sharedTensor(data.X), Xval: sharedTensor(data.Xval) };
}

function sharedTensor({ shape, data }: Tensor): Tensor {
  const copy = new Float64Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return { shape, data: copy };
}
