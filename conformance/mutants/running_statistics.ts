/**
 * Mutants of the running statistics of batch normalization.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import {
  accepting,
  type Asked,
  changed,
  mapRecord,
  misunderstood,
  type Mutant,
  type Replaced,
  right,
} from "./mutant.ts";
import {
  columnOf,
  cycled,
  type Moments,
  momentsOf,
} from "./wrong_batch_norm.ts";

/** One column: its statistics before, and its batch. */
interface Column {
  readonly old: Moments;
  /** The variance is the one that is asked for. */
  readonly batch: Moments;
  readonly x: readonly number[];
  readonly momentum: number;
  readonly isUnbiased: boolean;
  /** How many features there are. */
  readonly features: number;
}

/** The update of the statistics with another formula for each column. */
function moved(formula: (column: Column) => Partial<Moments>): Replaced {
  return changed("batch_norm_running", (answer, { inputs, attributes }) => {
    const { running_mean, running_variance } = inputs as Record<
      string,
      number[]
    >;
    const after = answer as Record<string, number[]>;
    const columns = running_mean.map((mean, j) => {
      const x = columnOf(inputs.x, j), batch = momentsOf(x);
      const isUnbiased = attributes.variance === "unbiased";
      const correction = isUnbiased ? x.length / (x.length - 1) : 1;
      return {
        mean: after.running_mean[j],
        variance: after.running_variance[j],
        ...formula({
          old: { mean, variance: running_variance[j] },
          batch: { ...batch, variance: correction * batch.variance },
          x,
          momentum: attributes.momentum as number,
          isUnbiased,
          features: running_mean.length,
        }),
      };
    });
    return {
      running_mean: columns.map(({ mean }) => mean),
      running_variance: columns.map(({ variance }) => variance),
    };
  });
}

function blend(momentum: number, old: number, now: number): number {
  return momentum * old + (1 - momentum) * now;
}

/** The right attributes with something changed. */
function withAttributes(
  change: (attributes: Asked["attributes"]) => Record<string, unknown>,
): Replaced {
  return misunderstood("batch_norm_running", ({ attributes }) => ({
    attributes: { ...attributes, ...change(attributes) },
  }));
}

/** Mutants of the running statistics. */
export const runningMutants: readonly Mutant[] = [
  {
    id: "batch_norm_running/momentum-inverted",
    note: "PyTorch's momentum, the weight of the new value, taken for ours",
    advice: "Give the momentum to the old value, and the rest to the new",
    replace: () =>
      withAttributes(({ momentum }) => ({ momentum: 1 - Number(momentum) })),
  },
  {
    id: "batch_norm_running/variance-inverted",
    note: "momentum and its rest are exchanged for the variance alone",
    advice: "Move mean and variance by the same weights",
    replace: () =>
      moved(({ momentum, old, batch }) => ({
        variance: blend(1 - momentum, old.variance, batch.variance),
      })),
  },
  {
    id: "batch_norm_running/momentum-ignored",
    note: "the momentum is always 0.9",
    advice: "Take the momentum from the attributes",
    replace: () => withAttributes(() => ({ momentum: 0.9 })),
  },
  {
    id: "batch_norm_running/rest-not-weighted",
    note: "momentum·old + new: the weight of the new value is missing",
    advice: "Multiply the batch's statistics by 1 − momentum",
    replace: () =>
      moved(({ momentum, old, batch }) => ({
        mean: momentum * old.mean + batch.mean,
      })),
  },
  {
    id: "batch_norm_running/always-unbiased",
    note: "PyTorch's unbiased running variance, whatever is asked for",
    advice: "Divide by n where the biased variance is asked for",
    replace: () => withAttributes(() => ({ variance: "unbiased" })),
  },
  {
    id: "batch_norm_running/always-biased",
    note:
      "the variance of the forward pass is kept, also where the unbiased one is asked for",
    advice:
      "Multiply the variance by n/(n − 1) where the unbiased is asked for",
    replace: () => withAttributes(() => ({ variance: "biased" })),
  },
  {
    id: "batch_norm_running/correction-inverted",
    note: "the unbiased variance is (n − 1)/n times the biased one",
    advice: "Multiply by n/(n − 1), which is above 1",
    replace: () =>
      moved(({ momentum, old, x, isUnbiased }) => {
        const factor = isUnbiased ? (x.length - 1) / x.length : 1;
        const now = factor * momentsOf(x).variance;
        return { variance: blend(momentum, old.variance, now) };
      }),
  },
  {
    id: "batch_norm_running/features-for-samples",
    note:
      "the unbiased variance counts the features in place of the samples: d/(d − 1)",
    advice: "Correct by the number of rows of the batch",
    replace: () =>
      moved(({ momentum, old, x, isUnbiased, features: d }) => {
        const now = momentsOf(x).variance * (isUnbiased ? d / (d - 1) : 1);
        return { variance: blend(momentum, old.variance, now) };
      }),
  },
  {
    id: "batch_norm_running/std-for-variance",
    note: "standard deviations are averaged under the name of variances",
    advice: "Average the variances, and take the root at test time",
    replace: () =>
      moved(({ momentum, old, batch }) => ({
        variance: blend(momentum, old.variance, Math.sqrt(batch.variance)),
      })),
  },
  {
    id: "batch_norm_running/around-running-mean",
    note:
      "the variance is taken around the running mean, not that of the batch",
    advice: "Take the variance around the mean of the batch",
    replace: () =>
      moved(({ momentum, old, batch, x, isUnbiased }) => {
        const n = isUnbiased ? x.length - 1 : x.length;
        const more = x.length * (batch.mean - old.mean) ** 2 / n;
        const now = batch.variance + more;
        return { variance: blend(momentum, old.variance, now) };
      }),
  },
  {
    id: "batch_norm_running/own-memory",
    note:
      "the statistics of the request are taken the first time only; then the layer goes on with its own",
    advice: "Start from the statistics that the request gives",
    replace: () => {
      let own: Readonly<Record<string, Nested>> = {};
      return {
        batch_norm_running: (request) => {
          const inputs = { ...request.inputs, ...own };
          const answer = right("batch_norm_running")({ ...request, inputs });
          if (!("refused" in answer)) own = answer as typeof own;
          return answer;
        },
      };
    },
  },
  {
    id: "batch_norm_running/only-variance-checked",
    note:
      "the length of the running variance is checked, and that of the mean is not",
    advice: "Check the lengths of both statistics",
    replace: () =>
      accepting("batch_norm_running", ({ inputs }) => ({
        inputs: {
          ...inputs,
          running_mean: cycled(inputs.running_mean, inputs.x),
        },
      })),
  },
  {
    id: "batch_norm_running/statistics-stretched",
    note: "statistics of any length are gone through in a circle",
    advice: "Refuse statistics whose length is not the number of features",
    replace: () =>
      accepting("batch_norm_running", ({ inputs: { x, ...lists } }) => ({
        inputs: { x, ...mapRecord(lists, (list) => cycled(list, x)) },
      })),
  },
];
