/**
 * From a data set to what a net is trained on: the first images to train, the next to
 * validate, all with the mean image of the training set subtracted and otherwise raw.
 *
 * @module
 */
import {
  fitStandardizer,
  type LabelledData,
  standardize,
  type Tensor,
  type TrainingData,
} from "../../../mod.ts";
import { UsageError } from "../command_line.ts";

/** Some rows of data, from `start` on. */
export function rowsOf(
  { X, y }: LabelledData,
  start: number,
  count: number,
): { X: Tensor; y: number[] } {
  const d = X.shape[1];
  const data = X.data.subarray(start * d, (start + count) * d);
  return {
    X: { shape: [count, d], data },
    y: Array.prototype.slice.call(y, start, start + count),
  };
}

/** A function that subtracts the mean image of training data from any images. */
export function centring(train: Tensor): (X: Tensor) => Tensor {
  const { mean } = fitStandardizer(train);
  const std = { shape: mean.shape, data: mean.data.map(() => 1) };
  return (X) => standardize(X, { mean, std });
}

/**
 * Splits data in those to train on and those to validate on.
 *
 * @throws {UsageError} If there are not so many.
 */
export function split(
  data: LabelledData,
  trainSize: number,
  valSize: number,
): TrainingData {
  const n = data.X.shape[0];
  if (n < trainSize + valSize) {
    throw new UsageError(
      `The data have ${n} images to train and validate on: ${trainSize} and ${valSize} are asked for`,
    );
  }
  const train = rowsOf(data, 0, trainSize);
  const val = rowsOf(data, trainSize, valSize);
  const centre = centring(train.X);
  return { X: centre(train.X), y: train.y, Xval: centre(val.X), yval: val.y };
}
