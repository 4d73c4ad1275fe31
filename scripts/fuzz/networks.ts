/**
 * Random requests to the nets of SPEC.md 6.3 and 6.4, and trainings of them.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import { choose, type Draw, rarely } from "./draw.ts";
import { type Drawn, type Generator, upstream } from "./generator.ts";
import { REGS } from "./gates.ts";
import { BIASES, labels, type Shape, SMALL, tensor } from "./tensors.ts";

export const mlpForward: Generator = (draw) => {
  const [d, a, c, o] = sizes(draw, 4, 3);
  return {
    inputs: tensors(draw, {
      x: [d, 1],
      w1: [a, d],
      b1: [a, 1],
      w2: [c, a],
      b2: [c, 1],
      w3: [o, c],
      b3: [o, 1],
    }),
  };
};

export const twoLayerNet: Generator = (draw) => {
  const [n, d, h, classes] = sizes(draw, 4);
  return {
    inputs: {
      ...tensors(draw, { x: [n, d] }),
      labels: labels(draw.part("labels"), n, classes),
      ...parameters(draw, d, h, classes),
    },
    attributes: { reg: choose(draw, REGS) },
    ...upstream(draw, "loss", []),
  };
};

/**
 * A few epochs on the whole set, or in batches of samples that are all the same, so
 * that chance plays no part.
 */
export const train: Generator = (draw) => {
  const [n, m, d, h, classes] = sizes(draw, 5, 3);
  const update = choose(draw, ["sgd", "momentum"]);
  const samples = {
    ...tensors(draw, { x: [n, d] }),
    labels: labels(draw.part("labels"), n, classes),
  };
  const batch = draw.part("batch"), isBatched = rarely(batch, 2);
  const copies = 1 + batch.below(6);
  return {
    inputs: {
      ...(isBatched ? copied(samples, copies) : samples),
      ...tensors(draw, { x_val: [m, d] }),
      labels_val: labels(draw.part("labels_val"), m, classes),
      ...parameters(draw, d, h, classes),
    },
    attributes: {
      epochs: 1 + draw.below(3),
      reg: choose(draw, REGS),
      update,
      ...(update === "momentum" && {
        momentum: choose(draw, [0.5, 0, 0.75, 0.9]),
      }),
      learning_rate: choose(draw, [0.5, 0.25, 0.125, 0.1, 1e-3]),
      learning_rate_decay: choose(draw, [1, 0.5, 0.95]),
      batch_size: isBatched ? 1 + batch.below(copies) : 0,
      seed: draw.below(1000),
    },
  };
};

/** So many copies of the first sample. */
function copied(samples: Drawn["inputs"], copies: number): Drawn["inputs"] {
  return Object.fromEntries(
    Object.entries(samples).map(([name, x]) => [
      name,
      new Array<Nested>(copies).fill((x as Nested[])[0]),
    ]),
  );
}

function parameters(draw: Draw, d: number, h: number, classes: number) {
  return tensors(draw, {
    w1: [d, h],
    b1: [h],
    w2: [h, classes],
    b2: [classes],
  });
}

/** Numbers up to 1, so that scores stay where e to them fits every format. */
function tensors(
  draw: Draw,
  shapes: Readonly<Record<string, Shape>>,
): Drawn["inputs"] {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      tensor(draw.part(name), shape, { from: name === "b1" ? BIASES : SMALL }),
    ]),
  );
}

function sizes(draw: Draw, count: number, largest = 4): number[] {
  return Array.from({ length: count }, () => 1 + draw.below(largest));
}
