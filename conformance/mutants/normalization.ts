/**
 * Mutants of normalization.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import {
  changed,
  mapNested,
  misunderstood,
  type Mutant,
  right,
} from "./mutant.ts";

type Matrix = readonly (readonly number[])[];

/** Mutants of normalization. */
export const normalizationMutants: readonly Mutant[] = [
  {
    id: "batch_norm/unbiased-variance",
    note:
      "the variance is divided by n − 1, as statistics packages do by default",
    replace: () =>
      // (σ²·n/(n−1) + ε) is (σ² + ε′)·n/(n−1) with another ε, and then a factor.
      changed("batch_norm", (answer, request) => {
        const n = (request.inputs.x as Matrix).length;
        if (n < 2) return answer;
        const epsilon = request.attributes.epsilon as number;
        const { y } = right("batch_norm")({
          ...request,
          attributes: { epsilon: epsilon * (n - 1) / n },
        }) as { y: Matrix };
        const shrink = Math.sqrt((n - 1) / n),
          beta = request.inputs.beta as number[];
        return {
          ...answer,
          y: y.map((row) =>
            row.map((a, j) => (a - beta[j]) * shrink + beta[j])
          ),
        };
      }),
  },
  {
    id: "batch_norm/epsilon-outside",
    note: "√σ² + ε in place of √(σ² + ε): hardly seen at 1e-5",
    replace: () =>
      changed("batch_norm", (answer, { inputs, attributes }) => {
        const x = inputs.x as Matrix, n = x.length;
        const epsilon = attributes.epsilon as number;
        const gamma = inputs.gamma as number[], beta = inputs.beta as number[];
        const columns = gamma.map((_, j) => {
          const mean = x.reduce((sum, row) => sum + row[j], 0) / n;
          const square = x.reduce((sum, row) => sum + (row[j] - mean) ** 2, 0);
          return { mean, spread: Math.sqrt(square / n) + epsilon };
        });
        const y = x.map((row) =>
          row.map((a, j) =>
            gamma[j] * (a - columns[j].mean) / columns[j].spread + beta[j]
          )
        );
        return { ...answer, y };
      }),
  },
  {
    id: "batch_norm/statistics-as-constants",
    note:
      "the gradient does not go through mean and variance: dx = γ·g/√(σ²+ε)",
    replace: () =>
      changed("batch_norm", (answer, { inputs, attributes, upstream }) => {
        if (!upstream) return answer;
        const x = inputs.x as Matrix, gamma = inputs.gamma as number[];
        const spread = gamma.map((_, j) => {
          const mean = x.reduce((sum, row) => sum + row[j], 0) / x.length;
          const square = x.reduce((sum, row) => sum + (row[j] - mean) ** 2, 0);
          const epsilon = attributes.epsilon as number;
          return Math.sqrt(square / x.length + epsilon);
        });
        const dx = (upstream.y as Matrix).map((row) =>
          row.map((g, j) => gamma[j] * g / spread[j])
        );
        return { ...answer, dx };
      }),
  },
  {
    id: "batch_norm/one-pass-variance",
    note:
      "the mean square minus the square of the mean cancels where the mean is large",
    replace: () =>
      changed("batch_norm", (answer, { inputs, attributes }) => {
        const x = inputs.x as Matrix, n = x.length;
        const gamma = inputs.gamma as number[], beta = inputs.beta as number[];
        const columns = gamma.map((_, j) => {
          const mean = x.reduce((sum, row) => sum + row[j], 0) / n;
          const square = x.reduce((sum, row) => sum + row[j] ** 2, 0) / n;
          const epsilon = attributes.epsilon as number;
          return { mean, spread: Math.sqrt(square - mean ** 2 + epsilon) };
        });
        const y = x.map((row) =>
          row.map((a, j) =>
            gamma[j] * ((a - columns[j].mean) / columns[j].spread) + beta[j]
          )
        );
        return { ...answer, y };
      }),
  },
  {
    id: "batch_norm_inference/batch-statistics",
    note:
      "training mode at test time: a sample's answer depends on its neighbours",
    replace: () => ({
      batch_norm_inference: ({ inputs, attributes }) => {
        const { x, gamma, beta } = inputs;
        return right("batch_norm")({ inputs: { x, gamma, beta }, attributes });
      },
    }),
  },
  {
    id: "batch_norm_running/momentum-inverted",
    note: "PyTorch's momentum, the weight of the new value, taken for ours",
    replace: () =>
      misunderstood("batch_norm_running", ({ attributes }) => ({
        attributes: {
          ...attributes,
          momentum: 1 - (attributes.momentum as number),
        },
      })),
  },
  {
    id: "batch_norm_running/always-unbiased",
    note: "PyTorch's unbiased running variance, whatever is asked for",
    replace: () =>
      misunderstood("batch_norm_running", ({ attributes }) => ({
        attributes: { ...attributes, variance: "unbiased" },
      })),
  },
  {
    id: "preprocess/own-statistics",
    note: "other data are normalized by their own mean and std",
    replace: () =>
      changed("preprocess", (answer, request) => {
        const { x } = request.inputs;
        const own = { ...request, inputs: { train: x, x } };
        return { ...answer, y: right("preprocess")(own).y as Nested };
      }),
  },
  {
    id: "preprocess/divides-by-zero",
    note: "a constant feature is divided by its std of 0: NaN or infinity",
    replace: () =>
      changed("preprocess", (answer, { inputs }) => {
        const mean = answer.mean as number[], std = answer.std as number[];
        const y = (inputs.x as Matrix).map((row) =>
          row.map((a, j) => (a - mean[j]) / std[j])
        );
        return { ...answer, y };
      }),
  },
  {
    id: "preprocess/sample-std",
    note: "the std divides by n − 1, as pandas does",
    replace: () =>
      changed("preprocess", (answer, { inputs }) => {
        const n = (inputs.train as Matrix).length,
          grow = Math.sqrt(n / (n - 1));
        return {
          mean: answer.mean,
          std: mapNested(answer.std, (s) => s * grow),
          y: mapNested(answer.y, (a) => a / grow),
        };
      }),
  },
];
