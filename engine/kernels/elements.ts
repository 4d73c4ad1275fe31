/**
 * Loops over the elements of arrays in the memory of WebAssembly, of which threads share
 * the parts.
 *
 * @module
 */
import { TOGETHER } from "./elementary_code.ts";
import type { Code } from "./memory.ts";
import type { Task, Team } from "./team.ts";

/** The loops: `code(...addresses, count, ...factors)`. */
export const ELEMENT_LOOPS = [
  "exp",
  "tanh",
  "sigmoid",
  "relu",
  "reluBackward",
  "tanhBackward",
  "sigmoidBackward",
  "times",
  "axpy",
  "momentum",
] as const;

/** The name of such a loop. */
export type ElementLoop = typeof ELEMENT_LOOPS[number];

/** Below so many numbers, it does not pay to divide them among threads. */
const WORTH_SHARING = 8192;

/** Parts for each thread: one that is late does fewer. */
const PARTS_OF_EACH = 4;

/** A part has a multiple of the numbers that any of the loops takes at a time. */
const UNIT = 8 * TOGETHER;

/** Runs a loop over so many elements of the arrays at these addresses. */
export function runElements(
  team: Team,
  loop: ElementLoop,
  addresses: readonly number[],
  count: number,
  factors: readonly number[] = [],
): void {
  const parts = count < WORTH_SHARING || team.threads === 1
    ? 1
    : team.threads * PARTS_OF_EACH;
  const most = Math.ceil(count / parts / UNIT) * UNIT;
  const args = [count, most, addresses.length, ...addresses, ...factors];
  team.run(loop, Math.ceil(count / most), args);
}

/** What threads do together for each of the loops. */
export function elementTasks(code: () => Code): Record<ElementLoop, Task> {
  const task = (loop: ElementLoop): Task => (args, part) => {
    const [count, most, arrays, ...others] = args, start = part * most;
    const addresses = others.slice(0, arrays).map((at) => at + start * 8);
    const own = Math.min(most, count - start);
    code()[loop](...addresses, own, ...others.slice(arrays));
  };
  const tasks = ELEMENT_LOOPS.map((loop) => [loop, task(loop)]);
  return Object.fromEntries(tasks) as Record<ElementLoop, Task>;
}
