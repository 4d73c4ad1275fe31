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
import * as kernels from "../kernels/mod.ts";
import { zeros } from "../tensor.ts";
import { attribute, type Attributes, type Gate } from "./gate.ts";

/** Squashes to (0, 1): 1/(1+e⁻ˣ). */
export const sigmoid: Gate = elementWise(
  kernels.sigmoid,
  (dy, _x, y, dx) => kernels.sigmoidBackward(dy, y, dx),
);

/** Squashes to (−1, 1), zero-centred. */
export const tanh: Gate = elementWise(
  kernels.tanh,
  (dy, _x, y, dx) => kernels.tanhBackward(dy, y, dx),
);

/** max(0, x). */
export const relu: Gate = elementWise(
  kernels.relu,
  (dy, _x, y, dx) => kernels.reluBackward(dy, y, dx),
);

/** x, or `slope`·x where x is not positive. */
export const leakyRelu: Gate = elementWise(
  (x, y, attributes) => {
    const slope = attribute(attributes, "slope");
    for (let i = 0; i < x.length; i++) y[i] = x[i] > 0 ? x[i] : slope * x[i];
  },
  (dy, x, _y, dx, attributes) => {
    const slope = attribute(attributes, "slope");
    for (let i = 0; i < dy.length; i++) dx[i] = dy[i] * (x[i] > 0 ? 1 : slope);
  },
);

/** x, or `alpha`·(eˣ−1) where x is not positive. */
export const elu: Gate = elementWise(
  (x, y, attributes) => {
    const alpha = attribute(attributes, "alpha");
    for (let i = 0; i < x.length; i++) {
      y[i] = x[i] > 0 ? x[i] : alpha * Math.expm1(x[i]);
    }
  },
  (dy, x, _y, dx, attributes) => {
    const alpha = attribute(attributes, "alpha");
    for (let i = 0; i < dy.length; i++) {
      dx[i] = dy[i] * (x[i] > 0 ? 1 : alpha * Math.exp(x[i]));
    }
  },
);

/** Writes f(x) to `y`. */
type Forward = (
  x: Float64Array,
  y: Float64Array,
  attributes: Attributes,
) => void;

/** Writes the gradient on x to `dx`. */
type Backward = (
  dy: Float64Array,
  x: Float64Array,
  y: Float64Array,
  dx: Float64Array,
  attributes: Attributes,
) => void;

/**
 * A gate of one input from two loops. The loops are bare, for a call for every
 * element would cost more than most of these functions.
 */
function elementWise(forward: Forward, backward: Backward): Gate {
  return {
    inputs: ["x"],
    output: "y",
    forward: ([x], attributes, room = zeros) => {
      const y = room(x.shape);
      forward(x.data, y.data, attributes);
      return y;
    },
    backward: (dy, [x], y, attributes, _wanted, room = zeros) => {
      const dx = room(x.shape);
      backward(dy.data, x.data, y.data, dx.data, attributes);
      return [dx];
    },
  };
}
