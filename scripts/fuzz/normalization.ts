/**
 * Random requests to batch normalization and preprocessing (SPEC.md 8).
 *
 * @module
 */
import { choose, type Draw } from "./draw.ts";
import { gate, type Generator } from "./generator.ts";
import { extent, NOT_NEGATIVE, tensor } from "./tensors.ts";

/** What is added to a variance. */
export const EPSILONS: readonly number[] = [1, 0.25, 0.0625, 1e-3, 1e-5];

export const batchNorm: Generator = (draw) => {
  const n = extent(draw), d = features(draw);
  return {
    ...gate(draw, {
      inputs: { x: [n, d], gamma: [d], beta: [d] },
      output: ["y", [n, d]],
      attributes: { epsilon: choose(draw, EPSILONS) },
    }),
    ...(n === 1 && { refusable: ["shape", "value"] as const }),
  };
};

export const batchNormInference: Generator = (draw) => {
  const n = extent(draw), d = features(draw);
  return {
    inputs: {
      x: tensor(draw.part("x"), [n, d]),
      gamma: tensor(draw.part("gamma"), [d]),
      beta: tensor(draw.part("beta"), [d]),
      ...statistics(draw, d),
    },
    attributes: { epsilon: choose(draw, EPSILONS) },
  };
};

/** The unbiased variance of one sample is left open, and a batch of one refusable. */
export const batchNormRunning: Generator = (draw) => {
  const variance = choose(draw, ["biased", "unbiased"]);
  const n = extent(draw) + (variance === "biased" ? 0 : 1), d = features(draw);
  return {
    inputs: { x: tensor(draw.part("x"), [n, d]), ...statistics(draw, d) },
    attributes: {
      momentum: choose(draw, [0.5, 0, 1, 0.75, 0.9, 0.99]),
      variance,
    },
    ...(n === 1 && { refusable: ["shape", "value"] as const }),
  };
};

export const preprocess: Generator = (draw) => {
  const n = extent(draw), m = extent(draw), d = features(draw);
  return {
    inputs: {
      train: tensor(draw.part("train"), [n, d]),
      x: tensor(draw.part("x"), [m, d]),
    },
  };
};

function statistics(draw: Draw, d: number) {
  const variance = draw.part("running_variance");
  return {
    running_mean: tensor(draw.part("running_mean"), [d]),
    running_variance: tensor(variance, [d], { from: NOT_NEGATIVE }),
  };
}

function features(draw: Draw): number {
  return 1 + draw.below(4);
}
