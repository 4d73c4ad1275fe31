/**
 * Compares a tensor with what it should be (SPEC.md 3). An element passes when its
 * error is at most bound·u + the smallest normal number of the engine's format.
 *
 * @module
 */
import type { Expected } from "../fixtures/mod.ts";
import { flatten, type Nested, shapeOf } from "../fixtures/numbers.ts";
import { type Dtype, formats } from "./dtypes.ts";

/** The outcome of comparing one output. */
export interface Comparison {
  /** The largest error in units of its bound: up to 1 it passes, ∞ if none is allowed. */
  readonly margin: number;
  /** What is wrong, where something is. */
  readonly mismatch?: Mismatch;
}

/** What is wrong with an output. */
export type Mismatch =
  | { readonly kind: "missing" }
  | {
    readonly kind: "shape";
    readonly expected: readonly number[];
    /** Undefined where rows differ in shape. */
    readonly got: readonly number[] | undefined;
  }
  | {
    readonly kind: "values";
    /** How many elements are wrong, and of how many. */
    readonly wrong: number;
    readonly size: number;
    /** The worst of them. */
    readonly index: readonly number[];
    readonly low: number;
    readonly high: number;
    readonly got: number;
    /** How many times the bound it errs; ∞ where no error is allowed. */
    readonly times: number;
  };

/** Compares an output of an engine of that format. */
export function compare(
  expected: Expected,
  output: Nested | undefined,
  dtype: Dtype,
): Comparison {
  const mismatch = compareShape(expected.shape, output);
  if (mismatch) return { margin: Infinity, mismatch };
  return compareNumbers(expected, roundAll(output!, dtype), dtype);
}

/** What is wrong with the shape of an output, if anything is. */
export function compareShape(
  expected: readonly number[],
  output: Nested | undefined,
): Mismatch | undefined {
  if (output === undefined) return { kind: "missing" };
  const got = shapeOf(output);
  return String(got) === String(expected) && got
    ? undefined
    : { kind: "shape", expected, got };
}

/** All elements of an output, in the format in which the engine computes. */
export function roundAll(output: Nested, dtype: Dtype): number[] {
  return flatten(output).map(formats[dtype].round);
}

/**
 * Compares numbers that are of the right shape.
 *
 * @param flushes How many numbers that may have been flushed to zero went into each.
 */
export function compareNumbers(
  expected: Expected,
  got: readonly number[],
  dtype: Dtype,
  flushes = 1,
): Comparison {
  const { roundoff, smallestNormal } = formats[dtype];
  const { low, high, bound, shape } = expected;
  const errors = got.map((value, i) => {
    if (value >= low[i] && value <= high[i]) return 0;
    if (Number.isNaN(low[i])) return Number.isNaN(value) ? 0 : Infinity;
    const error = Math.max(low[i] - value, value - high[i]);
    if (!Number.isFinite(error)) return Infinity;
    const beyond = Math.max(error - flushes * smallestNormal, 0);
    return beyond === 0 ? 0 : beyond / (bound[i] * roundoff);
  });
  const margin = errors.reduce((a, b) => Math.max(a, b), 0);
  if (margin <= 1) return { margin };
  const worst = errors.indexOf(margin);
  return {
    margin,
    mismatch: {
      kind: "values",
      wrong: errors.filter((error) => error > 1).length,
      size: got.length,
      index: indexOf(worst, shape),
      low: low[worst],
      high: high[worst],
      got: got[worst],
      times: margin,
    },
  };
}

function indexOf(offset: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (const extent of shape.toReversed()) {
    index.unshift(offset % extent);
    offset = Math.floor(offset / extent);
  }
  return index;
}
