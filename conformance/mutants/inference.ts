/**
 * Mutants of normalization by running statistics.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import {
  accepting,
  changed,
  mapRecord,
  misunderstood,
  type Mutant,
  type Replaced,
  right,
} from "./mutant.ts";
import { average, columnOf, cycled, type Matrix } from "./wrong_batch_norm.ts";

/** What inference knows of one column. */
interface Column {
  readonly gamma: number;
  readonly beta: number;
  readonly mean: number;
  readonly variance: number;
  readonly epsilon: number;
  /** The column of the batch. */
  readonly x: readonly number[];
}

/** Inference with another formula for each element. */
function inferred(formula: (a: number, column: Column) => number): Replaced {
  return changed("batch_norm_inference", (_answer, { inputs, attributes }) => {
    const { x, gamma, beta, running_mean, running_variance } = inputs as Record<
      string,
      number[]
    >;
    const y = (inputs.x as Matrix).map((row) =>
      row.map((a, j) =>
        formula(a, {
          gamma: gamma[j],
          beta: beta[j],
          mean: running_mean[j],
          variance: running_variance[j],
          epsilon: attributes.epsilon as number,
          x: columnOf(x, j),
        })
      )
    );
    return { y };
  });
}

/** Mutants of normalization by running statistics. */
export const inferenceMutants: readonly Mutant[] = [
  {
    id: "batch_norm_inference/batch-statistics",
    note:
      "training mode at test time: a sample's answer depends on its neighbours",
    advice: "Switch to the running statistics at test time",
    replace: () => ({
      batch_norm_inference: ({ inputs, attributes }) => {
        const { x, gamma, beta } = inputs;
        return right("batch_norm")({ inputs: { x, gamma, beta }, attributes });
      },
    }),
  },
  {
    id: "batch_norm_inference/batch-unless-one",
    note:
      "running statistics are used for a single sample only, where the batch has none",
    advice: "Use the running statistics whatever the size of the batch",
    replace: () =>
      changed("batch_norm_inference", (answer, { inputs, attributes }) => {
        const { x, gamma, beta } = inputs;
        if ((x as Matrix).length === 1) return answer;
        return right("batch_norm")({
          inputs: { x, gamma, beta },
          attributes,
        }) as Record<string, Nested>;
      }),
  },
  {
    id: "batch_norm_inference/mean-of-the-batch",
    note: "the running variance is used, and the mean of the batch",
    advice: "Subtract the running mean",
    replace: () =>
      inferred((a, { gamma, beta, variance, epsilon, x }) =>
        gamma * (a - average(x)) / Math.sqrt(variance + epsilon) + beta
      ),
  },
  {
    id: "batch_norm_inference/epsilon-outside",
    note: "√variance + ε in place of √(variance + ε)",
    advice: "Add ε to the running variance, under the root",
    replace: () =>
      inferred((a, { gamma, beta, mean, variance, epsilon }) =>
        gamma * (a - mean) / (Math.sqrt(variance) + epsilon) + beta
      ),
  },
  {
    id: "batch_norm_inference/epsilon-ignored",
    note: "ε is always the customary 1e-5",
    advice: "Take ε from the attributes",
    replace: () =>
      misunderstood("batch_norm_inference", ({ attributes }) => ({
        attributes: { ...attributes, epsilon: 1e-5 },
      })),
  },
  {
    id: "batch_norm_inference/epsilon-forgotten",
    note: "divides by the root of the running variance alone",
    advice: "Add ε at test time as in training",
    replace: () =>
      inferred((a, { gamma, beta, mean, variance }) =>
        gamma * (a - mean) / Math.sqrt(variance) + beta
      ),
  },
  {
    id: "batch_norm_inference/std-for-variance",
    note: "the running variance is taken for a standard deviation",
    advice: "Take the root of the running variance",
    replace: () =>
      inferred((a, { gamma, beta, mean, variance, epsilon }) =>
        gamma * (a - mean) / (variance + epsilon) + beta
      ),
  },
  {
    id: "batch_norm_inference/shift-not-scaled",
    note:
      "folded into one scale and one shift, and the shift is β − mean: the mean is not scaled",
    advice: "Fold the mean into the shift as β − mean·γ/√(variance + ε)",
    replace: () =>
      inferred((a, { gamma, beta, mean, variance, epsilon }) =>
        gamma * a / Math.sqrt(variance + epsilon) + beta - mean
      ),
  },
  {
    id: "batch_norm_inference/parameters-in-a-circle",
    note:
      "parameters and statistics of any length are gone through in a circle, as in TensorFlow.js",
    advice: "Refuse parameters whose length is not the number of features",
    replace: () =>
      accepting("batch_norm_inference", ({ inputs: { x, ...lists } }) => ({
        inputs: {
          x,
          ...mapRecord(lists, (list) => cycled(list, x)),
        },
      })),
  },
  {
    id: "batch_norm_inference/only-mean-checked",
    note:
      "the length of the running mean is checked, and those of the others are not",
    advice: "Check the lengths of γ, β and both statistics",
    replace: () => ({
      batch_norm_inference: (request) => {
        const answer = right("batch_norm_inference")(request);
        const [{ length }] = request.inputs.x as Matrix;
        const mean = request.inputs.running_mean as number[];
        return "refused" in answer && mean.length === length
          ? { y: request.inputs.x }
          : answer;
      },
    }),
  },
];
