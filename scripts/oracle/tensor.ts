/**
 * Tensors of balls, and the little of linear algebra that the formulas need.
 *
 * @module
 */
import { flatten, type Nested, shapeOf } from "../../fixtures/numbers.ts";
import type { Arithmetic, Ball } from "./ball.ts";

/** Balls in row-major order, with their shape. */
export interface BallTensor {
  /** The extent of each dimension; `[]` for a scalar. */
  readonly shape: readonly number[];
  /** The elements, the last dimension varying fastest. */
  readonly data: readonly Ball[];
}

/** The tensor of these nested numbers, all exact. */
export function exactTensor(m: Arithmetic, values: Nested): BallTensor {
  const shape = shapeOf(values);
  if (!shape) throw new Error("rows of a tensor differ in shape");
  return { shape, data: flatten(values).map((x) => m.exact(x)) };
}

/** The nested arrays of `f` of each element. */
export function nest<T>(
  { shape, data }: BallTensor,
  f: (ball: Ball) => T,
): T | unknown[] {
  let next = 0;
  const build = (depth: number): T | unknown[] =>
    depth === shape.length
      ? f(data[next++])
      : Array.from({ length: shape[depth] }, () => build(depth + 1));
  return build(0);
}

/** A scalar. */
export function scalar(ball: Ball): BallTensor {
  return { shape: [], data: [ball] };
}

/** `f` of each element. */
export function map(
  x: BallTensor,
  f: (x: Ball, i: number) => Ball,
): BallTensor {
  return { shape: x.shape, data: x.data.map(f) };
}

/** The matrix of `n` rows and `m` columns with these elements. */
export function matrix(
  n: number,
  m: number,
  element: (i: number, j: number) => Ball,
): BallTensor {
  const data: Ball[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) data.push(element(i, j));
  }
  return { shape: [n, m], data };
}

/** Element (i, j) of a matrix. */
export function at(x: BallTensor, i: number, j: number): Ball {
  return x.data[i * x.shape[1] + j];
}

/** Σₖ f(k) for k from 0 to n−1, in any order. */
export function sumOver(
  m: Arithmetic,
  n: number,
  f: (k: number) => Ball,
): Ball {
  return m.sum(Array.from({ length: n }, (_, k) => f(k)));
}

/** x·w of `[n, k]` and `[k, m]`, plus a bias `[m]` if there is one. */
export function product(
  m: Arithmetic,
  x: BallTensor,
  w: BallTensor,
  b?: BallTensor,
): BallTensor {
  const inner = x.shape[1];
  return matrix(x.shape[0], w.shape[1], (i, j) => {
    const terms = Array.from(
      { length: inner },
      (_, k) => m.multiply(at(x, i, k), at(w, k, j)),
    );
    return m.sum(b ? [...terms, b.data[j]] : terms);
  });
}

/** The transpose of a matrix. */
export function transpose(x: BallTensor): BallTensor {
  return matrix(x.shape[1], x.shape[0], (i, j) => at(x, j, i));
}

/** The sums of the columns of a matrix `[n, m]`: `[m]`. */
export function columnSums(m: Arithmetic, x: BallTensor): BallTensor {
  const [n, columns] = x.shape;
  return {
    shape: [columns],
    data: Array.from(
      { length: columns },
      (_, j) => sumOver(m, n, (i) => at(x, i, j)),
    ),
  };
}
