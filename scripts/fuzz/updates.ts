/**
 * Random steps of the update rules (SPEC.md 9), from a random state.
 *
 * @module
 */
import { choose, type Draw } from "./draw.ts";
import type { Drawn, Generator } from "./generator.ts";
import { anyShape, NOT_NEGATIVE, POSITIVE, tensor } from "./tensors.ts";

const RATES = [1, 0.5, 0.125, 0.1, 1e-3, 0];
const EPSILONS = [1, 0.25, 0.0625, 1e-3, 1e-8];
const WEIGHTS = [0.5, 0.75, 0.875, 0, 0.9, 0.99, 0.999];

/** Gradients up to 128, and down to 2⁻¹⁰. */
const SIZES = [-4, 6] as const;

/** A rule whose state has these signs, and whose attributes are one of these each. */
function rule(
  state: Readonly<Record<string, "any" | "not negative">>,
  choices: Readonly<Record<string, readonly number[]>>,
): Generator {
  return (draw) => {
    const shape = anyShape(draw);
    const drawn = Object.entries({ w: "any", dw: "any", ...state }).map(
      ([name, sign]) => [
        name,
        tensor(
          draw.part(name),
          shape,
          sign === "any" ? { exponents: SIZES } : { from: NOT_NEGATIVE },
        ),
      ],
    );
    return {
      inputs: Object.fromEntries(drawn),
      attributes: chosen(draw, { learning_rate: RATES, ...choices }),
    };
  };
}

export const sgd: Generator = rule({}, {});

/** Of momentum and nesterov. */
export const momentum: Generator = rule({ v: "any" }, { momentum: WEIGHTS });

export const adagrad: Generator = rule({ cache: "not negative" }, {
  epsilon: EPSILONS,
});

export const rmsprop: Generator = rule({ cache: "not negative" }, {
  decay: WEIGHTS,
  epsilon: EPSILONS,
});

export const adam: Generator = rule({ m: "any", v: "not negative" }, {
  beta1: WEIGHTS,
  beta2: WEIGHTS,
  epsilon: EPSILONS,
  t: [1, 2, 3, 4, 7, 10, 20, 100],
});

export const learningRateDecay: Generator = (draw) => ({
  inputs: {},
  attributes: {
    learning_rate: choose(draw, RATES),
    decay: choose(draw, [0.5, 1, 0.75, 0.95, 0.9, 0.99]),
    epoch: 1 + draw.below(12),
  },
});

/** A parameter of zeros has no ratio. */
export const updateRatio: Generator = (draw) => {
  const shape = anyShape(draw);
  return {
    inputs: {
      w: tensor(draw.part("w"), shape, { from: POSITIVE }),
      dw: tensor(draw.part("dw"), shape),
    },
    attributes: { learning_rate: choose(draw, RATES) },
  };
};

function chosen(
  draw: Draw,
  choices: Readonly<Record<string, readonly number[]>>,
): Drawn["attributes"] {
  return Object.fromEntries(
    Object.entries(choices).map(([name, from]) => [name, choose(draw, from)]),
  );
}
