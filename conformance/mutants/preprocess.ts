/**
 * Mutants of preprocessing.
 *
 * @module
 */
import { flatten, type Nested } from "../../fixtures/numbers.ts";
import {
  accepting,
  type Asked,
  changed,
  type Mutant,
  type Replaced,
  right,
} from "./mutant.ts";
import { columnOf, type Matrix, momentsOf, sum } from "./wrong_batch_norm.ts";

/** One feature of the training data. */
interface Feature {
  readonly train: readonly number[];
  /** The same feature of the other data. */
  readonly x: readonly number[];
  readonly mean: number;
  /** As computed: that of equal numbers need not be 0. */
  readonly std: number;
  readonly isConstant: boolean;
}

/** What becomes of a feature. */
interface Fitted {
  readonly mean: number;
  readonly std: number;
  readonly scaled: (a: number) => number;
}

/** Preprocessing with other formulas for each feature. */
function fitted(
  wrong: (feature: Feature, request: Asked) => Partial<Fitted>,
): Replaced {
  return changed("preprocess", (_answer, request) => {
    const { train, x } = request.inputs;
    const features = (train as Matrix)[0].map((_, j): Fitted => {
      const column = columnOf(train, j), { mean, variance } = momentsOf(column);
      const isConstant = column.every((a) => a === column[0]);
      const feature = {
        train: column,
        x: columnOf(x, j),
        mean,
        std: Math.sqrt(variance),
        isConstant,
      };
      const fitted = {
        mean,
        std: isConstant ? 0 : feature.std,
        ...wrong(feature, request),
      };
      const scaled = (a: number) =>
        isConstant ? 0 : (a - fitted.mean) / fitted.std;
      return { scaled, ...fitted };
    });
    return {
      mean: features.map(({ mean }) => mean),
      std: features.map(({ std }) => std),
      y: (x as Matrix).map((row) => row.map((a, j) => features[j].scaled(a))),
    };
  });
}

/** A mutant whose features are fitted wrongly. */
function bug(
  name: string,
  note: string,
  advice: string,
  wrong: (feature: Feature, request: Asked) => Partial<Fitted>,
): Mutant {
  return {
    id: `preprocess/${name}`,
    note,
    advice,
    replace: () => fitted(wrong),
  };
}

/** Mutants of preprocessing. */
export const preprocessMutants: readonly Mutant[] = [
  bug(
    "own-statistics",
    "other data are normalized by their own mean and std",
    "Keep mean and std of the training data, and use them everywhere",
    ({ x, isConstant }) => {
      const { mean, variance } = momentsOf(x), std = Math.sqrt(variance);
      return {
        scaled: (a) => isConstant || std === 0 ? 0 : (a - mean) / std,
      };
    },
  ),
  bug(
    "own-mean",
    "other data are centred on their own mean, and scaled by the std of training",
    "Subtract the mean of the training data",
    ({ x, std, isConstant }) => ({
      scaled: (a) => isConstant ? 0 : (a - momentsOf(x).mean) / std,
    }),
  ),
  bug(
    "sample-std",
    "the std divides by n − 1, as pandas does",
    "Divide by n",
    ({ train, mean }) => ({
      std: Math.sqrt(
        sum(train.map((a) => (a - mean) ** 2)) / Math.max(train.length - 1, 1),
      ),
    }),
  ),
  bug(
    "divides-by-zero",
    "a constant feature is divided by its std of 0: NaN or infinity",
    "Set a feature to 0 whose training values are all equal",
    ({ mean, std }) => ({ scaled: (a) => (a - mean) / std }),
  ),
  bug(
    "constant-not-scaled",
    "a constant feature is centred and divided by 1, as in scikit-learn: later data are not 0",
    "Set a constant feature to 0, whatever it is in other data",
    ({ mean, std, isConstant }) => ({
      scaled: (a) => isConstant ? a - mean : (a - mean) / std,
    }),
  ),
  bug(
    "constant-has-std-one",
    "the std of a constant feature is reported as 1, which it is divided by",
    "Report a std of 0 for a constant feature",
    ({ std, isConstant }) => ({ std: isConstant ? 1 : std }),
  ),
  bug(
    "trusts-the-computed-std",
    "a feature is constant if its computed std is 0: that of three times 0.1 is 1.4e-17",
    "Compare the numbers of a feature with each other, not its std with 0",
    ({ mean, std }) => ({
      std,
      scaled: (a) => std === 0 ? 0 : (a - mean) / std,
    }),
  ),
  bug(
    "small-is-constant",
    "a feature whose std is below 1e-8 counts as constant",
    "Take a feature for constant only if all of its numbers are equal",
    ({ mean, std, isConstant }) => ({
      scaled: (a) => isConstant || std < 1e-8 ? 0 : (a - mean) / std,
    }),
  ),
  bug(
    "epsilon-added",
    "(x − mean)/(std + 1e-8): a little too small, and a constant feature explodes in other data",
    "Divide by the std itself, and set constant features to 0",
    ({ mean, std }) => ({ scaled: (a) => (a - mean) / (std + 1e-8) }),
  ),
  bug(
    "variance-for-std",
    "divides by the variance",
    "Take the root of the variance",
    ({ mean, std, isConstant }) => ({
      scaled: (a) => isConstant ? 0 : (a - mean) / std ** 2,
    }),
  ),
  bug(
    "only-centred",
    "the mean is subtracted, and nothing is divided",
    "Divide by the std after subtracting the mean",
    ({ mean }) => ({ scaled: (a) => a - mean }),
  ),
  bug(
    "scaled-before-centred",
    "x/std − mean: the mean is not scaled",
    "Subtract the mean before dividing",
    ({ mean, std, isConstant }) => ({
      scaled: (a) => isConstant ? 0 : a / std - mean,
    }),
  ),
  bug(
    "all-features-alike",
    "one mean and one std of all features: the axis is missing",
    "Take mean and std of each column by itself",
    (_feature, { inputs }) => {
      const { mean, variance } = momentsOf(flatten(inputs.train));
      return { mean, std: Math.sqrt(variance) };
    },
  ),
  {
    id: "preprocess/sample-axis",
    note: "each sample is centred and scaled by its own mean and std",
    advice: "Take mean and std along the samples, one for each feature",
    replace: () =>
      changed("preprocess", (answer, { inputs }) => {
        const y = (inputs.x as Matrix).map((row) => {
          const { mean, variance } = momentsOf(row);
          return row.map((a) => (a - mean) / Math.sqrt(variance));
        });
        return { ...answer, y };
      }),
  },
  {
    id: "preprocess/first-fit-kept",
    note:
      "what was fitted first is used ever after for data with as many features",
    advice: "Fit the statistics anew for each request",
    replace: () => {
      const kept = new Map<number, Nested>();
      return {
        preprocess: (request) => {
          const [{ length }] = request.inputs.train as Matrix;
          const train = kept.get(length) ?? request.inputs.train;
          kept.set(length, train);
          return right("preprocess")({
            ...request,
            inputs: { ...request.inputs, train },
          });
        },
      };
    },
  },
  {
    id: "preprocess/features-unchecked",
    note: "features that the training data do not have become NaN",
    advice:
      "Refuse data with another number of features than the training data",
    replace: () =>
      accepting("preprocess", ({ inputs }) => ({
        inputs: {
          ...inputs,
          x: (inputs.x as Matrix).map((row) =>
            (inputs.train as Matrix)[0].map((_, j) => row[j] ?? NaN)
          ),
        },
      })),
  },
];
