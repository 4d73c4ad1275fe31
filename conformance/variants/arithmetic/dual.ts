/**
 * Dual numbers: a value with its derivative by one input, computed together.
 *
 * @module
 */
import type { Arithmetic } from "./arithmetic.ts";

/** A value and its derivative. */
export interface Dual {
  readonly value: number;
  readonly slope: number;
}

/** Arithmetic on dual numbers, by arithmetic on their parts. */
export function dualNumbers(m: Arithmetic<number>): Arithmetic<Dual> {
  const of = (value: number, slope: number): Dual => ({ value, slope });
  const one = m.constant(1);
  const multiply = (a: Dual, b: Dual) =>
    of(
      m.multiply(a.value, b.value),
      m.multiplyAdd(a.slope, b.value, m.multiply(a.value, b.slope)),
    );
  const add = (a: Dual, b: Dual) =>
    of(m.add(a.value, b.value), m.add(a.slope, b.slope));
  /** A function with its slope, given its value. */
  const call = (
    f: (x: number) => number,
    slopeOf: (x: number, y: number) => number,
  ) =>
  ({ value, slope }: Dual) => {
    const y = f(value);
    return of(y, slope === 0 ? 0 : m.multiply(slopeOf(value, y), slope));
  };
  return {
    constant: (x) => of(m.constant(x), 0),
    valueOf: ({ value }) => value,
    negate: (a) => of(m.negate(a.value), m.negate(a.slope)),
    add,
    subtract: (a, b) =>
      of(m.subtract(a.value, b.value), m.subtract(a.slope, b.slope)),
    multiply,
    divide: (a, b) => {
      const value = m.divide(a.value, b.value);
      const rise = m.multiplyAdd(m.negate(value), b.slope, a.slope);
      return of(value, m.divide(rise, b.value));
    },
    multiplyAdd: (a, b, c) => add(multiply(a, b), c),
    sqrt: call(m.sqrt, (_x, y) => m.divide(one, m.multiply(2, y))),
    exp: call(m.exp, (_x, y) => y),
    expm1: call(m.expm1, (_x, y) => m.add(y, one)),
    log: call(m.log, (x) => m.divide(one, x)),
    tanh: call(m.tanh, (_x, y) => m.multiplyAdd(m.negate(y), y, one)),
    sigmoid: call(m.sigmoid, (_x, y) => m.multiply(y, m.subtract(one, y))),
    sum: (terms) =>
      of(
        m.sum(terms.map(({ value }) => value)),
        m.sum(terms.map(({ slope }) => slope)),
      ),
    dot: (a, b, start) => {
      const terms = a.map((x, k) => multiply(x, b[k]));
      return (start ? [start, ...terms] : terms).reduce(add);
    },
  };
}
