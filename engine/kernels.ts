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
  const [n, inner] = x.shape, z = zeros([n, y.shape[1]]);
  for (let i = 0; i < n; i++) addRows(z, i, x.data, i * inner, 1, y);
  return z;
}

/** `xᵀ·y` of `x` `[k, n]` and `y` `[k, m]`: `[n, m]`. */
export function matmulTransposedLeft(x: Tensor, y: Tensor): Tensor {
  const n = x.shape[1], z = zeros([n, y.shape[1]]);
  for (let i = 0; i < n; i++) addRows(z, i, x.data, i, n, y);
  return z;
}

/**
 * Adds Σₖ factorₖ·(row k of y) to row `i` of z, which it changes; the factors stand
 * in `x` from `start` on, `step` apart. Four rows are added in one pass, still one
 * after the other, which saves three of four loads and stores of the sum.
 */
function addRows(
  z: Tensor,
  i: number,
  x: Float64Array,
  start: number,
  step: number,
  y: Tensor,
): void {
  const [inner, m] = y.shape, sums = z.data, b = y.data, row = i * m;
  let k = 0;
  for (; k + 4 <= inner; k += 4) {
    const at = start + k * step;
    const f0 = x[at], f1 = x[at + step];
    const f2 = x[at + 2 * step], f3 = x[at + 3 * step];
    const row0 = k * m, row1 = row0 + m, row2 = row1 + m, row3 = row2 + m;
    for (let j = 0; j < m; j++) {
      let sum = sums[row + j];
      sum += f0 * b[row0 + j];
      sum += f1 * b[row1 + j];
      sum += f2 * b[row2 + j];
      sum += f3 * b[row3 + j];
      sums[row + j] = sum;
    }
  }
  for (; k < inner; k++) {
    const factor = x[start + k * step];
    for (let j = 0; j < m; j++) sums[row + j] += factor * b[k * m + j];
  }
}

/** `x·yᵀ` of `x` `[n, k]` and `y` `[m, k]`: `[n, m]`. */
export function matmulTransposedRight(x: Tensor, y: Tensor): Tensor {
  const [n, inner] = x.shape, m = y.shape[0];
  const z = zeros([n, m]), a = x.data, b = y.data;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const row = i * inner, other = j * inner;
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a[row + k] * b[other + k];
      z.data[i * m + j] = sum;
    }
  }
  return z;
}

/** x + `factor`·y of one shape. */
export function plus(x: Tensor, y: Tensor, factor = 1): Tensor {
  const data = x.data.slice(), more = y.data;
  for (let i = 0; i < data.length; i++) data[i] += factor * more[i];
  return { shape: x.shape, data };
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
