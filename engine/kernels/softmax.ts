/**
 * The softmax of rows, on top of an exp: there the time goes, while the loops around it
 * have the same bits in any implementation. The shift by the largest number of the row
 * keeps exp from overflowing and changes nothing else.
 *
 * @module
 */
import type { ElementWise, RowWise } from "./kernels.ts";

/** y = x less the largest number of its row; y may be x. */
export const fromLargest: RowWise = (x, y, columns) => {
  for (let row = 0; row < x.length; row += columns) {
    let largest = -Infinity;
    for (let j = row; j < row + columns; j++) largest = Math.max(largest, x[j]);
    for (let j = row; j < row + columns; j++) y[j] = x[j] - largest;
  }
};

/** The softmax that takes its powers from `exp`. */
export function softmaxBy(exp: ElementWise): RowWise {
  return (x, y, columns) => {
    fromLargest(x, y, columns);
    exp(y, y);
    for (let row = 0; row < y.length; row += columns) {
      let sum = 0;
      for (let j = row; j < row + columns; j++) sum += y[j];
      for (let j = row; j < row + columns; j++) y[j] /= sum;
    }
  };
}
