/**
 * Numbers that know how wrong a correct engine may be about them.
 *
 * A {@linkcode Ball} is the exact value of an expression (60 digits) and a radius:
 * how far from it the same expression can end when every elementary operation is
 * rounded, in the narrowest format of the case. Each rule below is the standard
 * model of rounding, fl(x ∘ y) = (x ∘ y)(1 + δ), |δ| ≤ u (Higham, *Accuracy and
 * Stability of Numerical Algorithms*, ch. 2 and 3), with nothing dropped: the terms
 * of second order are kept, so the radius is a theorem at that u. Since radius/u
 * only falls when u does, the quotient is a bound for every wider format as well.
 *
 * A result that every format of the case holds exactly is not rounded at all: then
 * the radius stays 0, and an engine must give that very number.
 *
 * Where several answers are right (a subgradient at a kink), the value is an
 * interval from `low` to `high`.
 *
 * @module
 */
import {
  type Dtype,
  type Format,
  formats,
  servedBy,
} from "../../conformance/dtypes.ts";
import { Decimal, decimalOf, lowestBit, remembered } from "./decimals.ts";

/** An exact value, or an interval of right values, and a radius of rounding. */
export interface Ball {
  /** The exact value, or the lower end. */
  readonly low: Decimal;
  /** The same object as `low`, or the upper end. */
  readonly high: Decimal;
  /** How far outside a correct engine may end, absolute. */
  readonly radius: number;
  /** What it is the sum of, if it is one: a fork may add these one by one. */
  readonly terms?: readonly Ball[];
}

/** The case cannot be written: it asks for more than its formats can give. */
export class OracleError extends Error {
  /** The name of the class, as printed in front of the message. */
  override readonly name = "OracleError";
}

/** A number is too large for a format of the case. */
class RangeOverflow extends OracleError {}

/** Which of two numbers is larger, where that is beyond doubt. */
export type Order = "less" | "equal" | "greater";

/** The arithmetic of balls for cases whose narrowest format is `dtype`. */
export class Arithmetic {
  readonly #u: number;
  readonly #largest: number;
  readonly #normal: number;
  readonly #flush: number;
  readonly #served: readonly Format[];

  /**
   * @param dtype The narrowest format that the case serves.
   * @param strict Whether only formulas that lose no digits are good enough.
   * @param functions What knows e to a power, and the logarithm.
   */
  constructor(
    readonly dtype: Dtype,
    readonly strict = false,
    readonly functions = remembered(),
  ) {
    const served = servedBy(dtype).map((name) => formats[name]);
    this.#served = served;
    this.#u = formats[dtype].roundoff;
    this.#largest = Math.min(...served.map((format) => format.largest));
    this.#normal = Math.max(...served.map((format) => format.smallestNormal));
    // A result below the normal numbers may be flushed to zero. The radius is
    // later scaled by another u, so take the worst of all formats in units of it.
    this.#flush = this.#u *
      Math.max(...served.map((f) => f.smallestNormal / f.roundoff));
  }

  /** The same for another format. */
  in(dtype: Dtype): Arithmetic {
    return new Arithmetic(dtype, this.strict, this.functions);
  }

  /** A number that every format holds exactly: an input. */
  exact(x: number | Decimal): Ball {
    const value = typeof x === "number" ? decimalOf(x) : x;
    return { low: value, high: value, radius: 0 };
  }

  /** A constant or attribute, which an engine rounds once unless formats hold it. */
  constant(x: number): Ball {
    const value = new Decimal(x);
    return this.#holds(value) ? this.exact(value) : this.#rounded(value, 0);
  }

  /**
   * The interval that holds a, b and what is between them, in whichever order they
   * are; where both are sums of as many terms, so are its terms.
   */
  between(a: Ball, b: Ball): Ball {
    const low = Decimal.min(a.low, b.low), high = Decimal.max(a.high, b.high);
    const terms = a.terms?.length === b.terms?.length
      ? a.terms?.map((term, i) => this.between(term, b.terms![i]))
      : undefined;
    return {
      low,
      high: low.eq(high) ? low : high,
      radius: Math.max(a.radius, b.radius),
      ...(terms && { terms }),
    };
  }

  /** −a, exactly. */
  negate({ low, high, radius }: Ball): Ball {
    const value = high.neg();
    return { low: value, high: low === high ? value : low.neg(), radius };
  }

  /** a + b. */
  add(a: Ball, b: Ball): Ball {
    return this.sum([a, b]);
  }

  /** a − b. */
  subtract(a: Ball, b: Ball): Ball {
    return this.add(a, this.negate(b));
  }

  /** a·b. */
  multiply(a: Ball, b: Ball): Ball {
    const radius = magnitude(a) * b.radius + magnitude(b) * a.radius +
      a.radius * b.radius;
    if (isPoint(a) && isPoint(b)) {
      const value = a.low.times(b.low);
      return radius === 0 && this.#holds(value)
        ? this.exact(value)
        : this.#rounded(value, radius);
    }
    const corners = [a.low, a.high].flatMap((x) =>
      [b.low, b.high].map((y) => x.times(y))
    );
    const low = this.#rounded(Decimal.min(...corners), radius);
    const high = this.#rounded(Decimal.max(...corners), radius);
    return {
      low: low.low,
      high: high.low,
      radius: Math.max(low.radius, high.radius),
    };
  }

  /** a/b, rounded twice: an engine may multiply by the rounded reciprocal. */
  divide(a: Ball, b: Ball): Ball {
    const [x, y] = [point(a), point(b)];
    const smallest = y.abs().toNumber() - b.radius;
    if (y.isFinite() && !(smallest > 0)) {
      throw new OracleError(
        `division by ${y}, which may be 0 within its error`,
      );
    }
    const value = x.div(y);
    const radius = (a.radius + magnitude(this.exact(value)) * b.radius) /
      smallest;
    return this.#rounded(value, radius, 2);
  }

  /** The sum of n numbers, in any order of additions; that of an exact 0 is exact. */
  sum(terms: readonly Ball[]): Ball {
    let low = new Decimal(0), high = low, radius = 0, size = 0, largest = 0;
    let count = 0;
    const points = terms.every(isPoint);
    for (const term of terms) {
      low = low.plus(term.low);
      if (!points) high = high.plus(term.high);
      const most = magnitude(term);
      radius += term.radius;
      size += most + term.radius;
      largest = Math.max(largest, most);
      if (most > 0 || term.radius > 0) count++;
    }
    // What is left of 60 digits that cancel is no number but 0.
    if (points && low.abs().lt(largest * 1e-50)) low = new Decimal(0);
    if (points) high = low;
    if (!low.isFinite()) return { low, high, radius: 0 };
    const additions = Math.max(count - 1, 0);
    if (additions === 0 || this.#addsExactly(terms, radius, size)) {
      return { low, high, radius, terms };
    }
    const growth = Math.expm1(additions * Math.log1p(this.#u));
    this.#requireRange(size * (1 + growth));
    // A partial sum that cancels into the subnormal range may be flushed too. It
    // is the last rounding that counts then, and the comparison allows for it.
    const flush = additions * this.#flushOf(size);
    return { low, high, radius: radius + growth * size + flush, terms };
  }

  /** √a, rounded once. */
  sqrt(a: Ball): Ball {
    const x = point(a), least = x.toNumber() - a.radius;
    if (x.isZero() && a.radius === 0) return a;
    if (x.isFinite() && !(least > 0)) {
      throw new OracleError(
        `root of ${x}, which may be negative within its error`,
      );
    }
    const root = x.sqrt();
    return this.#rounded(root, root.toNumber() - Math.sqrt(least));
  }

  /** aⁿ for a natural number n, by products or by the library's function. */
  power(a: Ball, n: number): Ball {
    const slope = n === 0 ? 0 : n * (magnitude(a) + a.radius) ** (n - 1);
    return this.either(
      () => {
        let product = this.exact(1);
        for (let i = 0; i < n; i++) product = this.multiply(product, a);
        return product;
      },
      () => this.elementary(point(a).pow(n), slope, a),
    );
  }

  /** e^a, with 4 roundings for the library's function. */
  exp(a: Ball): Ball {
    const value = this.functions.exp(point(a));
    return this.#rounded(
      value,
      value.toNumber() * Math.expm1(a.radius),
      4,
    );
  }

  /** log a, with 4 roundings for the library's function. */
  log(a: Ball): Ball {
    const x = point(a), least = x.toNumber() - a.radius;
    if (x.isFinite() && !(least > 0)) {
      throw new OracleError(`log of ${x}, which may be 0 within its error`);
    }
    const value = this.functions.ln(x);
    return this.#rounded(value, Math.log(x.toNumber() / least), 4);
  }

  /**
   * A function of the library that is given by its value: `slope` bounds its
   * derivative near `a`.
   */
  elementary(value: Decimal, slope: number, a: Ball): Ball {
    return this.#rounded(value, slope * a.radius, 4);
  }

  /** The largest of all, exactly: which one it is need not be clear. */
  largest(balls: readonly Ball[]): Ball {
    const value = Decimal.max(...balls.map(point));
    return {
      low: value,
      high: value,
      radius: Math.max(...balls.map((ball) => ball.radius)),
    };
  }

  /**
   * Compares, or refuses: within their errors a correct engine might decide the
   * other way, and no bound would hold.
   */
  compare(a: Ball, b: Ball): Order {
    const [x, y] = [point(a), point(b)], radius = a.radius + b.radius;
    const gap = x.minus(y);
    if (gap.abs().toNumber() <= radius && radius > 0) {
      throw new OracleError(
        `the comparison of ${x} with ${y} is decided within its error of ${radius}`,
      );
    }
    return gap.isZero() ? "equal" : gap.gt(0) ? "greater" : "less";
  }

  /**
   * One value that correct engines compute by several formulas: the radius is the
   * largest of them. Where one fails, in a format that is too narrow or on numbers
   * that it cannot tell from others, so does the case, as an engine that uses it is
   * as right as others. Where the arithmetic is strict, only the first formula counts.
   */
  either(...formulas: (() => Ball | undefined)[]): Ball {
    return this.anyOf(...this.strict ? formulas.slice(0, 1) : formulas);
  }

  /**
   * As {@linkcode either}, where all formulas are good enough for strict cases. Those
   * that are left out give undefined.
   */
  anyOf(...formulas: (() => Ball | undefined)[]): Ball {
    const results = formulas.map((formula) => formula())
      .filter((result) => result !== undefined);
    if (results.length === 0) {
      throw new OracleError(
        "no formula gives a value in the range of the case",
      );
    }
    const [first] = results, scale = Decimal.max(1, first.low.abs());
    for (const { low, high } of results) {
      for (const gap of [low.minus(first.low), high.minus(first.high)]) {
        if (gap.abs().div(scale).gt("1e-45")) {
          throw new Error(
            `two formulas for one value give ${first.low}, ${low}`,
          );
        }
      }
    }
    return {
      ...first,
      radius: Math.max(...results.map((result) => result.radius)),
    };
  }

  /**
   * A formula that is left out where it overflows: the specification says that an
   * engine must avoid that, so one that uses it uses another there.
   */
  unlessItOverflows(formula: () => Ball): () => Ball | undefined {
    return () => {
      try {
        return formula();
      } catch (error) {
        if (!(error instanceof RangeOverflow)) throw error;
      }
    };
  }

  /**
   * The bound of a ball in units of the engine's roundoff, with the rounding of
   * the golden value itself, rounded up to three digits.
   */
  bound(ball: Ball): number {
    let units = ball.radius / this.#u;
    for (const end of [ball.low, ball.high]) {
      const golden = end.toNumber();
      if (Number.isFinite(golden) && !end.eq(decimalOf(golden))) {
        units = Math.max(units, ball.radius / this.#u + Math.abs(golden));
      }
    }
    if (units === 0) return 0;
    const step = 10 ** (Math.floor(Math.log10(units)) - 2);
    return Number((Math.ceil(units * (1 + 1e-9) / step) * step).toPrecision(3));
  }

  #rounded(value: Decimal, radius: number, roundings = 1): Ball {
    if (!value.isFinite()) return { low: value, high: value, radius: 0 };
    if (value.isZero() && radius === 0) {
      return { low: value, high: value, radius };
    }
    this.#requireRange(Math.abs(value.toNumber()));
    if (!(radius >= 0)) {
      throw new OracleError(`no radius is known for ${value}`);
    }
    const size = Math.abs(value.toNumber()) + radius;
    const growth = Math.expm1(roundings * Math.log1p(this.#u));
    this.#requireRange(size * (1 + growth));
    return {
      low: value,
      high: value,
      radius: radius + growth * size +
        this.#flushOf(Math.abs(value.toNumber()) - radius),
    };
  }

  /** Whether every format of the case holds that number, as a normal one. */
  #holds(value: Decimal): boolean {
    const x = value.toNumber();
    return value.eq(decimalOf(x)) && (x === 0 || Math.abs(x) >= this.#normal) &&
      this.#served.every((format) => format.round(x) === x);
  }

  /**
   * Whether no partial sum in any order needs rounding: all terms are multiples of
   * one unit, and their sizes together are at most 2ᵖ = 1/u of it.
   */
  #addsExactly(terms: readonly Ball[], radius: number, size: number): boolean {
    if (radius !== 0 || !terms.every(isPoint)) return false;
    let unit = Infinity;
    for (const { low } of terms) {
      unit = Math.min(unit, lowestBit(low.toNumber()));
    }
    return size <= unit / this.#u && size <= this.#largest &&
      unit >= this.#normal;
  }

  /** What flushing to zero adds to a result that may be as small as `size`. */
  #flushOf(size: number): number {
    return size < this.#normal ? this.#flush : 0;
  }

  #requireRange(size: number): void {
    if (size > this.#largest) {
      throw new RangeOverflow(
        `${size} lies outside the range of the formats down to ${this.dtype}`,
      );
    }
  }
}

function isPoint(ball: Ball): boolean {
  return ball.low === ball.high;
}

function point(ball: Ball): Decimal {
  if (isPoint(ball)) return ball.low;
  throw new OracleError("an interval reaches an operation that needs a number");
}

function magnitude({ low, high }: Ball): number {
  const size = Math.abs(low.toNumber());
  return low === high ? size : Math.max(size, Math.abs(high.toNumber()));
}
