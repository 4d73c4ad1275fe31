/**
 * Random shapes and tensors. Numbers are small multiples of powers of two, so that
 * every format holds them exactly.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import { choose, type Draw, rarely } from "./draw.ts";

/** The extent of each dimension; `[]` for a scalar. */
export type Shape = readonly number[];

/** How fine numbers may be: integers, quarters, or (more often) sixty-fourths. */
const DENOMINATORS = [1, 4, 64, 64];

/** Numbers from the simplest on, and how many of them have these denominators. */
interface Numbers {
  readonly all: readonly number[];
  readonly counts: readonly number[];
}

/** Multiples of 1/64 from −2 to 2, and −0. */
export const NUMBERS: Numbers = numbers((x) => Math.abs(x) <= 2, -0);
/** Those from −1 to 1. */
export const SMALL: Numbers = numbers((x) => Math.abs(x) <= 1);
/** The same, but 1 is simpler than 0: a bias that switches a unit on. */
export const BIASES: Numbers = {
  ...SMALL,
  all: [1, 0, ...SMALL.all.filter((x) => x !== 0 && x !== 1)],
};
/** Those from 0 to 2. */
export const NOT_NEGATIVE: Numbers = numbers((x) => x >= 0);
/** Those above 0, up to 2. */
export const POSITIVE: Numbers = numbers((x) => x > 0);

/** Extents, from the simplest on; 7 and 9 leave remainders in blocked loops. */
const EXTENTS = [1, 2, 3, 4, 5, 7, 9];

/** One extent. */
export function extent(draw: Draw): number {
  return choose(draw, EXTENTS);
}

/** So many extents. */
export function extents(draw: Draw, count: number): number[] {
  return Array.from({ length: count }, () => extent(draw));
}

/** A shape of rank 0 to 3, of at most 64 elements. */
export function anyShape(draw: Draw): number[] {
  const rank = draw.below(4);
  return Array.from({ length: rank }, () => 1 + draw.below(rank === 1 ? 9 : 4));
}

/** How the numbers of a tensor are drawn. */
export interface TensorOptions {
  /** What is drawn from; {@linkcode NUMBERS} if not given. */
  readonly from?: Numbers;
  /** Now and then, numbers are scaled by powers of two in this range. */
  readonly exponents?: readonly [lowest: number, highest: number];
  /** What takes the place of some elements. */
  readonly specials?: readonly number[];
}

/** A tensor of that shape. */
export function tensor(
  draw: Draw,
  shape: Shape,
  { from = NUMBERS, exponents, specials = [] }: TensorOptions = {},
): Nested {
  const style = draw.below(DENOMINATORS.length);
  const isScaled = exponents !== undefined && rarely(draw, 4);
  return fill(shape, () => {
    if (specials.length > 0 && rarely(draw, 4)) return choose(draw, specials);
    const x = from.all[draw.below(from.counts[style])];
    return isScaled ? x * 2 ** exponent(draw, exponents) : x;
  });
}

/** A vector of so many class numbers. */
export function labels(draw: Draw, n: number, classes: number): number[] {
  return Array.from({ length: n }, () => draw.below(classes));
}

/** The numbers in the opposite order, in the same shape. */
export function reversed(x: Nested): Nested {
  return typeof x === "number" ? x : x.map(reversed).reverse();
}

/** An exponent, of which 0 is the simplest. */
function exponent(
  draw: Draw,
  [lowest, highest]: readonly [number, number],
): number {
  const index = draw.below(highest - lowest + 1);
  return index <= highest ? index : highest - index;
}

function fill(shape: Shape, next: () => number): Nested {
  if (shape.length === 0) return next();
  const [length, ...rest] = shape;
  return Array.from({ length }, () => fill(rest, next));
}

/** The multiples of 1/64 that are wanted, those with small denominators first. */
function numbers(isWanted: (x: number) => boolean, ...more: number[]): Numbers {
  const all = Array.from({ length: 257 }, (_, i) => (i - 128) / 64)
    .filter(isWanted)
    .sort((a, b) =>
      denominator(a) - denominator(b) || Math.abs(a) - Math.abs(b) || b - a
    );
  const counts = DENOMINATORS.map((largest) =>
    all.filter((x) => denominator(x) <= largest).length +
    (largest === 64 ? more.length : 0)
  );
  return { all: [...all, ...more], counts };
}

function denominator(x: number): number {
  let result = 1;
  while (!Number.isInteger(x * result)) result *= 2;
  return result;
}
