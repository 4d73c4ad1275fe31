/**
 * The loops of little arithmetic in plain TypeScript: their definition. A call for each
 * element would cost more than the arithmetic, so each is written out.
 *
 * @module
 */
import type { Loops } from "./kernels.ts";

/** A sum of squares is made of so many partial sums. */
export const PARTIAL_SUMS = 8;

/**
 * Partial sum l takes the elements l, l + 8, l + 16, … in this order; then the partial
 * sums are added in the order of l. They don't wait for each other, as the elements of
 * one sum would.
 */
function sumOfSquares(x: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < PARTIAL_SUMS; l++) {
    let partial = 0;
    for (let i = l; i < x.length; i += PARTIAL_SUMS) partial += x[i] * x[i];
    sum += partial;
  }
  return sum;
}

/** The loops in plain TypeScript. */
export const loops: Loops = {
  reluBackward: (dy, y, dx) => {
    for (let i = 0; i < y.length; i++) dx[i] = dy[i] * Number(y[i] > 0);
  },
  tanhBackward: (dy, y, dx) => {
    for (let i = 0; i < y.length; i++) dx[i] = dy[i] * (1 - y[i] * y[i]);
  },
  sigmoidBackward: (dy, y, dx) => {
    for (let i = 0; i < y.length; i++) dx[i] = dy[i] * (y[i] * (1 - y[i]));
  },
  times: (x, y, a) => {
    for (let i = 0; i < x.length; i++) y[i] = a * x[i];
  },
  axpy: (x, y, a) => {
    for (let i = 0; i < x.length; i++) y[i] += a * x[i];
  },
  momentum: (g, v, w, mu, rate) => {
    for (let i = 0; i < g.length; i++) {
      v[i] = mu * v[i] - rate * g[i];
      w[i] += v[i];
    }
  },
  sumOfSquares,
};
