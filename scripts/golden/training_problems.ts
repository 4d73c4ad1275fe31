/**
 * What the two-layer net is trained on, but for the larger sets.
 *
 * @module
 */
import type { RawCheck } from "../../fixtures/fixture.ts";
import { type RequestSource, scattered } from "./source.ts";
import { just } from "./statistics.ts";

export type Inputs = RequestSource["inputs"];

/** Six samples to train on and four to validate, of four numbers and 3 classes. */
export function problem(seed: number): Inputs {
  return {
    x: scattered(6, 4, seed),
    labels: [0, 2, 1, 2, 0, 1],
    x_val: scattered(4, 4, seed + 5000),
    labels_val: [1, 0, 2, 0],
    w1: scattered(4, 5, seed + 1),
    b1: scattered(1, 5, seed + 2)[0],
    w2: scattered(5, 3, seed + 3),
    b2: scattered(1, 3, seed + 4)[0],
  };
}

const PLAIN = {
  epochs: 1,
  reg: 0.125,
  update: "sgd",
  learning_rate: 0.5,
  learning_rate_decay: 1,
  batch_size: 0,
  seed: 1,
};

export function train(
  changes: Readonly<Record<string, unknown>> = {},
  inputs: Inputs = problem(2380),
): RequestSource {
  return { inputs, attributes: { ...PLAIN, ...changes } };
}

/** n copies of one sample: then every batch is the same, however it is drawn. */
export function copies(n: number): Inputs {
  const { x, ...rest } = problem(1790);
  const [row] = x as number[][];
  return {
    ...rest,
    x: Array.from({ length: n }, () => row),
    labels: Array.from({ length: n }, () => 2),
  };
}

/** A statistic of an output lies in that interval. */
export function outcome(
  output: string,
  statistic: RawCheck["statistic"],
  low: number,
  high: number,
): RawCheck {
  return { terms: just(output), statistic, low, high };
}
