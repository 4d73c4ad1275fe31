/**
 * Nets trained side by side, each on a Worker of its own: as many cores are used as
 * there are Workers, and the thread that calls stays free. Which Worker trains what
 * makes no difference to the results.
 *
 * @module
 */
import { requireInteger } from "../checks.ts";
import type { TrainingData, TrainingResult } from "../trainer.ts";
import { cores } from "./cores.ts";
import { type Answer, errorOf, type Request, shareable } from "./messages.ts";
import { trainTrial, type TwoLayerTrial } from "./train_trial.ts";

/** Options of {@linkcode trainerPool}. */
export interface TrainerPoolOptions {
  /** How many Workers; as many as there are cores by default, 0 for none. */
  readonly workers?: number;
  /** Once aborted, all Workers end at once, and what they train is dropped. */
  readonly signal?: AbortSignal;
}

/** Trains on the same data, some nets at a time. */
export interface TrainerPool extends Disposable {
  /** How many trials run at a time: one for each Worker, or 1 without. */
  readonly size: number;
  /**
   * Trains the net of a trial as soon as there is a Worker for it.
   *
   * @throws {ShapeError | ValueError} As {@linkcode trainTrial}, by the promise.
   */
  train(trial: TwoLayerTrial): Promise<TrainingResult>;
  /** Ends the Workers. Trainings that are not done are given up. */
  close(): void;
}

/**
 * Starts Workers, and gives them the data: once, in memory that they share where
 * that is possible. Where Workers are missing or may not start, such as in Node or
 * in Deno without permission to read their module (which it then complains of), the
 * calling thread trains.
 *
 * The pool must be closed, or the program does not end; `using` does so.
 *
 * @param data What to train on; it must not change while the pool is open.
 * @throws {ValueError} If the number of Workers is no integer from 0.
 *
 * @example A search on all cores
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mt19937 } from "../random.ts";
 * import { randomSearch } from "../search.ts";
 * import { trainerPool } from "./trainer_pool.ts";
 *
 * const X = { shape: [20, 4], data: mt19937(0).randn(80) };
 * const y = Array.from({ length: 20 }, (_, i) => i % 2);
 * using pool = await trainerPool({ X, y, Xval: X, yval: y });
 * const results = await randomSearch(
 *   async ({ learningRate, reg }, prng) => {
 *     const seed = Math.floor(prng() * 2 ** 32);
 *     const trial = { seed, hidden: 5, epochs: 3, learningRate, reg };
 *     return (await pool.train(trial)).bestValAccuracy;
 *   },
 *   {
 *     seed: 0,
 *     trials: 6,
 *     jobs: pool.size,
 *     ranges: { learningRate: [-3, 0], reg: [-5, 0] },
 *   },
 * );
 * assertEquals(results.map(({ index }) => index), [0, 1, 2, 3, 4, 5]);
 * ```
 */
export async function trainerPool(
  data: TrainingData,
  { workers = cores(), signal }: TrainerPoolOptions = {},
): Promise<TrainerPool> {
  requireInteger("number of Workers", workers, 0);
  signal?.throwIfAborted();
  const started = startWorkers(workers, data);
  let end: { readonly reason: unknown } | undefined;
  const endAll = (reason: unknown) => {
    end ??= { reason };
    signal?.removeEventListener("abort", onAbort);
    for (const trainer of started) trainer.end(reason);
  };
  const onAbort = () => endAll(signal?.reason);
  signal?.addEventListener("abort", onAbort);
  const areReady = await Promise.all(started.map(({ ready }) => ready));
  signal?.throwIfAborted();
  const able: Trainer[] = started.filter((_, i) => areReady[i]);
  if (able.length === 0) able.push(callingThread(data, signal));

  const free = [...able], waiting: ((trainer: Trainer) => void)[] = [];
  const release = (trainer: Trainer) => {
    const next = waiting.shift();
    if (next) next(trainer);
    else free.push(trainer);
  };
  const train = async (trial: TwoLayerTrial) => {
    const trainer = free.shift() ??
      await new Promise<Trainer>((resolve) => waiting.push(resolve));
    try {
      if (end) throw end.reason;
      return await trainer.train(trial);
    } finally {
      release(trainer);
    }
  };
  const close = () => endAll(new Error("The pool of trainers is closed"));
  return { size: able.length, train, close, [Symbol.dispose]: close };
}

/** Whoever trains one net at a time. */
interface Trainer {
  train(trial: TwoLayerTrial): Promise<TrainingResult>;
}

interface WorkerTrainer extends Trainer {
  /** Whether the Worker could be started. */
  readonly ready: Promise<boolean>;
  end(reason: unknown): void;
}

function callingThread(data: TrainingData, signal?: AbortSignal): Trainer {
  return {
    train: async (trial) => {
      // Lets in what else there is to do, such as aborting the signal.
      await new Promise((resolve) => setTimeout(resolve));
      return trainTrial(data, trial, { signal });
    },
  };
}

function startWorkers(count: number, data: TrainingData): WorkerTrainer[] {
  if (count === 0 || typeof Worker === "undefined") return [];
  const shared = shareable(data);
  try {
    return Array.from({ length: count }, () => startWorker(shared));
  } catch {
    return []; // as in a page that may not run modules of another origin
  }
}

function startWorker(data: TrainingData): WorkerTrainer {
  const url = new URL("./train_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module" });
  let ended: { readonly reason: unknown } | undefined;
  let giveUp: (reason: unknown) => void = () => {};
  const end = (reason: unknown) => {
    ended ??= { reason };
    worker.terminate();
    giveUp(reason);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    end(new Error(event.message));
  };
  const ask = (request: Request) =>
    new Promise<Answer>((resolve, reject) => {
      if (ended) throw ended.reason;
      giveUp = reject;
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage(request);
    });
  const ready = ask({ data }).then(() => true, (reason) => {
    end(reason);
    return false;
  });
  const train = async (trial: TwoLayerTrial) => {
    const { result, failure } = await ask({ trial });
    if (result) return result;
    throw errorOf(failure!);
  };
  return { ready, train, end };
}
