/**
 * The gates of two tensors of one shape, element by element.
 *
 * | gate | z | gradient on x | gradient on y |
 * |---|---|---|---|
 * | add | x + y | dz | dz |
 * | multiply | x·y | y·dz | x·dz |
 * | max | max(x, y) | dz where x > y | dz where y > x |
 *
 * At a tie, max gives half of dz to each side.
 *
 * @module
 */
import { map } from "../kernels/mod.ts";
import { type Gate, requireSameShape } from "./gate.ts";

/** Addition: a distributor of gradients, for both inputs get all of dz. */
export const add: Gate = {
  inputs: ["x", "y"],
  output: "z",
  forward: ([x, y]) => {
    requireSameShape("add", x, y);
    return map(x, (a, i) => a + y.data[i]);
  },
  backward: (dz) => [dz, dz],
};

/** Multiplication: each input's gradient is the other input times dz. */
export const multiply: Gate = {
  inputs: ["x", "y"],
  output: "z",
  forward: ([x, y]) => {
    requireSameShape("multiply", x, y);
    return map(x, (a, i) => a * y.data[i]);
  },
  backward: (dz, [x, y]) => [
    map(dz, (d, i) => y.data[i] * d),
    map(dz, (d, i) => x.data[i] * d),
  ],
};

/** Maximum: a router of gradients, for the larger input gets all of dz. */
export const max: Gate = {
  inputs: ["x", "y"],
  output: "z",
  forward: ([x, y]) => {
    requireSameShape("take the maximum", x, y);
    return map(x, (a, i) => Math.max(a, y.data[i]));
  },
  backward: (dz, [x, y]) => [
    map(dz, (d, i) => d * shareOfFirst(x.data[i], y.data[i])),
    map(dz, (d, i) => d * shareOfFirst(y.data[i], x.data[i])),
  ],
};

/** How much of the gradient of max(a, b) belongs to `a`: 1, ½ at a tie, or 0. */
export function shareOfFirst(a: number, b: number): number {
  return a > b ? 1 : a === b ? 0.5 : 0;
}
