/**
 * The decisions of which a random case is made. A generator asks for one after the
 * other; here they are taken at random and written down, or taken from what was
 * written down. To make a case simpler is to change the record and to run its
 * generator on it again: whatever comes out is a case that the generator could have
 * drawn. So no generator needs a shrinker of its own.
 *
 * @module
 */
import { words } from "./words.ts";

/** What a generator draws from. */
export interface Draw {
  /** An integer from 0 to n−1; generators give smaller ones the simpler meaning. */
  below(n: number): number;
  /** The decisions on one part, recorded apart: those on others stay as they are. */
  part(name: string): Draw;
}

/** All decisions, by the path of the part that they are on. */
export type Trace = ReadonlyMap<string, readonly number[]>;

/** Takes the decision number `index` on a part: an integer from 0 to n−1. */
export type Decide = (path: string, index: number, n: number) => number;

/** What a generator makes of these decisions, and which of them it asked for. */
export function generate<T>(
  generator: (draw: Draw) => T,
  decide: Decide,
): { readonly value: T; readonly trace: Trace } {
  const trace = new Map<string, number[]>();
  const drawFrom = (path: string): Draw => ({
    below: (n) => {
      const taken = trace.get(path) ?? [];
      taken.push(decide(path, taken.length, n));
      trace.set(path, taken);
      return taken.at(-1)!;
    },
    part: (name) => drawFrom(path === "" ? name : `${path}/${name}`),
  });
  return { value: generator(drawFrom("")), trace };
}

/** Decisions at random: those of one attempt at one case. */
export function atRandom(
  seed: number,
  number: number,
  attempt: number,
): Decide {
  const next = words(seed, number, attempt);
  return (_path, _index, n) => next() % n;
}

/** The decisions of a record; what it does not hold is 0, the simplest. */
export function asRecorded(trace: Trace): Decide {
  return (path, index, n) => Math.min(trace.get(path)?.[index] ?? 0, n - 1);
}

/** One of these, of which the first is the simplest. */
export function choose<T>(draw: Draw, from: readonly T[]): T {
  return from[draw.below(from.length)];
}

/** True once in n times; false is the simpler. */
export function rarely(draw: Draw, n: number): boolean {
  return draw.below(n) === n - 1;
}
