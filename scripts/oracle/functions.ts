/**
 * Functions of one number and the softmax, each with all the formulas by which
 * correct engines compute it. SPEC.md 3.4 lists them.
 *
 * @module
 */
import { type Arithmetic, type Ball, Decimal } from "./ball.ts";

/** 1/(1+e⁻ˣ). */
export function sigmoid(m: Arithmetic, x: Ball): Ball {
  const value = logistic(x.low), y = value.toNumber();
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
    downward,
    // eˣ/(1+eˣ), whose slope over eˣ is 1/(1+eˣ)².
    () => {
      const e = m.exp(x);
      return m.elementary(
        value,
        1 / (1 + e.low.toNumber() - e.radius) ** 2,
        e,
      );
    },
    () => {
      const half = m.multiply(m.exact(0.5), x);
      const t = m.elementary(hyperbolicTangent(half.low), 1, half);
      return m.multiply(m.exact(0.5), m.add(m.exact(1), t));
    },
  );
}

/** The derivative of sigmoid where it is y: y(1−y). */
export function sigmoidSlope(m: Arithmetic, y: Ball): Ball {
  return m.either(
    () => m.multiply(y, m.subtract(m.exact(1), y)),
    () => m.subtract(y, m.multiply(y, y)),
  );
}

/** tanh x. */
export function tanh(m: Arithmetic, x: Ball): Ball {
  const value = hyperbolicTangent(x.low), y = value.toNumber();
  const one = m.exact(1), two = m.exact(2);
  return m.either(
    () =>
      m.anyOf(
        () => m.elementary(value, 1 - y * y + 0.8 * x.radius, x),
        // expm1(2x)/(expm1(2x)+2).
        () => {
          const doubled = m.multiply(two, x), power = doubled.low.exp();
          const e = m.elementary(
            power.minus(1),
            power.toNumber() * 1.01,
            doubled,
          );
          return m.divide(e, m.add(e, two));
        },
      ),
    // (eˣ−e⁻ˣ)/(eˣ+e⁻ˣ), and with fewer errors (e²ˣ−1)/(e²ˣ+1), (1−e⁻²ˣ)/(1+e⁻²ˣ):
    // a function (r−1)/(r+1) of one ratio r = eˣ/e⁻ˣ, whose errors reach the value
    // through the slope 2/(r+1)², and four roundings more.
    () => {
      const r = m.divide(m.exp(x), m.exp(m.negate(x)));
      const slope = 2 / (r.low.toNumber() - r.radius + 1) ** 2;
      return m.elementary(value, slope, r);
    },
    () => {
      const y = sigmoid(m, m.multiply(two, x));
      return m.subtract(m.multiply(two, y), one);
    },
  );
}

/** The derivative of tanh where it is y: 1−y². */
export function tanhSlope(m: Arithmetic, y: Ball): Ball {
  const one = m.exact(1);
  return m.either(
    () => m.subtract(one, m.multiply(y, y)),
    () => m.multiply(m.subtract(one, y), m.add(one, y)),
  );
}

/** The softmax of a row of scores and −log of each of its probabilities. */
export function softmax(
  m: Arithmetic,
  scores: readonly Ball[],
): { p: Ball[]; minusLog: Ball[] } {
  const largest = m.largest(scores);
  const shifted = scores.map((score) => m.subtract(score, largest));
  const powers = shifted.map((x) => m.exp(x));
  const total = m.sum(powers), logTotal = m.log(total);
  const p = shifted.map((x, j) =>
    m.either(
      () => m.divide(powers[j], total),
      () => m.exp(m.subtract(x, logTotal)),
      () => m.exp(m.subtract(scores[j], m.add(largest, logTotal))),
    )
  );
  const minusLog = shifted.map((x, j) =>
    m.either(
      () => m.subtract(logTotal, x),
      () => m.negate(m.log(m.divide(powers[j], total))),
      () => m.subtract(m.add(largest, logTotal), scores[j]),
    )
  );
  return { p, minusLog };
}

function reciprocalOfOnePlus(m: Arithmetic, e: Ball): Ball {
  return m.divide(m.exact(1), m.add(m.exact(1), e));
}

function logistic(x: Decimal): Decimal {
  return new Decimal(1).div(x.neg().exp().plus(1));
}

function hyperbolicTangent(x: Decimal): Decimal {
  if (x.isZero() || x.isNaN()) return x;
  if (!x.isFinite()) return new Decimal(x.isPositive() ? 1 : -1);
  // tanh |x| = −expm1(−2|x|)/(1+e^(−2|x|)): one extra dozen of digits lost near 0.
  const e = x.abs().times(-2).exp();
  const size = new Decimal(1).minus(e).div(e.plus(1));
  return x.isNegative() ? size.neg() : size;
}
