/**
 * Mutants of batch normalization in training.
 *
 * @module
 */
import { flatten } from "../../fixtures/numbers.ts";
import {
  accepting,
  type Asked,
  changed,
  type Mutant,
  remembering,
} from "./mutant.ts";
import {
  average,
  batchNorm,
  cycled,
  type Matrix,
  type Moments,
  moments,
  momentsOf,
  type Parts,
  products,
  sum,
} from "./wrong_batch_norm.ts";

/** A mutant some of whose parts are wrong. */
function bug(
  name: string,
  note: string,
  advice: string,
  parts: Partial<Parts>,
): Mutant {
  return {
    id: `batch_norm/${name}`,
    note,
    advice,
    replace: () => batchNorm(parts),
  };
}

/** Mutants of the forward pass; the gradients follow what it computes. */
const forwardMutants: readonly Mutant[] = [
  bug(
    "unbiased-variance",
    "the variance is divided by n − 1, as statistics packages do by default",
    "Divide the variance of the batch by n",
    {
      variance: (x, mean) =>
        sum(x.map((a) => (a - mean) ** 2)) / Math.max(x.length - 1, 1),
    },
  ),
  bug(
    "one-pass-variance",
    "the mean square minus the square of the mean cancels where the mean is large",
    "Subtract the mean first, and square then",
    { variance: (x, mean) => average(x.map((a) => a * a)) - mean ** 2 },
  ),
  bug(
    "epsilon-outside",
    "√σ² + ε in place of √(σ² + ε): hardly seen at 1e-5",
    "Add ε to the variance, under the root",
    { spread: (variance, epsilon) => Math.sqrt(variance) + epsilon },
  ),
  bug(
    "epsilon-squared",
    "√(σ² + ε²): ε is taken for a length, not for a variance",
    "Add ε itself to the variance",
    { spread: (variance, epsilon) => Math.sqrt(variance + epsilon ** 2) },
  ),
  bug(
    "epsilon-ignored",
    "ε is always the customary 1e-5",
    "Take ε from the attributes",
    { spread: (variance) => Math.sqrt(variance + 1e-5) },
  ),
  bug(
    "root-missing",
    "divides by the variance in place of its root",
    "Divide by √(σ² + ε)",
    { spread: (variance, epsilon) => variance + epsilon },
  ),
  bug(
    "beta-scaled",
    "γ(x̂ + β): the shift is scaled as well",
    "Multiply by γ before you add β",
    { y: ({ hat, gamma, beta }, i) => gamma * (hat[i] + beta) },
  ),
  bug(
    "one-is-left-alone",
    "a batch of one is scaled and shifted, but not normalized",
    "Give β for a batch of one, or refuse it",
    {
      y: ({ x, hat, gamma, beta }, i) =>
        gamma * (x.length === 1 ? x[i] : hat[i]) + beta,
    },
  ),
  {
    id: "batch_norm/feature-axis",
    note:
      "mean and variance of each sample over its features: layer normalization, which no shape tells",
    advice: "Take mean and variance of each column, over the rows",
    replace: () =>
      changed("batch_norm", (answer, request) => ({
        ...answer,
        y: normalized(request, momentsOf),
      })),
  },
  {
    id: "batch_norm/all-at-once",
    note: "one mean and one variance of all elements: an axis is missing",
    advice: "Take mean and variance of each column by itself",
    replace: () =>
      changed("batch_norm", (answer, request) => {
        const all = momentsOf(flatten(request.inputs.x));
        return { ...answer, y: normalized(request, () => all) };
      }),
  },
];

/** Mutants of the backward pass. */
const backwardMutants: readonly Mutant[] = [
  bug(
    "statistics-as-constants",
    "the gradient does not go through mean and variance: dx = γ·g/√(σ²+ε)",
    "Differentiate through mean and variance as well",
    { dx: ({ g, gamma, spread }, i) => gamma * g[i] / spread },
  ),
  bug(
    "mean-as-constant",
    "the gradient goes through the variance, and not through the mean",
    "Subtract the mean of the upstream gradient in dx",
    {
      dx: ({ g, hat, gamma, spread }, i) =>
        gamma / spread * (g[i] - hat[i] * average(products(g, hat))),
    },
  ),
  bug(
    "variance-as-constant",
    "the gradient goes through the mean, and not through the variance",
    "Subtract x̂ times the mean of g·x̂ in dx",
    { dx: ({ g, gamma, spread }, i) => gamma / spread * (g[i] - average(g)) },
  ),
  bug(
    "sums-for-means",
    "sums in place of means in the gradient on x: 1/n is missing",
    "Divide both sums in dx by n",
    {
      dx: ({ g, hat, gamma, spread }, i) =>
        gamma / spread * (g[i] - sum(g) - hat[i] * sum(products(g, hat))),
    },
  ),
  bug(
    "unbiased-gradient",
    "the gradient through the variance divides by n − 1, the forward pass by n",
    "Divide by n in both passes",
    {
      dx: ({ g, hat, gamma, spread }, i) =>
        gamma / spread * (g[i] - average(g) -
          hat[i] * sum(products(g, hat)) / Math.max(g.length - 1, 1)),
    },
  ),
  bug(
    "dx-without-gamma",
    "γ is missing in the gradient on x: right for a fresh layer, where γ is 1",
    "Multiply dx by γ",
    {
      dx: ({ g, hat, spread }, i) =>
        (g[i] - average(g) - hat[i] * average(products(g, hat))) / spread,
    },
  ),
  bug(
    "epsilon-forward-only",
    "the backward pass divides by σ, and forgets ε",
    "Use the same √(σ² + ε) in both passes",
    {
      dx: ({ g, hat, gamma, variance }, i) =>
        gamma / Math.sqrt(variance) *
        (g[i] - average(g) - hat[i] * average(products(g, hat))),
    },
  ),
  bug(
    "dgamma-of-x",
    "the gradient on γ is Σ g·x, with x in place of x̂",
    "Multiply the upstream gradient by x̂ in dγ",
    { dgamma: ({ g, x }) => sum(products(g, x)) },
  ),
  bug(
    "dgamma-of-centred",
    "the gradient on γ is Σ g·(x − μ), which is not divided by √(σ² + ε)",
    "Multiply the upstream gradient by x̂ in dγ",
    { dgamma: ({ g, hat, spread }) => spread * sum(products(g, hat)) },
  ),
  bug(
    "dgamma-of-y",
    "the gradient on γ is Σ g·y: the output was kept in place of x̂",
    "Keep x̂ for the backward pass, before γ and β",
    {
      dgamma: ({ g, hat, gamma, beta }) =>
        sum(g.map((a, i) => a * (gamma * hat[i] + beta))),
    },
  ),
  bug(
    "means-for-sums",
    "the gradients on γ and β are means over the batch",
    "Sum dγ and dβ over the rows",
    {
      dgamma: ({ g, hat }) => average(products(g, hat)),
      dbeta: ({ g }) => average(g),
    },
  ),
];

/** Mutants of what is checked, and of what is kept. */
const otherMutants: readonly Mutant[] = [
  {
    id: "batch_norm/parameters-in-a-circle",
    note:
      "γ and β of any length are gone through in a circle, as in TensorFlow.js",
    advice: "Refuse γ and β whose length is not the number of features",
    replace: () =>
      accepting("batch_norm", ({ inputs }) => ({
        inputs: {
          ...inputs,
          gamma: cycled(inputs.gamma, inputs.x),
          beta: cycled(inputs.beta, inputs.x),
        },
      })),
  },
  {
    id: "batch_norm/beta-unchecked",
    note: "the length of γ is checked, and that of β is not",
    advice: "Check the length of β as well as that of γ",
    replace: () =>
      accepting("batch_norm", ({ inputs }) => ({
        inputs: { ...inputs, beta: cycled(inputs.beta, inputs.x) },
      })),
  },
  {
    id: "batch_norm/moving-average",
    note:
      "the batch moves running statistics, and is normalized by them: an answer depends on earlier batches",
    advice: "Normalize a batch in training by its own statistics alone",
    replace: () => {
      const running = new Map<string, Moments>();
      const moved = (key: string, now: Moments) => {
        const { mean, variance } = running.get(key) ?? now;
        const next = {
          mean: 0.9 * mean + 0.1 * now.mean,
          variance: 0.9 * variance + 0.1 * now.variance,
        };
        running.set(key, next);
        return next;
      };
      return changed("batch_norm", (answer, request) => {
        const own = moments(request.inputs.x);
        const statistics = own.map((now, j) =>
          moved(`${j} of ${own.length}`, now)
        );
        return {
          ...answer,
          y: normalized(request, (_row, j) => statistics[j]),
        };
      });
    },
  },
  {
    id: "batch_norm/first-batch-cached",
    note:
      "what the backward pass needs is kept of the first batch of a shape: gradients belong to another batch",
    advice: "Keep x̂ and the spread of this forward pass, not of an earlier one",
    replace: () => remembering("batch_norm"),
  },
];

/** The output by other statistics, which may depend on row and column. */
function normalized(
  { inputs, attributes }: Asked,
  statistics: (row: readonly number[], j: number) => Moments,
): number[][] {
  const gamma = inputs.gamma as number[], beta = inputs.beta as number[];
  return (inputs.x as Matrix).map((row) =>
    row.map((a, j) => {
      const { mean, variance } = statistics(row, j);
      const spread = Math.sqrt(variance + (attributes.epsilon as number));
      return gamma[j] * (a - mean) / spread + beta[j];
    })
  );
}

/** Mutants of batch normalization in training. */
export const batchNormMutants: readonly Mutant[] = [
  ...forwardMutants,
  ...backwardMutants,
  ...otherMutants,
];
