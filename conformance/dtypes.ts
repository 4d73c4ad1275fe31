/**
 * The number formats that an engine may declare, and what the suite needs to know
 * of each.
 *
 * @module
 */

/** A number format, widest first. */
export type Dtype = "float64" | "float32" | "float16" | "bfloat16";

/** What the suite knows of a number format. */
export interface Format {
  /** Unit roundoff u: rounding to nearest errs by at most u·|x|. */
  readonly roundoff: number;
  /** The smallest normal number; below it an engine may flush to zero. */
  readonly smallestNormal: number;
  /** The largest finite number. */
  readonly largest: number;
  /** Rounds to the nearest number of the format, ties to even. */
  round(x: number): number;
}

/** All formats, in order of roundoff: each serves all cases of a later one. */
export const formats: Readonly<Record<Dtype, Format>> = {
  float64: {
    roundoff: 2 ** -53,
    smallestNormal: 2 ** -1022,
    largest: Number.MAX_VALUE,
    round: (x) => x,
  },
  float32: {
    roundoff: 2 ** -24,
    smallestNormal: 2 ** -126,
    largest: (2 - 2 ** -23) * 2 ** 127,
    round: Math.fround,
  },
  float16: {
    roundoff: 2 ** -11,
    smallestNormal: 2 ** -14,
    largest: 65504,
    round: Math.f16round,
  },
  bfloat16: {
    roundoff: 2 ** -8,
    smallestNormal: 2 ** -126,
    largest: (2 - 2 ** -7) * 2 ** 127,
    round: roundToBfloat16,
  },
};

const dtypes = Object.keys(formats) as Dtype[];

/** Whether that is the name of a format. */
export function isDtype(name: unknown): name is Dtype {
  return dtypes.includes(name as Dtype);
}

/** The formats of which a case with this narrowest one can be asked. */
export function servedBy(narrowest: Dtype): Dtype[] {
  return dtypes.slice(0, dtypes.indexOf(narrowest) + 1);
}

/** The unit in the last place of a finite number: the distance to the next one. */
export function unitInLastPlace(x: number, dtype: Dtype): number {
  const { roundoff, smallestNormal } = formats[dtype];
  const size = Math.max(Math.abs(x), smallestNormal);
  const near = 2 ** Math.floor(Math.log2(size)); // log2 rounds
  const power = near > size ? near / 2 : near * 2 <= size ? near * 2 : near;
  return power * 2 * roundoff;
}

/** bfloat16 is the upper half of a float32, rounded from the float64 at once. */
function roundToBfloat16(x: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  const unit = unitInLastPlace(x, "bfloat16");
  const scaled = x / unit, below = Math.floor(scaled), rest = scaled - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  const rounded = (below + (up ? 1 : 0)) * unit;
  return Math.abs(rounded) > formats.bfloat16.largest
    ? Math.sign(x) * Infinity
    : rounded;
}
