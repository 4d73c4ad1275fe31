/**
 * The side of a peer: it reads what to run, measures it and answers.
 *
 * @module
 */
import type { Answer, Greeting } from "../protocol.ts";

/** Does a workload once; what it returns makes sure that the work was done. */
export type Work = (() => number | Promise<number>) | Trials;

/** Does so many trials, some of them at a time. */
export interface Trials {
  trials(count: number): Promise<number>;
}

/** Makes what a workload needs, for which no time counts. */
export type Prepare = () => Work | Promise<Work>;

/** Answers requests until there are no more. */
export async function serve(
  greeting: Greeting,
  workloads: Readonly<Record<string, Prepare>>,
): Promise<void> {
  console.log(JSON.stringify(greeting));
  const prepared = new Map<string, Work>();
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
  let buffer = "";
  for await (const text of lines) {
    const complete = (buffer + text).split("\n");
    buffer = complete.pop()!;
    for (const line of complete) {
      const [, id, repetitions] = line.split(" ");
      const answer = Object.hasOwn(workloads, id)
        ? await measure(prepared, id, workloads[id], Number(repetitions))
        : {};
      console.log(JSON.stringify(answer));
    }
  }
  Deno.exit(); // libraries with threads of their own do not end by themselves
}

async function measure(
  prepared: Map<string, Work>,
  id: string,
  prepare: Prepare,
  repetitions: number,
): Promise<Answer> {
  const work = prepared.get(id) ?? await prepare();
  prepared.set(id, work);
  if ("trials" in work) {
    const [seconds, check] = await timed(() => work.trials(repetitions));
    return { seconds: seconds / repetitions, check };
  }
  let best = Infinity, check = NaN;
  for (let i = 0; i < repetitions; i++) {
    const [seconds, result] = await timed(work);
    best = Math.min(best, seconds);
    check = result;
  }
  return { seconds: best, check };
}

async function timed(
  work: () => number | Promise<number>,
): Promise<[seconds: number, check: number]> {
  const start = performance.now();
  const check = await work();
  return [(performance.now() - start) / 1000, check];
}

/** The mean of the squares of numbers: a check in which nothing cancels. */
export function meanSquare(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] * numbers[i];
  return sum / numbers.length;
}
