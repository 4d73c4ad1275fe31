/**
 * Mutants of training: its accuracies and its best model.
 *
 * @module
 */
import { type Asked, type Mutant, right } from "./mutant.ts";
import {
  accuracy,
  bestBy,
  bug,
  type Choices,
  type Model,
} from "./wrong_trainer.ts";

function average(x: readonly number[]): number {
  return x.reduce((a, b) => a + b, 0) / x.length;
}

/** Mutants of the accuracies. */
const accuracyMutants: readonly Mutant[] = [
  bug(
    "accuracy-before-update",
    "the accuracies are those of the model before the last update of the epoch",
    "Take the accuracies after the last update of the epoch",
    {
      measured: (iterations, { data, validation }) => {
        const { before } = iterations.at(-1)!;
        return {
          train: accuracy(before, data),
          val: accuracy(before, validation),
        };
      },
    },
  ),
  bug(
    "accuracy-of-last-batch",
    "the training accuracy is that on the last batch",
    "Take the training accuracy on all samples",
    {
      measured: (iterations, { validation }) => {
        const { after, batch } = iterations.at(-1)!;
        return {
          train: accuracy(after, batch),
          val: accuracy(after, validation),
        };
      },
    },
  ),
  bug(
    "accuracy-of-batches",
    "the training accuracy is the mean of those that batches had before their update",
    "Take the training accuracy on all samples, at the end of the epoch",
    {
      measured: (iterations, { validation }) => ({
        train: average(
          iterations.map(({ before, batch }) => accuracy(before, batch)),
        ),
        val: accuracy(iterations.at(-1)!.after, validation),
      }),
    },
  ),
  bug(
    "validates-on-training-data",
    "the validation accuracy is taken on the training data",
    "Take the validation accuracy on x_val",
    {
      measured: (iterations, { data }) => {
        const train = accuracy(iterations.at(-1)!.after, data);
        return { train, val: train };
      },
    },
  ),
  bug(
    "nan-is-largest",
    "argmax of a row of NaN is 0, as in NumPy: a net that has diverged is right about class 0",
    "Count a sample as wrong whose scores are NaN",
    {
      measured: (iterations, { data, validation }) => {
        const predicted = (row: readonly number[]) => {
          const first = row.findIndex(Number.isNaN);
          return first < 0 ? row.indexOf(Math.max(...row)) : first;
        };
        const { after } = iterations.at(-1)!;
        return {
          train: accuracy(after, data, predicted),
          val: accuracy(after, validation, predicted),
        };
      },
    },
  ),
  {
    id: "train/accuracy-in-per-cent",
    note: "accuracies from 0 to 100",
    advice: "Give accuracies as shares, from 0 to 1",
    replace: () =>
      answering(({ train_accuracy, val_accuracy, ...rest }) => ({
        ...rest,
        train_accuracy: train_accuracy.map((a) => 100 * a),
        val_accuracy: val_accuracy.map((a) => 100 * a),
      })),
  },
  {
    id: "train/accuracy-of-the-best",
    note: "the validation accuracies are those of the best model so far",
    advice: "Take the validation accuracy of the model of this epoch",
    replace: () =>
      answering(({ val_accuracy, ...rest }) => ({
        ...rest,
        val_accuracy: val_accuracy.map((_, i) =>
          Math.max(...val_accuracy.slice(0, i + 1))
        ),
      })),
  },
];

/** The lists among the answers of a training. */
type Lists = Readonly<Record<"train_accuracy" | "val_accuracy", number[]>>;

/** The right training with another answer. */
function answering(change: (answer: Lists) => Record<string, unknown>) {
  return {
    train: (request: Asked) => {
      const answer = right("train")(request);
      return "refused" in answer ? answer : change(answer as Lists);
    },
  };
}

/** The best epoch with some parameters that went on training. */
function aliased(names: readonly (keyof Model)[]): Partial<Choices> {
  return {
    best: (epochs) => {
      const { after, val } = bestBy(epochs, ({ val }) => val);
      const last = epochs.at(-1)!.after;
      const moving = names.map((name) => [name, last[name]]);
      return { val, after: { ...after, ...Object.fromEntries(moving) } };
    },
  };
}

/** Mutants of the best model. */
const bestMutants: readonly Mutant[] = [
  bug(
    "last-of-equals",
    "an accuracy that is only as good replaces the best",
    "Replace the best model only if the validation accuracy is strictly higher",
    {
      best: (epochs) =>
        bestBy(epochs, ({ val }) => val, (now, best) => now >= best),
    },
  ),
  bug(
    "best-is-last",
    "the model of the last epoch is returned",
    "Return the model of the epoch with the highest validation accuracy",
    { best: (epochs) => epochs.at(-1)! },
  ),
  bug(
    "best-aliased",
    "the best model is a reference to the one that goes on training",
    "Copy every parameter when a new best is found",
    aliased(["w1", "b1", "w2", "b2"]),
  ),
  bug(
    "best-biases-aliased",
    "the weights of the best model are copied, and its biases are not",
    "Copy the biases too when a new best is found",
    aliased(["b1", "b2"]),
  ),
  bug(
    "best-by-training",
    "the best model is that with the highest training accuracy",
    "Choose the best model by its validation accuracy",
    { best: (epochs) => bestBy(epochs, ({ train }) => train) },
  ),
  bug(
    "best-by-loss",
    "the best model is that with the lowest loss",
    "Choose the best model by its validation accuracy",
    { best: (epochs) => bestBy(epochs, (e) => -e.iterations.at(-1)!.loss) },
  ),
  bug(
    "best-too-early",
    "the best model is copied before the last update of its epoch",
    "Copy the model whose accuracy was taken",
    {
      best: (epochs) => {
        const { val, iterations } = bestBy(epochs, ({ val }) => val);
        return { val, after: iterations.at(-1)!.before };
      },
    },
  ),
  bug(
    "start-is-a-candidate",
    "the model that training starts from may be the best",
    "Compare the models after each epoch only",
    {
      best: (epochs, { start, validation }) => {
        const best = bestBy(epochs, ({ val }) => val);
        const val = accuracy(start, validation);
        return best.val > val ? best : { val, after: start };
      },
    },
  ),
  bug(
    "best-above-zero",
    "the best accuracy starts at 0: if none is above, the model stays that of the start",
    "Take the first epoch's model where no accuracy is above 0",
    {
      best: (epochs, { start }) => {
        const best = bestBy(epochs, ({ val }) => val);
        return best.val > 0 ? best : { val: 0, after: start };
      },
    },
  ),
  bug(
    "last-accuracy",
    "the best model is returned with the accuracy of the last",
    "Return the accuracy of the best model",
    {
      best: (epochs) => ({
        after: bestBy(epochs, ({ val }) => val).after,
        val: epochs.at(-1)!.val,
      }),
    },
  ),
];

/** Mutants of training: its accuracies and its best model. */
export const bestModelMutants: readonly Mutant[] = [
  ...accuracyMutants,
  ...bestMutants,
];
