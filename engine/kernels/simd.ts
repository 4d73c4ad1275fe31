/**
 * The kernels in WebAssembly with SIMD.
 *
 * @module
 */
import { elementWise } from "./element_wise.ts";
import { elementTasks } from "./elements.ts";
import type { Kernels } from "./kernels.ts";
import { type Code, codeOn, openMemory } from "./memory.ts";
import { multiplyTask } from "./block_product.ts";
import { PRODUCT_BYTES, products } from "./products.ts";
import { help, lead, type Tasks, type Team } from "./team.ts";
import { loops } from "./simd_loops.ts";
import { twister } from "./simd_twister.ts";
import { softmaxBy } from "./softmax.ts";

/** The bytes of room for tensors: a net of 3072-500-10 fits with a batch of 1000. */
const ROOM = 2 ** 26;

/** Kernels in a memory, and the threads that run them. */
export interface SimdKernels {
  readonly kernels: Kernels;
  /** The threads: one, as long as there are no helpers. */
  readonly team: Team;
}

/** The kernels with SIMD, or `undefined` where it is missing. */
export function simd(room = ROOM): SimdKernels | undefined {
  const memory = openMemory(PRODUCT_BYTES, room) ??
    openMemory(PRODUCT_BYTES, 0); // where there is not so much to be had
  if (!memory) return undefined;
  const team = lead(memory.memory, tasksOf(memory.code));
  const functions = elementWise(memory, team);
  const kernels = {
    ...products(memory, team),
    ...functions,
    ...loops(memory, team),
    softmax: softmaxBy(functions.exp),
    twist: twister(memory),
    withRoom: memory.withRoom,
  };
  return { kernels, team };
}

/** Gets ready to help on another thread's memory; the function that it gives does so. */
export function helper(
  memory: WebAssembly.Memory,
  thread: number,
): () => void {
  const code = codeOn(memory), tasks = tasksOf(() => code);
  return () => help(memory, tasks, thread);
}

function tasksOf(code: () => Code): Tasks {
  return { multiply: multiplyTask(code), ...elementTasks(code) };
}
