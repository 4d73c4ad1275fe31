/**
 * Random requests of the profile accuracy (SPEC.md 13): where a careless formula
 * loses digits.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import { choose, type Draw } from "./draw.ts";
import { gate, type Generator } from "./generator.ts";
import { EPSILONS } from "./normalization.ts";
import { extent, labels, tensor } from "./tensors.ts";

/** 13.1: both tails of sigmoid, as far as float32 reaches. */
export const sigmoid: Generator = (draw) => activation(draw, [-6, 5]);

/** 13.1: tanh near 0. */
export const tanh: Generator = (draw) => activation(draw, [-20, 1]);

/** 13.2: columns whose mean is large against their spread. */
export const batchNorm: Generator = (draw) => {
  const n = 1 + extent(draw), d = 1 + draw.below(3);
  const means = Array.from(
    { length: d },
    () => choose(draw, [0, 10, -10, 100, 1000, -1000]),
  );
  const rows = tensor(draw.part("x"), [n, d]) as number[][];
  return gate(draw, {
    inputs: { gamma: [d], beta: [d] },
    given: { x: rows.map((row) => row.map((a, j) => a + means[j])) },
    output: ["y", [n, d]],
    attributes: { epsilon: choose(draw, EPSILONS) },
  });
};

/** 13.3: scores that differ by up to 1000. */
export const softmaxCrossEntropy: Generator = (draw) => {
  const n = 1 + draw.below(3), classes = extent(draw);
  const scale = choose(draw, [1, 4, 16, 64, 250]);
  const shift = choose(draw, [0, 10, -10, 500, -500]);
  const rows = tensor(draw.part("scores"), [n, classes]) as number[][];
  const scores: Nested = rows.map((row) => row.map((s) => scale * s + shift));
  return gate(draw, {
    inputs: {},
    given: { scores, labels: labels(draw.part("labels"), n, classes) },
    output: ["loss", []],
  });
};

function activation(draw: Draw, exponents: readonly [number, number]) {
  const shape = [extent(draw)];
  return gate(draw, {
    inputs: { x: shape },
    output: ["y", shape],
    options: { exponents },
  });
}
