/**
 * Loops that have one implementation: memory feeds them no faster than plain
 * TypeScript runs. Every sum runs in the order of its index. Shapes are checked by the
 * callers: here they are bare.
 *
 * @module
 */
import { type Room, type Tensor, zeros } from "../tensor.ts";

/** A tensor of the same numbers, which shares nothing with the other. */
export function copy({ shape, data }: Tensor, room: Room = zeros): Tensor {
  const same = room(shape);
  same.data.set(data);
  return same;
}

/** The sum of the rows of `x` `[n, m]`: `[m]`, written to `sum` if it is given. */
export function sumRows(x: Tensor, sum = zeros([x.shape[1]])): Tensor {
  const [n, m] = x.shape;
  sum.data.fill(0);
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
  const mean = map(sumRows(x), (sum) => sum / n), squares = zeros([d]);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const deviation = x.data[i * d + j] - mean.data[j];
      squares.data[j] += deviation * deviation;
    }
  }
  return { mean, variance: map(squares, (sum) => sum / n) };
}

/** The rows of `x` (its first dimension) with these numbers, in this order. */
export function takeRows(
  x: Tensor,
  rows: readonly number[],
  room: Room = zeros,
): Tensor {
  const [n, ...rest] = x.shape, size = x.data.length / n;
  const y = room([rows.length, ...rest]);
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
