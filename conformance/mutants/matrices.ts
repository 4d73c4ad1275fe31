/**
 * Matrices as nested arrays, for mutants that compute with them in their own way.
 *
 * @module
 */
import { flatten, type Nested } from "../../fixtures/numbers.ts";
import { mapNested } from "./mutant.ts";

/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

/** x·y. */
export function product(x: Matrix, y: Matrix): number[][] {
  return x.map((row) =>
    y[0].map((_, j) => row.reduce((sum, a, k) => sum + a * y[k][j], 0))
  );
}

/** xᵀ. */
export function transpose(x: Matrix): number[][] {
  return x[0].map((_, j) => x.map((row) => row[j]));
}

/** x·w + b, the bias on every row. */
export function affine(x: Matrix, w: Matrix, b: readonly number[]): number[][] {
  return product(x, w).map((row) => row.map((a, j) => a + b[j]));
}

/** The sums of the columns. */
export function columnSums(x: Matrix): number[] {
  return x[0].map((_, j) => x.reduce((sum, row) => sum + row[j], 0));
}

/** Numbers in rows of m. */
export function rowsOf(numbers: readonly number[], m: number): number[][] {
  return Array.from(
    { length: numbers.length / m },
    (_, i) => numbers.slice(i * m, (i + 1) * m),
  );
}

/** Whether rows and columns are as many. */
export function isSquare(x: Matrix): boolean {
  return x.length === x[0].length;
}

/** The numbers of x, taken in a circle, in the shape of the other tensor. */
export function reshaped(x: Nested, other: Nested): Nested {
  const numbers = flatten(x);
  let next = 0;
  return mapNested(other, () => numbers[next++ % numbers.length]);
}
