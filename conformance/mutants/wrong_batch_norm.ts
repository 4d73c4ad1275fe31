/**
 * Batch normalization column by column, in which each part can be wrong.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import { type Asked, changed, type Replaced } from "./mutant.ts";

export type Matrix = readonly (readonly number[])[];

/** One column of a batch. */
export interface Column {
  readonly x: readonly number[];
  readonly mean: number;
  readonly variance: number;
  readonly epsilon: number;
  /** √(σ² + ε). */
  readonly spread: number;
  /** x̂. */
  readonly hat: readonly number[];
  readonly gamma: number;
  readonly beta: number;
  /** The upstream gradient; zeros where there is none. */
  readonly g: readonly number[];
}

/** The parts of the gate. */
export interface Parts {
  readonly variance: (x: readonly number[], mean: number) => number;
  readonly spread: (variance: number, epsilon: number, mean: number) => number;
  readonly y: (column: Column, i: number) => number;
  readonly dx: (column: Column, i: number) => number;
  readonly dgamma: (column: Column) => number;
  readonly dbeta: (column: Column) => number;
}

const RIGHT: Parts = {
  variance: (x, mean) => average(x.map((a) => (a - mean) ** 2)),
  spread: (variance, epsilon) => Math.sqrt(variance + epsilon),
  y: ({ hat, gamma, beta }, i) => gamma * hat[i] + beta,
  dx: ({ g, hat, gamma, spread }, i) =>
    gamma / spread * (g[i] - average(g) - hat[i] * average(products(g, hat))),
  dgamma: ({ g, hat }) => sum(products(g, hat)),
  dbeta: ({ g }) => sum(g),
};

/** The gate with some parts replaced; what it refuses is right. */
export function batchNorm(wrong: Partial<Parts> = {}): Replaced {
  const parts = { ...RIGHT, ...wrong };
  return changed("batch_norm", (answer, request) => {
    const columns = columnsOf(parts, request);
    const rows = (part: "y" | "dx") =>
      columns[0].x.map((_, i) => columns.map((c) => parts[part](c, i)));
    if (!request.upstream) return { y: rows("y") };
    return {
      ...answer,
      y: rows("y"),
      dx: rows("dx"),
      dgamma: columns.map(parts.dgamma),
      dbeta: columns.map(parts.dbeta),
    };
  });
}

function columnsOf(
  { variance, spread }: Parts,
  { inputs, attributes, upstream }: Asked,
): Column[] {
  const epsilon = attributes.epsilon as number;
  return (inputs.gamma as number[]).map((gamma, j) => {
    const x = columnOf(inputs.x, j), mean = average(x);
    const v = variance(x, mean), s = spread(v, epsilon, mean);
    return {
      x,
      mean,
      variance: v,
      epsilon,
      spread: s,
      hat: x.map((a) => (a - mean) / s),
      gamma,
      beta: (inputs.beta as number[])[j],
      g: upstream ? columnOf(upstream.y, j) : x.map(() => 0),
    };
  });
}

/** One column of a matrix. */
export function columnOf(x: Nested, j: number): number[] {
  return (x as Matrix).map((row) => row[j]);
}

export function sum(x: readonly number[]): number {
  return x.reduce((a, b) => a + b, 0);
}

export function average(x: readonly number[]): number {
  return sum(x) / x.length;
}

export function products(
  x: readonly number[],
  y: readonly number[],
): number[] {
  return x.map((a, i) => a * y[i]);
}

export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/** Mean and biased variance of a list. */
export function momentsOf(x: readonly number[]): Moments {
  const mean = average(x);
  return { mean, variance: RIGHT.variance(x, mean) };
}

/** Mean and biased variance of each column. */
export function moments(x: Nested): Moments[] {
  return (x as Matrix)[0].map((_, j) => momentsOf(columnOf(x, j)));
}

/** As many numbers as x has columns, from a list that may be shorter or longer. */
export function cycled(list: Nested, x: Nested): number[] {
  const numbers = list as number[];
  return (x as Matrix)[0].map((_, j) => numbers[j % numbers.length]);
}
