/**
 * Formulas of sigmoid, tanh and elu, and of their derivatives (SPEC.md 3.4). None
 * takes e to a number that could overflow: a right engine chooses a side.
 *
 * @module
 */
import { formats } from "../../dtypes.ts";
import type { Arithmetic, Numbers } from "../arithmetic/arithmetic.ts";
import type { Unary } from "./forms.ts";

/** y·(1−y). */
export const yTimesRest: Unary = (m, y) =>
  m.multiply(y, m.subtract(m.constant(1), y));

/** y − y². */
export const yLessSquare: Unary = (m, y) => m.multiplyAdd(m.negate(y), y, y);

/** 1 − y². */
export const oneLessSquare: Unary = (m, y) =>
  m.multiplyAdd(m.negate(y), y, m.constant(1));

/** (1−y)·(1+y). */
export const differenceTimesSum: Unary = (m, y) => {
  const one = m.constant(1);
  return m.multiply(m.subtract(one, y), m.add(one, y));
};

/** 1/(1+e⁻ˣ) on the right, eˣ/(1+eˣ) on the left. */
export const sigmoidByExp: Unary = (m, x) =>
  m.valueOf(x) < 0 ? upward(m, x) : downward(m, x);

/** 1/(1+e⁻ˣ) everywhere: 1/∞ is the right 0. */
export const sigmoidDownward: Unary = (m, x) => downward(m, x);

/** eˣ/(1+eˣ) up to where eˣ overflows, and 1 there. */
export function sigmoidUpward(limit: number): Unary {
  return (m, x) => m.valueOf(x) > limit ? m.constant(1) : upward(m, x);
}

/** ½·(1+tanh(x/2)). */
export const sigmoidByTanh: Unary = (m, x) => {
  const half = m.constant(0.5);
  return m.multiply(
    half,
    m.add(m.constant(1), m.tanh(m.multiply(half, x))),
  );
};

function downward<N>(m: Arithmetic<N>, x: N): N {
  const one = m.constant(1);
  return m.divide(one, m.add(one, m.exp(m.negate(x))));
}

function upward<N>(m: Arithmetic<N>, x: N): N {
  const e = m.exp(x);
  return m.divide(e, m.add(m.constant(1), e));
}

/** The largest x that e can be taken to in that format, cut off. */
export function largestExponent({ dtype }: Numbers): number {
  return Math.floor(Math.log(formats[dtype].largest));
}

/** expm1(2x)/(expm1(2x)+2), from the left side of 0. */
export const tanhByExpm1: Unary = (m, x) =>
  oddly(m, x, (left) => {
    const two = m.constant(2), e = m.expm1(m.multiply(two, left));
    return m.divide(e, m.add(e, two));
  });

/** (e²ˣ−1)/(e²ˣ+1) on the left, (1−e⁻²ˣ)/(1+e⁻²ˣ) on the right. */
export const tanhBySquare: Unary = (m, x) =>
  oddly(m, x, (left) => {
    const one = m.constant(1), e = m.exp(m.multiply(m.constant(2), left));
    return m.divide(m.subtract(e, one), m.add(e, one));
  });

/** (eˣ−e⁻ˣ)/(eˣ+e⁻ˣ) up to where eˣ overflows, and ±1 there. */
export function tanhByBoth(limit: number): Unary {
  return (m, x) => {
    const size = Math.abs(m.valueOf(x));
    if (size > limit) return m.constant(Math.sign(m.valueOf(x)));
    const e = m.exp(x), inverse = m.exp(m.negate(x));
    return m.divide(m.subtract(e, inverse), m.add(e, inverse));
  };
}

/** 2·sigmoid(2x)−1. */
export const tanhBySigmoid: Unary = (m, x) => {
  const two = m.constant(2), y = m.sigmoid(m.multiply(two, x));
  return m.subtract(m.multiply(two, y), m.constant(1));
};

/** −f(−x) on the right, f(x) on the left. */
function oddly<N>(m: Arithmetic<N>, x: N, f: (left: N) => N): N {
  return m.valueOf(x) > 0 ? m.negate(f(m.negate(x))) : f(x);
}

type EluParts = Readonly<Record<"x" | "y" | "alpha", number>>;

/** α·eˣ. */
export function alphaTimesPower(m: Numbers, { x, alpha }: EluParts): number {
  return m.multiply(alpha, m.exp(x));
}

/** y + α. */
export function yPlusAlpha(m: Numbers, { y, alpha }: EluParts): number {
  return m.add(y, alpha);
}
