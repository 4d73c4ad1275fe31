/**
 * exp, tanh and sigmoid of one number, out of nothing but + − · / and scaling by powers
 * of two, so that they have the same bits everywhere; those of `Math` differ from one
 * engine to the next. `elementary_code.ts` does the same steps with SIMD.
 *
 * | function | error at most |
 * |---|---|
 * | exp | 0.8 ULP |
 * | tanh | 1.7 ULP |
 * | sigmoid | 2.1 ULP |
 *
 * They never decrease where their argument grows: tanh and sigmoid are chains of
 * rounded operations of which each is monotone; and where exp, and tanh near 0, add a
 * series to a leading term, the rounding of the series is less than the step from one
 * float to the next. Where e²ˣ of tanh passes to the next power of two, at 64 places at
 * most, the tests look at the neighbours.
 *
 * @module
 */

/** Adding and subtracting it rounds to the nearest integer. */
export const ROUNDER = 1.5 * 2 ** 52;

/** log₂ e. */
export const LOG2_E = 1.4426950408889634;

/** ln 2 in two parts; the upper one has so few bits that n·LN2_HIGH is exact. */
export const LN2_HIGH = 0.6931471803691238;

/** What LN2_HIGH lacks. */
export const LN2_LOW = 1.9082149292705877e-10;

/** ln 2. */
export const LN2 = 0.6931471805599453;

/** Above, exp is infinite. */
export const EXP_HIGH = 710;

/** Below, exp is 0. */
export const EXP_LOW = -746;

/**
 * (eʳ−1−r)/r² as a polynomial of degree 9: the even coefficients here, the odd ones
 * below. Like those of tanh, they make the largest error on the whole interval as
 * small as can be; the algorithm of Remez finds them.
 */
// deno-fmt-ignore
export const EXP_EVEN = Float64Array.of(
  0.5000000000000011, 0.041666666666530155, 0.001388888894363038,
  2.480149309863533e-5, 2.763024847316803e-7,
);

/** The odd coefficients of the same. */
// deno-fmt-ignore
export const EXP_ODD = Float64Array.of(
  0.16666666666666413, 0.008333333333494463, 0.00019841269506575744,
  2.7557586375678646e-6, 2.5000061183251388e-8,
);

/** Below, tanh x is taken as x and a correction. */
export const TANH_SMALL = 0.55;

/** P of tanh x = x − x·z·P(z)/Q(z) with z = x², from the lowest power on. */
export const TANH_P = Float64Array.of(
  1613.5044922560442,
  99.23041536640196,
  0.9643766926397636,
);

/** Q of the same. */
export const TANH_Q = Float64Array.of(
  4840.513476768133,
  2233.896636806435,
  112.74960284807109,
  1,
);

/** Above, tanh is 1. */
export const TANH_HIGH = 22;

/**
 * Below, e⁻ˣ is so large that 1 + e⁻ˣ has no room for the 1, and sigmoid is eˣ within
 * a unit of the last place.
 */
export const SIGMOID_LOW = -36.7;

/**
 * eˣ = 2ⁿ·eʳ with |r| ≤ ½ ln 2. What rounding takes from the largest terms of
 * eʳ = 1 + r + r²/2! + … is added to the smaller ones.
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  const y = Math.max(EXP_LOW, Math.min(x, EXP_HIGH));
  const n = y * LOG2_E + ROUNDER - ROUNDER;
  const high = y - n * LN2_HIGH, low = n * LN2_LOW;
  const r = high - low, square = r * r;
  const series = square *
    (polynomial(EXP_EVEN, square) + r * polynomial(EXP_ODD, square));
  const head = 1 + high;
  const power = head + (high - (head - 1) + (series - low));
  // 2ⁿ may lie outside of the range of floats, even where eˣ does not.
  const half = n * 0.5 + ROUNDER - ROUNDER;
  return power * powerOfTwo(half) * powerOfTwo(n - half);
}

/**
 * eˣ of x from 1.1 to 44, as tanh needs it: without what rounding takes from the
 * largest terms, which is lost on the way to 1 − 2/(eˣ+1).
 */
function quickExp(x: number): number {
  const n = x * LOG2_E + ROUNDER - ROUNDER;
  const r = x - n * LN2, square = r * r;
  const series = square *
    (polynomial(EXP_EVEN, square) + r * polynomial(EXP_ODD, square));
  return (1 + (r + series)) * powerOfTwo(n);
}

/** tanh x, as 1 − 2/(e²ˣ+1) where that does not cancel. */
export function tanh(x: number): number {
  const a = Math.abs(x), z = a * a;
  if (x === 0) return x;
  const y = a < TANH_SMALL
    ? a - a * z * polynomial(TANH_P, z) / polynomial(TANH_Q, z)
    : 1 - 2 / (quickExp(2 * Math.min(a, TANH_HIGH)) + 1);
  return x < 0 ? -y : y;
}

/** 1/(1+e⁻ˣ), with a relative accuracy that holds in both tails. */
export function sigmoid(x: number): number {
  return x < SIGMOID_LOW ? exp(x) : 1 / (1 + exp(-x));
}

/** Σᵢ cᵢ·zⁱ by Horner's rule. */
function polynomial(coefficients: Float64Array, z: number): number {
  let sum = coefficients[coefficients.length - 1];
  for (let i = coefficients.length - 2; i >= 0; i--) {
    sum = sum * z + coefficients[i];
  }
  return sum;
}

/** 2⁻⁶⁰⁰ … 2⁶⁰⁰: `**` is not exact in every engine. */
const POWERS = powers(600);

function powers(largest: number): Float64Array {
  const table = new Float64Array(2 * largest + 1);
  table[largest] = 1;
  for (let n = 1; n <= largest; n++) {
    table[largest + n] = 2 * table[largest + n - 1];
    table[largest - n] = 0.5 * table[largest - n + 1];
  }
  return table;
}

function powerOfTwo(n: number): number {
  return POWERS[n + 600];
}
