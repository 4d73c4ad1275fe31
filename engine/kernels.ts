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
      const factor = x.data[i * inner + k];
      for (let j = 0; j < m; j++) {
        z.data[i * m + j] += factor * y.data[k * m + j];
      }
    }
  }
  return z;
}

/** `x·yᵀ` of `x` `[n, k]` and `y` `[m, k]`: `[n, m]`. */
export function matmulTransposedRight(x: Tensor, y: Tensor): Tensor {
  const [n, inner] = x.shape, m = y.shape[0];
  const z = zeros([n, m]);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        sum += x.data[i * inner + k] * y.data[j * inner + k];
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
      const factor = x.data[k * n + i];
      for (let j = 0; j < m; j++) {
        z.data[i * m + j] += factor * y.data[k * m + j];
      }
    }
  }
  return z;
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

/** `f` of each element of `x`, which is told the element's index too. */
export function map(x: Tensor, f: (x: number, i: number) => number): Tensor {
  const y = zeros(x.shape);
  for (let i = 0; i < x.data.length; i++) y.data[i] = f(x.data[i], i);
  return y;
}
