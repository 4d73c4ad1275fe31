/**
 * Elementary operations, each of which rounds. An engine under test here computes with
 * nothing else, so that another number format, another order of sums or another way
 * to divide is one record.
 *
 * {@linkcode Arithmetic} is what a formula needs that may be differentiated: it serves
 * dual numbers and nodes of a tape as well as plain numbers.
 *
 * @module
 */
import { type Dtype, formats } from "../../dtypes.ts";
import { inOrder, type Summation } from "./summation.ts";

/** Elementary operations on numbers of a kind. */
export interface Arithmetic<N> {
  /** A number that is given: it is rounded to the format. */
  constant(x: number): N;
  /** The number, to compare or to answer with. */
  valueOf(x: N): number;
  negate(a: N): N;
  add(a: N, b: N): N;
  subtract(a: N, b: N): N;
  multiply(a: N, b: N): N;
  divide(a: N, b: N): N;
  /** a·b + c, where a compiler may fuse the two. */
  multiplyAdd(a: N, b: N, c: N): N;
  sqrt(a: N): N;
  exp(a: N): N;
  expm1(a: N): N;
  log(a: N): N;
  tanh(a: N): N;
  /** The library's own, as most have. */
  sigmoid(a: N): N;
  sum(terms: readonly N[]): N;
  /** Σ aₖ·bₖ, and `start` where there is one. */
  dot(a: readonly N[], b: readonly N[], start?: N): N;
}

/** Arithmetic on plain numbers of one format. */
export interface Numbers extends Arithmetic<number> {
  readonly dtype: Dtype;
  /** The library's aᵇ. */
  power(a: number, b: number): number;
  log10(a: number): number;
}

/** How numbers are computed with, where it is not the plainest way. */
export interface NumberOptions {
  /** What becomes of an exact result. */
  readonly round?: (x: number) => number;
  /** What becomes of the exact result of exp, log and the like. */
  readonly roundCall?: (x: number) => number;
  readonly summation?: Summation;
  /** a·b + c with one rounding. */
  readonly fused?: (a: number, b: number, c: number) => number;
  /** Whether a quotient is a product with the rounded reciprocal. */
  readonly reciprocal?: boolean;
  /** Sums and their products have another, wider arithmetic. */
  readonly accumulator?: Arithmetic<number>;
}

/** Arithmetic on numbers of that format. */
export function numbers(dtype: Dtype, options: NumberOptions = {}): Numbers {
  const {
    round = formats[dtype].round,
    roundCall = round,
    summation = inOrder,
    fused,
    reciprocal = false,
    accumulator,
  } = options;
  const call = (f: (x: number) => number) => (x: number) => roundCall(f(x));
  const basic = {
    add: (a: number, b: number) => round(a + b),
    subtract: (a: number, b: number) => round(a - b),
    multiply: (a: number, b: number) => round(a * b),
  };
  const multiplyAdd = fused ?? ((a, b, c) => round(round(a * b) + c));
  const sum = (terms: readonly number[]) => summation(basic, terms);
  const dot: Dot = (a, b, start) => {
    if (summation !== inOrder) {
      const products = a.map((x, k) => round(x * b[k]));
      return sum(start === undefined ? products : [start, ...products]);
    }
    let total = start ?? round(a[0] * b[0]);
    for (let k = start === undefined ? 1 : 0; k < a.length; k++) {
      total = multiplyAdd(a[k], b[k], total);
    }
    return total;
  };
  const isPlain = !options.round && !fused && summation === inOrder;
  return {
    dtype,
    constant: round,
    valueOf: (x) => x,
    negate: (a) => -a,
    ...basic,
    divide: reciprocal
      ? (a, b) => round(a * round(1 / b))
      : (a, b) => round(a / b),
    multiplyAdd,
    sqrt: (a) => round(Math.sqrt(a)),
    exp: call(Math.exp),
    expm1: call(Math.expm1),
    log: call(Math.log),
    tanh: call(Math.tanh),
    sigmoid: call(logistic),
    sum: accumulator ? (terms) => round(accumulator.sum(terms)) : sum,
    dot: accumulator
      ? (a, b, start) => round(accumulator.dot(a, b, start))
      : isPlain && plainDots[dtype] || dot,
    power: (a, b) => roundCall(a ** b),
    log10: call(Math.log10),
  };
}

type Dot = Arithmetic<number>["dot"];

/** The same sums in loops without calls: whole trainings take millions of them. */
const plainDots: Partial<Record<Dtype, Dot>> = {
  float64: (a, b, start) => {
    let total = start ?? -0;
    for (let k = 0; k < a.length; k++) total += a[k] * b[k];
    return total;
  },
  float32: (a, b, start) => {
    let total = start ?? -0;
    for (let k = 0; k < a.length; k++) {
      total = Math.fround(total + Math.fround(a[k] * b[k]));
    }
    return total;
  },
};

/** 1/(1+e⁻ˣ), where e is never taken to a positive number. */
function logistic(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}
