/**
 * The loops in which the time goes. Every sum over the inner dimension runs in
 * the order of its index, so results have the same bits on every machine.
 * Shapes are checked by the callers: here they are bare.
 *
 * @module
 */
import { type Tensor, zeros } from "./tensor.ts";

/** `x·y` of `x` `[n, k]` and `y` `[k, m]`: `[n, m]`. */
export function matmul(x: Tensor, y: Tensor): Tensor {
  const [n, inner] = x.shape, m = y.shape[1];
  const z = zeros([n, m]);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < inner; k++) {
      addRow(z.data, i * m, x.data[i * inner + k], y.data, k * m, m);
    }
  }
  return z;
}

/** `x·yᵀ` of `x` `[n, k]` and `y` `[m, k]`: `[n, m]`. */
export function matmulTransposedRight(x: Tensor, y: Tensor): Tensor {
  const [n, inner] = x.shape, m = y.shape[0];
  const z = zeros([n, m]), a = x.data, b = y.data;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        sum += a[i * inner + k] * b[j * inner + k];
      }
      z.data[i * m + j] = sum;
    }
  }
  return z;
}

/** `xᵀ·y` of `x` `[k, n]` and `y` `[k, m]`: `[n, m]`. */
export function matmulTransposedLeft(x: Tensor, y: Tensor): Tensor {
  const [inner, n] = x.shape, m = y.shape[1];
  const z = zeros([n, m]);
  for (let k = 0; k < inner; k++) {
    for (let i = 0; i < n; i++) {
      addRow(z.data, i * m, x.data[k * n + i], y.data, k * m, m);
    }
  }
  return z;
}

/** Adds `factor` times m numbers of `from` to m numbers of `to`, which it changes. */
function addRow(
  to: Float64Array,
  toStart: number,
  factor: number,
  from: Float64Array,
  fromStart: number,
  m: number,
): void {
  for (let j = 0; j < m; j++) to[toStart + j] += factor * from[fromStart + j];
}

/** x + `factor`·y of one shape. */
export function plus(x: Tensor, y: Tensor, factor = 1): Tensor {
  const sum = { shape: x.shape, data: x.data.slice() };
  addRow(sum.data, 0, factor, y.data, 0, y.data.length);
  return sum;
}

/** `factor`·x. */
export function times(factor: number, x: Tensor): Tensor {
  const product = zeros(x.shape), { data } = x;
  for (let i = 0; i < data.length; i++) product.data[i] = factor * data[i];
  return product;
}

/** Σx² over all elements, in order. */
export function sumOfSquares({ data }: Tensor): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] * data[i];
  return sum;
}

/** The sum of the rows of `x` `[n, m]`: `[m]`. */
export function sumRows(x: Tensor): Tensor {
  const [n, m] = x.shape;
  const sum = zeros([m]);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) sum.data[j] += x.data[i * m + j];
  }
  return sum;
}

/**
 * Mean and variance of each column of `x` `[n, d]`: `[d]` each. The variance is the
 * biased one, in two passes: E[x²] − E[x]² would cancel where the mean is large.
 */
export function columnMoments(x: Tensor): { mean: Tensor; variance: Tensor } {
  const [n, d] = x.shape;
  const mean = map(sumRows(x), (sum) => sum / n);
  const squares = map(x, (a, i) => (a - mean.data[i % d]) ** 2);
  return { mean, variance: map(sumRows(squares), (sum) => sum / n) };
}

/** The rows of `x` (its first dimension) with these numbers, in this order. */
export function takeRows(x: Tensor, rows: readonly number[]): Tensor {
  const [n, ...rest] = x.shape, size = x.data.length / n;
  const y = zeros([rows.length, ...rest]);
  rows.forEach((row, i) =>
    y.data.set(x.data.subarray(row * size, (row + 1) * size), i * size)
  );
  return y;
}

/**
 * `f` of each element of `x`, which is told the element's index too. The calls cost
 * more than most arithmetic: for large tensors there are loops of their own above.
 */
export function map(x: Tensor, f: (x: number, i: number) => number): Tensor {
  const y = zeros(x.shape);
  for (let i = 0; i < x.data.length; i++) y.data[i] = f(x.data[i], i);
  return y;
}
