/**
 * The Mersenne twister step by step, in which each step can be wrong.
 *
 * @module
 */
import type { OperationFunction } from "../adapters/in_process.ts";
import type { Mutant } from "./mutant.ts";

/** Where the numbers come from. */
export interface Source {
  /** 32 random bits. */
  readonly word: () => number;
  /** A float in [0, 1). */
  readonly float: () => number;
  /** An integer from 0 to `largest`. */
  readonly integer: (largest: number) => number;
}

/** The steps. */
export interface Steps {
  readonly seeded: (seed: number) => number[];
  /** The next 624 words of state, in place. */
  readonly twist: (state: number[]) => void;
  readonly temper: (y: number) => number;
  readonly float: (word: () => number) => number;
  /** Two normal variates, in the order in which they are given out. */
  readonly normals: (float: () => number) => readonly number[];
  readonly uniform: (low: number, high: number, source: Source) => number;
  readonly integer: (
    largest: number,
    source: Omit<Source, "integer">,
  ) => number;
  readonly permutation: (n: number, source: Source) => number[];
  readonly choice: (n: number, k: number, source: Source) => number[];
  /** Whether every draw starts from the seed. */
  readonly reseeds: boolean;
  /** How long the second normal variate is kept. */
  readonly keeps: "the stream" | "the draw" | "for ever";
}

const RIGHT: Steps = {
  seeded: (seed) => seededBy(seed, 1812433253, 1),
  twist: (state) => twisted(state, 397),
  temper: (y) => tempered(y),
  float: (word) => {
    const a = word() >>> 5, b = word() >>> 6;
    return (a * 2 ** 26 + b) / 2 ** 53;
  },
  normals: (float) => {
    const { x1, x2, factor } = polar(float);
    return [factor * x2, factor * x1];
  },
  uniform: (low, high, { float }) => low + (high - low) * float(),
  integer: (largest, { word }) => {
    if (largest === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(largest)) - 1;
    for (;;) {
      const value = (word() & mask) >>> 0;
      if (value <= largest) return value;
    }
  },
  permutation: (n, { integer }) => {
    const values = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) swap(values, i, integer(i));
    return values;
  },
  choice: (n, k, { integer }) =>
    Array.from({ length: k }, () => integer(n - 1)),
  reseeds: false,
  keeps: "the stream",
};

/** The operation with some steps replaced. */
export function twister(wrong: Partial<Steps> = {}): OperationFunction {
  const steps = { ...RIGHT, ...wrong };
  let kept: number[] = [];
  return ({ attributes }) => {
    const draws = attributes.draws as [string, ...number[]][];
    let source = sourceOf(steps, attributes.seed as number);
    if (steps.keeps !== "for ever") kept = [];
    const values = draws.flatMap(([method, ...args]) => {
      if (steps.reseeds) source = sourceOf(steps, attributes.seed as number);
      if (steps.keeps === "the draw") kept = [];
      const normal = () => {
        if (kept.length === 0) kept = [...steps.normals(source.float)];
        return kept.shift()!;
      };
      return drawn(steps, source, normal, method, args);
    });
    return { values };
  };
}

/** A mutant some of whose steps are wrong. */
export function bug(
  name: string,
  note: string,
  advice: string,
  steps: Partial<Steps>,
): Mutant {
  return {
    id: `mt19937/${name}`,
    note,
    advice,
    replace: () => ({ mt19937: twister(steps) }),
  };
}

function sourceOf(steps: Steps, seed: number): Source {
  const state = steps.seeded(seed);
  let next = 624;
  const word = () => {
    if (next === 624) {
      steps.twist(state);
      next = 0;
    }
    return steps.temper(state[next++]);
  };
  const float = () => steps.float(word);
  return {
    word,
    float,
    integer: (largest) => steps.integer(largest, { word, float }),
  };
}

function drawn(
  { uniform, permutation, choice }: Steps,
  source: Source,
  normal: () => number,
  method: string,
  [a, b, c]: readonly number[],
): number[] {
  const times = (n: number, draw: () => number) =>
    Array.from({ length: n }, draw);
  switch (method) {
    case "words":
      return times(a, source.word);
    case "random_sample":
      return times(a, source.float);
    case "uniform":
      return times(c, () => uniform(a, b, source));
    case "randn":
      return times(a, normal);
    case "randint":
      return times(c, () => a + source.integer(b - a - 1));
    case "permutation":
      return permutation(a, source);
    default:
      return choice(a, b, source);
  }
}

/** A point in the unit circle, and what makes normal variates of it. */
export function polar(
  float: () => number,
): Readonly<Record<"x1" | "x2" | "factor", number>> {
  // A wrong stream may never hit the circle.
  for (let i = 0; i < 1000; i++) {
    const x1 = 2 * float() - 1, x2 = 2 * float() - 1;
    const square = x1 * x1 + x2 * x2;
    if (square >= 1 || square === 0) continue;
    return { x1, x2, factor: Math.sqrt(-2 * Math.log(square) / square) };
  }
  return { x1: NaN, x2: NaN, factor: NaN };
}

/** The state after seeding, with i times `index` added to the i-th word. */
export function seededBy(
  seed: number,
  multiplier: number,
  index: number,
): number[] {
  const state = [seed >>> 0];
  for (let i = 1; i < 624; i++) {
    const before = state[i - 1];
    const product = Math.imul(multiplier, before ^ (before >>> 30));
    state.push((product + index * i) >>> 0);
  }
  return state;
}

/** One round of the recurrence, in place. */
export function twisted(state: number[], distance: number): void {
  for (let i = 0; i < 624; i++) {
    const y = (state[i] & 0x80000000) | (state[(i + 1) % 624] & 0x7fffffff);
    const odd = y & 1 ? 0x9908b0df : 0;
    state[i] = (state[(i + distance) % 624] ^ (y >>> 1) ^ odd) >>> 0;
  }
}

/** A word from a word of state. */
export function tempered(
  y: number,
  { shifts: [a, b, c, d] = [11, 7, 15, 18], masks = [0x9d2c5680, 0xefc60000] }:
    {
      readonly shifts?: readonly number[];
      readonly masks?: readonly number[];
    } = {},
): number {
  y ^= y >>> a;
  y ^= (y << b) & masks[0];
  y ^= (y << c) & masks[1];
  return (y ^ (y >>> d)) >>> 0;
}

export function swap(values: number[], i: number, j: number): void {
  [values[i], values[j]] = [values[j], values[i]];
}
