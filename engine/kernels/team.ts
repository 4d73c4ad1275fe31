/**
 * Work that is done by several threads on one memory. It is divided into parts, which
 * each thread takes one after the other as long as there are any: so nobody waits for a
 * helper that the machine has not woken up yet. Which thread does what part makes no
 * difference to the results.
 *
 * The thread that leads writes down what is to be done on a board, in the memory that
 * all share, and then its ticket: a number of the work's own, and how many parts are
 * left. Whoever takes a part counts the ticket down. If that succeeds, what was read on
 * the board was what belongs to this ticket: the board is only written to when no part
 * of the work before is left.
 *
 * @module
 */
import type { ElementLoop } from "./elements.ts";

/**
 * Does one part of a piece of work. Scratch memory that is its own has the number of
 * its thread: 0 leads.
 */
export type Task = (
  args: readonly number[] | Float64Array,
  part: number,
  thread: number,
) => void;

/** What a team can do. */
export type TaskName = "multiply" | ElementLoop;

/** All that a team can do. */
export type Tasks = Readonly<Record<TaskName, Task>>;

/** The most threads that work together. */
export const MOST_THREADS = 8;

/** The most numbers that tell what is to be done. */
const MOST_ARGS = 14;

/** The bytes of a board. */
export const BOARD_BYTES = 8 * (2 + MOST_ARGS);

/** The most parts of a piece of work: the bits of a ticket that count them. */
const MOST_PARTS = 255;

/** The places of the integers on a board. */
const TICKET = 0, DONE = 1, TASK = 2;

/** What stands for a task when helpers are to go. */
const LEAVE = -1;

/** A helper looks so often for work before it sleeps: for a few milliseconds. */
const PATIENCE = 100_000;

interface Board {
  readonly integers: Int32Array;
  readonly args: Float64Array;
}

/** The board, at the end of the memory. */
function boardOf({ buffer }: WebAssembly.Memory): Board {
  const address = buffer.byteLength - BOARD_BYTES;
  return {
    integers: new Int32Array(buffer, address, 4),
    args: new Float64Array(buffer, address + 16, MOST_ARGS),
  };
}

/** The threads that work together. */
export interface Team {
  /** What they share. */
  readonly memory: WebAssembly.Memory;
  /** How many there are; whoever starts helpers says so here once they are ready. */
  threads: number;
  /** Whether somebody has helpers, or is about to. */
  isTaken: boolean;
  /**
   * Does all parts of a task, 255 of them at most, and returns when they are done.
   *
   * @param args What the task is told, 14 numbers at most.
   */
  run(task: TaskName, parts: number, args: readonly number[]): void;
  /** Sends the helpers home, and returns when they have gone. */
  dismiss(): void;
}

/** A team of one: the calling thread. */
export function lead(memory: WebAssembly.Memory, tasks: Tasks): Team {
  const { integers, args: written } = boardOf(memory);
  const names = Object.keys(tasks);
  let work = 0;
  const announce = (task: number, parts: number) => {
    integers[TASK] = task;
    Atomics.store(integers, DONE, 0);
    Atomics.store(integers, TICKET, ++work << 8 | parts);
    Atomics.notify(integers, TICKET);
  };
  const awaitOthers = (parts: number) => {
    while (Atomics.load(integers, DONE) < parts);
  };
  return {
    memory,
    threads: 1,
    isTaken: false,
    run(task, parts, args) {
      const isShared = this.threads > 1 && parts > 1;
      if (isShared) {
        written.set(args);
        announce(names.indexOf(task), parts);
      }
      let others = parts;
      const next = () => isShared ? take(integers) : others - 1;
      for (let part; (part = next()) >= 0; others--) tasks[task](args, part, 0);
      if (isShared) awaitOthers(others);
    },
    dismiss() {
      const helpers = this.threads - 1;
      announce(LEAVE, helpers);
      awaitOthers(helpers);
      this.threads = 1;
      this.isTaken = false;
    },
  };
}

/** Takes a part of the work; −1 if none is left. */
function take(integers: Int32Array): number {
  for (;;) {
    const ticket = Atomics.load(integers, TICKET), left = ticket & MOST_PARTS;
    if (left === 0) return -1;
    const found = Atomics.compareExchange(integers, TICKET, ticket, ticket - 1);
    if (found === ticket) return left - 1;
  }
}

/** Helps with all that is to be done, until the helpers are sent home. */
export function help(
  memory: WebAssembly.Memory,
  tasks: Tasks,
  thread: number,
): void {
  const { integers, args: written } = boardOf(memory);
  const inOrder = Object.values(tasks), args = new Float64Array(MOST_ARGS);
  for (let idle = 0;;) {
    const ticket = Atomics.load(integers, TICKET), left = ticket & MOST_PARTS;
    if (left === 0) {
      if (++idle < PATIENCE) continue;
      Atomics.wait(integers, TICKET, ticket);
      idle = 0;
      continue;
    }
    const task: Task | undefined = inOrder[integers[TASK]]; // none for LEAVE
    args.set(written);
    const found = Atomics.compareExchange(integers, TICKET, ticket, ticket - 1);
    if (found !== ticket) continue;
    task?.(args, left - 1, thread);
    Atomics.add(integers, DONE, 1);
    if (!task) return;
    idle = 0;
  }
}
