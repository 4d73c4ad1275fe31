/**
 * Decimal numbers of 60 digits, and float64 numbers as such.
 *
 * @module
 */
import { Decimal as AnyDecimal } from "decimal.js";

/** Decimal numbers of 60 significant digits. */
export const Decimal = AnyDecimal.clone({ precision: 60 });
/** A decimal number of 60 significant digits. */
export type Decimal = AnyDecimal;

/** Functions that take a while to compute to 60 digits. */
export interface Transcendental {
  /** e to that power. */
  exp(x: Decimal): Decimal;
  /** The natural logarithm. */
  ln(x: Decimal): Decimal;
}

/**
 * The functions with a memory: the values of a case are the same in every format, and
 * in every formula.
 */
export function remembered(): Transcendental {
  const remember = (f: (x: Decimal) => Decimal) => {
    const known = new Map<string, Decimal>();
    return (x: Decimal) => {
      const key = x.toString(), value = known.get(key) ?? f(x);
      known.set(key, value);
      return value;
    };
  };
  return { exp: remember((x) => x.exp()), ln: remember((x) => x.ln()) };
}

/**
 * The number that a float64 is, to 60 digits. Its shortest decimal form, which
 * `new Decimal(x)` would take, is another number: 0.7 is not the float64 next to it.
 */
export function decimalOf(x: number): Decimal {
  if (!Number.isFinite(x)) return new Decimal(x);
  let numerator = x, halvings = 0;
  for (; !Number.isInteger(numerator); halvings++) numerator *= 2;
  const integer = Number.isSafeInteger(numerator)
    ? new Decimal(numerator)
    : new Decimal(BigInt(numerator).toString());
  return halvings === 0 ? integer : integer.div(Decimal.pow(2, halvings));
}

/** The largest power of two of which x is a multiple; ∞ for 0. */
export function lowestBit(x: number): number {
  if (x === 0) return Infinity;
  let unit = 1;
  while (x % unit !== 0) unit /= 2;
  while (x % (2 * unit) === 0) unit *= 2;
  return unit;
}
