/**
 * Helpers: Workers that share the kernels' memory with the calling thread, and do parts
 * of every large product and of every loop over many numbers. One net is so trained on
 * several cores. Who does what part makes no difference to the results.
 *
 * @module
 */
import { requireInteger } from "../checks.ts";
import { ValueError } from "../errors.ts";
import { team } from "../kernels/mod.ts";
import { MOST_THREADS, type Team } from "../kernels/team.ts";
import { cores } from "./cores.ts";
import type { Call } from "./helper_worker.ts";

/** Options of {@linkcode startHelpers}. */
export interface HelperOptions {
  /** How many, from 0 to 7; by default one for each core but one. */
  readonly count?: number;
}

/** Helpers at work. */
export interface Helpers extends Disposable {
  /** How many there are; 0 where threads can't share memory. */
  readonly count: number;
  /** Ends them. */
  close(): void;
}

/**
 * Starts helpers, for everything that the calling thread computes until they are
 * closed. Where Workers can't share memory or may not start, such as in Deno without
 * permission to read their module, the thread goes on alone.
 *
 * Helpers must be closed, or the program does not end; `using` does so. They need cores
 * that nobody else uses: the calling thread waits for each part that a helper has begun,
 * also while the machine lets that one wait. To train many nets, `trainMany` makes better
 * use of the cores.
 *
 * @throws {ValueError} If the number is no integer from 0 to 7, or others are at work.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { mt19937 } from "../random.ts";
 * import { initTwoLayerModel, twoLayerNet } from "../two_layer_net.ts";
 * import { startHelpers } from "./helpers.ts";
 *
 * const X = { shape: [100, 3072], data: mt19937(1).randn(307_200) };
 * const y = Array.from({ length: 100 }, (_, i) => i % 10);
 * const model = initTwoLayerModel(mt19937(0), [3072, 50, 10]);
 * const alone = twoLayerNet(X, y, model).loss;
 *
 * using _helpers = await startHelpers();
 * assert(twoLayerNet(X, y, model).loss === alone);
 * ```
 */
export async function startHelpers(
  { count = Math.min(cores(), MOST_THREADS) - 1 }: HelperOptions = {},
): Promise<Helpers> {
  requireInteger("number of helpers", count, 0, MOST_THREADS - 1);
  if (team?.isTaken) {
    throw new ValueError(
      "There are helpers at work: close them before you start others",
    );
  }
  const workers = team ? await startWorkers(team, count) : [];
  const close = () => {
    if (workers.length === 0) return;
    team!.dismiss();
    for (const worker of workers.splice(0)) worker.terminate();
  };
  return {
    get count() {
      return workers.length;
    },
    close,
    [Symbol.dispose]: close,
  };
}

/** Starts Workers, and adds those which are able to the team. */
async function startWorkers(team: Team, count: number): Promise<Worker[]> {
  const { memory } = team;
  if (
    count === 0 || typeof Worker === "undefined" ||
    memory.buffer instanceof ArrayBuffer
  ) return [];
  team.isTaken = true;
  const calls = Array.from(
    { length: count },
    (_, i) => startWorker({ memory, thread: i + 1 }),
  );
  const able = (await Promise.all(calls)).filter((worker) =>
    worker !== undefined
  );
  team.threads += able.length;
  team.isTaken = able.length > 0;
  return able;
}

async function startWorker(call: Call): Promise<Worker | undefined> {
  const url = new URL("./helper_worker.ts", import.meta.url);
  try {
    const worker = new Worker(url, { type: "module" });
    const isReady = await new Promise((resolve) => {
      worker.onmessage = () => resolve(true);
      worker.onerror = (event) => {
        event.preventDefault();
        resolve(false);
      };
      worker.postMessage(call);
    });
    if (isReady) return worker;
    worker.terminate();
  } catch {
    // as in a page that may not run modules of another origin
  }
}
