/**
 * Compares a tensor with what it should be (SPEC.md 3). An element passes when its
 * error is at most bound·u + the smallest normal number of the engine's format.
 *
 * @module
 */
import type { Expected } from "../fixtures/mod.ts";
import { flatten, type Nested, shapeOf } from "../fixtures/numbers.ts";
import { type Dtype, formats, unitInLastPlace } from "./dtypes.ts";

/** The outcome of comparing one output. */
export interface Comparison {
  /** The largest error in units of its bound: up to 1 it passes, ∞ if none is allowed. */
  readonly margin: number;
  /**
   * The largest error in units in the last place of the engine's format, over the
   * elements that should be finite and not 0; undefined where there is none.
   */
  readonly ulps?: number;
  /** The element with the largest margin; undefined where the shape is wrong. */
  readonly worst?: Element;
  /** What is wrong, where something is. */
  readonly mismatch?: Mismatch;
}

/** One element of an output, beside what it should be. */
export interface Element {
  readonly index: readonly number[];
  /** The lower and the upper end of what is right; equal where one value is. */
  readonly low: number;
  readonly high: number;
  readonly got: number;
  /** The largest error that passes. */
  readonly bound: number;
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
    readonly worst: Element;
    /** How many times the bound the worst one errs; ∞ where no error is allowed. */
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
  const flushed = flushes * smallestNormal;
  let margin = 0, worstAt = 0, wrong = 0, ulps = -1;
  got.forEach((value, i) => {
    const error = distance(value, low[i], high[i]);
    const beyond = Math.max(error - flushed, 0);
    const own = beyond === 0 ? 0 : beyond / (bound[i] * roundoff);
    if (own > 1) wrong++;
    if (own > margin) [margin, worstAt] = [own, i];
    const right = value < low[i] ? low[i] : high[i];
    if (Number.isFinite(right) && right !== 0) {
      ulps = Math.max(ulps, error / unitInLastPlace(right, dtype));
    }
  });
  if (got.length === 0) return { margin };
  const worst = {
    index: indexOf(worstAt, shape),
    low: low[worstAt],
    high: high[worstAt],
    got: got[worstAt],
    bound: bound[worstAt] * roundoff + flushed,
  };
  return {
    margin,
    ...(ulps >= 0 && { ulps }),
    worst,
    ...(margin > 1 && {
      mismatch: {
        kind: "values",
        wrong,
        size: got.length,
        worst,
        times: margin,
      },
    }),
  };
}

/** How far a value is from an interval; ∞ where only NaN or an infinity is right. */
function distance(value: number, low: number, high: number): number {
  if (value >= low && value <= high) return 0;
  if (Number.isNaN(low) && Number.isNaN(value)) return 0;
  const error = Math.max(low - value, value - high);
  return Number.isFinite(error) ? error : Infinity;
}

function indexOf(offset: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (const extent of shape.toReversed()) {
    index.unshift(offset % extent);
    offset = Math.floor(offset / extent);
  }
  return index;
}
