/**
 * Activation functions, element by element.
 *
 * | gate | y | local gradient |
 * |---|---|---|
 * | sigmoid | 1/(1+e⁻ˣ) | y(1−y) |
 * | tanh | tanh x | 1−y² |
 * | relu | max(0, x) | 1 where x > 0, else 0 |
 * | leaky_relu | x where x > 0, else slope·x | 1 or slope |
 * | elu | x where x > 0, else α(eˣ−1) | 1 or αeˣ |
 *
 * At the kink x = 0 the local gradient is the one from the left.
 *
 * @module
 */
import { map } from "../kernels/mod.ts";
import { attribute, type Attributes, type Gate } from "./gate.ts";

/**
 * 1/(1+e⁻ˣ), with a relative accuracy that holds in both tails: e to a positive
 * power is never taken, so nothing overflows on the way.
 */
export function sigmoidOf(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** Squashes to (0, 1): 1/(1+e⁻ˣ). */
export const sigmoid: Gate = elementWise(
  () => sigmoidOf,
  () => (_x, y) => y * (1 - y),
);

/** Squashes to (−1, 1), zero-centred. */
export const tanh: Gate = elementWise(
  () => Math.tanh,
  () => (_x, y) => 1 - y * y,
);

/** max(0, x). */
export const relu: Gate = elementWise(
  () => (x) => Math.max(0, x),
  () => (x) => x > 0 ? 1 : 0,
);

/** x, or `slope`·x where x is not positive. */
export const leakyRelu: Gate = elementWise(
  (attributes) => {
    const slope = attribute(attributes, "slope");
    return (x) => x > 0 ? x : slope * x;
  },
  (attributes) => {
    const slope = attribute(attributes, "slope");
    return (x) => x > 0 ? 1 : slope;
  },
);

/** x, or `alpha`·(eˣ−1) where x is not positive. */
export const elu: Gate = elementWise(
  (attributes) => {
    const alpha = attribute(attributes, "alpha");
    return (x) => x > 0 ? x : alpha * Math.expm1(x);
  },
  (attributes) => {
    const alpha = attribute(attributes, "alpha");
    return (x) => x > 0 ? 1 : alpha * Math.exp(x);
  },
);

/** A gate of one input from a function of one number and its derivative. */
function elementWise(
  f: (attributes: Attributes) => (x: number) => number,
  derivative: (attributes: Attributes) => (x: number, y: number) => number,
): Gate {
  return {
    inputs: ["x"],
    output: "y",
    forward: ([x], attributes) => map(x, f(attributes)),
    backward: (dy, [x], y, attributes) => {
      const local = derivative(attributes);
      return [map(dy, (d, i) => d * local(x.data[i], y.data[i]))];
    },
  };
}
