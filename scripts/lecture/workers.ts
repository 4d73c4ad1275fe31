/**
 * Shares tasks among Workers, each of which does one at a time.
 *
 * @module
 */

/** Options of {@linkcode share}. */
export interface ShareOptions<Task, Answer> {
  /** The module of the Workers: it answers each message with one. */
  readonly module: URL;
  /** Sent to each Worker before its first task; it is not answered. */
  readonly before?: unknown;
  /** How many Workers. */
  readonly jobs: number;
  /** Called with each answer as it comes. */
  readonly onAnswer: (answer: Answer, task: Task) => void;
  /** Once aborted, the tasks that run are dropped. */
  readonly signal: AbortSignal;
}

/** Has tasks done, begun in their order; returns early if the signal is aborted. */
export async function share<Task, Answer>(
  tasks: readonly Task[],
  options: ShareOptions<Task, Answer>,
): Promise<void> {
  const { module, before, jobs, onAnswer, signal } = options;
  const waiting = [...tasks];
  const work = async () => {
    if (waiting.length === 0) return;
    const worker = new Worker(module, { type: "module" });
    if (before !== undefined) worker.postMessage(before);
    try {
      while (waiting.length > 0 && !signal.aborted) {
        const task = waiting.shift()!;
        const answer = await ask<Task, Answer>(worker, task, signal);
        if (answer === undefined) return;
        onAnswer(answer, task);
      }
    } finally {
      worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

/** What a Worker answers; nothing if the signal comes first. */
function ask<Task, Answer>(
  worker: Worker,
  task: Task,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
    worker.onmessage = ({ data }) => {
      signal.removeEventListener("abort", stop);
      resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(task);
  });
}
