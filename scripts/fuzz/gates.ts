/**
 * Random requests to the gates of SPEC.md 4 and to the losses of 6.1 and 6.2, and
 * what attributes they take.
 *
 * @module
 */
import { choose, type Draw } from "./draw.ts";
import { gate, type Generator, SPECIALS } from "./generator.ts";
import { anyShape, extents, labels, type TensorOptions } from "./tensors.ts";

/** Slopes of leaky_relu. */
export const SLOPES: readonly number[] = [0.5, 0.25, 0.1, 0.01, 0];
/** Alphas of elu. */
export const ALPHAS: readonly number[] = [1, 2, 0.5, 0.3];
/** Strengths of a penalty. */
export const REGS: readonly number[] = [1, 0, 0.5, 2, 0.1, 1e-3];

/** Sums and products of numbers of very different sizes. */
const WIDE: TensorOptions = { exponents: [-12, 12] };
/** From next to nothing to where activations saturate. */
const ACTIVATING: TensorOptions = { exponents: [-6, 9] };

export const pair: Generator = (draw) => {
  const shape = anyShape(draw);
  return gate(draw, {
    inputs: { x: shape, y: shape },
    output: ["z", shape],
    options: WIDE,
    specials: SPECIALS,
  });
};

export const matmul: Generator = (draw) => {
  const [n, k, m] = extents(draw, 3);
  return gate(draw, {
    inputs: { x: [n, k], y: [k, m] },
    output: ["z", [n, m]],
    options: WIDE,
    specials: SPECIALS,
  });
};

export const affine: Generator = (draw) => {
  const [n, d, m] = extents(draw, 3);
  return gate(draw, {
    inputs: { x: [n, d], w: [d, m], b: [m] },
    output: ["y", [n, m]],
    options: WIDE,
    specials: SPECIALS,
  });
};

export const neuron: Generator = (draw) => {
  const [d] = extents(draw, 1);
  return gate(draw, {
    inputs: { x: [d], w: [d], b: [] },
    output: ["y", []],
    specials: SPECIALS,
  });
};

export const maxout: Generator = (draw) => {
  const [n, d, m] = extents(draw, 3);
  return gate(draw, {
    inputs: { x: [n, d], w1: [d, m], b1: [m], w2: [d, m], b2: [m] },
    output: ["y", [n, m]],
    specials: SPECIALS,
  });
};

export const activation: Generator = (draw) => activate(draw);

export const leakyRelu: Generator = (draw) => {
  const slope = choose(draw, SLOPES);
  // A slope of 0 makes 0·∞ of −∞, or 0 where an engine takes relu for it.
  return activate(draw, { slope }, slope === 0 ? [NaN] : SPECIALS);
};

export const elu: Generator = (draw) =>
  activate(draw, { alpha: choose(draw, ALPHAS) });

export const softmaxCrossEntropy: Generator = (draw) => {
  const n = 1 + draw.below(4), classes = 1 + draw.below(6);
  return gate(draw, {
    inputs: { scores: [n, classes] },
    given: { labels: labels(draw.part("labels"), n, classes) },
    output: ["loss", []],
    specials: [NaN],
  });
};

export const l2Penalty: Generator = (draw) =>
  gate(draw, {
    inputs: { w: anyShape(draw) },
    attributes: { reg: choose(draw, REGS) },
    output: ["loss", []],
    specials: [NaN],
  });

function activate(
  draw: Draw,
  attributes?: Readonly<Record<string, number>>,
  specials = SPECIALS,
) {
  const shape = anyShape(draw);
  return gate(draw, {
    inputs: { x: shape },
    output: ["y", shape],
    attributes,
    options: ACTIVATING,
    specials,
  });
}
