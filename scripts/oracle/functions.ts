/**
 * Functions of one number and the softmax, each with all the formulas by which
 * correct engines compute it. SPEC.md 3.4 lists them.
 *
 * @module
 */
import type { Arithmetic, Ball } from "./ball.ts";
import { Decimal } from "./decimals.ts";

/** 1/(1+e⁻ˣ), without overflow on the way (SPEC.md 4.8). */
export function sigmoid(m: Arithmetic, x: Ball): Ball {
  const value = logistic(m, x.low), y = value.toNumber();
  const downward = () => reciprocalOfOnePlus(m, m.exp(m.negate(x)));
  return m.either(
    () =>
      m.anyOf(
        () => m.elementary(value, y * (1 - y) + 0.1 * x.radius, x),
        // In both tails: e is never taken to a positive number.
        () => {
          if (x.low.isPositive()) return downward();
          const e = m.exp(x);
          return m.divide(e, m.add(m.exact(1), e));
        },
      ),
    m.unlessItOverflows(downward),
    // eˣ/(1+eˣ), whose slope over eˣ is 1/(1+eˣ)².
    m.unlessItOverflows(() => {
      const e = m.exp(x);
      return m.elementary(value, 1 / (1 + leastOf(e)) ** 2, e);
    }),
    () => {
      const half = m.multiply(m.exact(0.5), x);
      const t = m.elementary(hyperbolicTangent(m, half.low), 1, half);
      return m.multiply(m.exact(0.5), m.add(m.exact(1), t));
    },
  );
}

/** The derivative of sigmoid where it is y: y(1−y). */
export function sigmoidSlope(m: Arithmetic, y: Ball): Ball {
  return m.anyOf(
    () => m.multiply(y, m.subtract(m.exact(1), y)),
    () => m.subtract(y, m.multiply(y, y)),
  );
}

/** tanh x, without overflow on the way (SPEC.md 4.9). */
export function tanh(m: Arithmetic, x: Ball): Ball {
  const value = hyperbolicTangent(m, x.low), y = value.toNumber();
  const one = m.exact(1), two = m.exact(2);
  /** Overflow at ±∞ is to be avoided, too. */
  const unlessItOverflows = (formula: () => Ball) =>
    x.low.isFinite() ? m.unlessItOverflows(formula) : () => undefined;
  return m.either(
    () =>
      m.anyOf(
        () => m.elementary(value, 1 - y * y + 0.8 * x.radius, x),
        // expm1(2x)/(expm1(2x)+2).
        unlessItOverflows(() => {
          const e = expm1(m, m.multiply(two, x));
          return m.divide(e, m.add(e, two));
        }),
      ),
    // (eˣ−e⁻ˣ)/(eˣ+e⁻ˣ), and with fewer errors (e²ˣ−1)/(e²ˣ+1), (1−e⁻²ˣ)/(1+e⁻²ˣ):
    // a function (r−1)/(r+1) of one ratio r = eˣ/e⁻ˣ, whose errors reach the value
    // through the slope 2/(r+1)², and four roundings more.
    unlessItOverflows(() => {
      const r = m.divide(m.exp(x), m.exp(m.negate(x)));
      return m.elementary(value, 2 / (leastOf(r) + 1) ** 2, r);
    }),
    () => {
      const y = sigmoid(m, m.multiply(two, x));
      return m.subtract(m.multiply(two, y), one);
    },
  );
}

/** eˣ−1. */
export function powerLessOne(m: Arithmetic, x: Ball): Ball {
  return m.either(
    () => m.subtract(m.exp(x), m.exact(1)),
    () => expm1(m, x),
  );
}

/** The derivative of tanh where it is y: 1−y². */
export function tanhSlope(m: Arithmetic, y: Ball): Ball {
  const one = m.exact(1);
  return m.anyOf(
    () => m.subtract(one, m.multiply(y, y)),
    () => m.multiply(m.subtract(one, y), m.add(one, y)),
  );
}

/** The softmax of a row of scores, which are shifted by their maximum. */
export interface Softmax {
  /** The probability of class j. */
  p(j: number): Ball;
  /** −log of it. */
  minusLog(j: number): Ball;
}

/** The softmax of a row of scores. */
export function softmax(m: Arithmetic, scores: readonly Ball[]): Softmax {
  const largest = m.largest(scores);
  const shifted = scores.map((score) => m.subtract(score, largest));
  const powers = shifted.map((x) => m.exp(x));
  const total = m.sum(powers), logTotal = m.log(total);
  const shiftBack = m.add(largest, logTotal);
  return {
    p: (j) =>
      m.either(
        () =>
          m.anyOf(
            () => m.divide(powers[j], total),
            () => m.exp(m.subtract(shifted[j], logTotal)),
          ),
        () => m.exp(m.subtract(scores[j], shiftBack)),
      ),
    minusLog: (j) =>
      m.either(
        () => m.subtract(logTotal, shifted[j]),
        () => m.negate(m.log(m.divide(powers[j], total))),
        () => m.subtract(shiftBack, scores[j]),
      ),
  };
}

/** The library's eˣ−1, which is exact at ±∞. */
function expm1(m: Arithmetic, x: Ball): Ball {
  const power = m.functions.exp(x.low);
  if (!x.low.isFinite()) return m.exact(power.minus(1));
  const slope = power.toNumber() * Math.exp(x.radius);
  return m.elementary(power.minus(1), slope, x);
}

function reciprocalOfOnePlus(m: Arithmetic, e: Ball): Ball {
  return m.divide(m.exact(1), m.add(m.exact(1), e));
}

/** The smallest that a positive number is within its error. */
function leastOf({ low, radius }: Ball): number {
  return Math.max(low.toNumber() - radius, 0);
}

function logistic({ functions }: Arithmetic, x: Decimal): Decimal {
  return new Decimal(1).div(functions.exp(x.neg()).plus(1));
}

function hyperbolicTangent({ functions }: Arithmetic, x: Decimal): Decimal {
  if (x.isZero() || x.isNaN()) return x;
  if (!x.isFinite()) return new Decimal(x.isPositive() ? 1 : -1);
  // tanh |x| = −expm1(−2|x|)/(1+e^(−2|x|)): one extra dozen of digits lost near 0.
  const e = functions.exp(x.abs().times(-2));
  const size = new Decimal(1).minus(e).div(e.plus(1));
  return x.isNegative() ? size.neg() : size;
}
