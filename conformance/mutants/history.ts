/**
 * Mutants of training: the history of its loss.
 *
 * @module
 */
import { type Asked, type Mutant, refusing, right } from "./mutant.ts";
import { bug, type Choices, type Epoch, lossOf } from "./wrong_trainer.ts";

/** A history of other losses of the iterations. */
function lossesBy(
  loss: (iteration: Epoch["iterations"][number], reg: number) => number,
): Partial<Choices> {
  return {
    history: (epochs, { reg }) =>
      epochs.flatMap(({ iterations }) =>
        iterations.map((iteration) => loss(iteration, reg))
      ),
  };
}

/** A history of one loss for each epoch. */
function lossOfEpoch(
  loss: (losses: readonly number[]) => number,
): Partial<Choices> {
  return {
    history: (epochs) =>
      epochs.map(({ iterations }) => loss(iterations.map(({ loss }) => loss))),
  };
}

function average(x: readonly number[]): number {
  return x.reduce((a, b) => a + b, 0) / x.length;
}

/** Mutants of the history of the loss. */
export const historyMutants: readonly Mutant[] = [
  bug(
    "loss-without-penalty",
    "the history holds the data loss alone",
    "Record the loss with its penalty",
    lossesBy(({ before, batch }) => lossOf(before, batch, 0).loss),
  ),
  bug(
    "loss-after-update",
    "the history holds the loss after the update",
    "Record the loss that came with the gradients of this iteration",
    lossesBy(({ after, batch }, reg) => lossOf(after, batch, reg).loss),
  ),
  bug(
    "loss-summed",
    "the history holds the sum over the batch, not the mean",
    "Record the mean over the batch, plus the penalty",
    lossesBy(({ loss, batch }) => loss * batch.x.length),
  ),
  bug(
    "loss-of-epoch",
    "the history holds the mean loss of each epoch",
    "Record the loss of every iteration",
    lossOfEpoch(average),
  ),
  bug(
    "loss-of-last-batch",
    "the history holds the last loss of each epoch",
    "Record the loss of every iteration",
    lossOfEpoch((losses) => losses.at(-1)!),
  ),
  bug(
    "loss-smoothed",
    "the history holds a running average of the loss, as for a plot",
    "Record the loss as it is, and leave smoothing to the plot",
    {
      history: (epochs) => {
        const losses = epochs.flatMap(({ iterations }) =>
          iterations.map(({ loss }) => loss)
        );
        let smooth = losses[0];
        return losses.map((loss) => smooth = 0.99 * smooth + 0.01 * loss);
      },
    },
  ),
  bug(
    "nan-to-zero",
    "a loss that is NaN is recorded as 0, and one that is infinite as a large number",
    "Record the loss as it is",
    lossesBy(({ loss }) =>
      Number.isNaN(loss) ? 0 : Math.min(loss, Number.MAX_VALUE)
    ),
  ),
  bug(
    "nan-left-out",
    "a loss that is NaN is not recorded",
    "Record the loss of every iteration, whatever it is",
    {
      history: (epochs) =>
        epochs.flatMap(({ iterations }) =>
          iterations.map(({ loss }) => loss).filter((loss) =>
            !Number.isNaN(loss)
          )
        ),
    },
  ),
  bug(
    "stops-at-nan",
    "training stops when the loss is not finite",
    "Go on to the last epoch, whatever the loss is",
    {
      goesOn: (epochs) =>
        epochs.every(({ iterations }) =>
          iterations.every(({ loss }) => Number.isFinite(loss))
        ),
    },
  ),
  {
    id: "train/refuses-divergence",
    note: "a loss that is not finite is an error, and the request refused",
    advice: "Report the loss as it is, and refuse nothing",
    replace: () => {
      const isFinite = (answer: Readonly<Record<string, unknown>>) =>
        "refused" in answer ||
        (answer.loss_history as number[]).every(Number.isFinite);
      return refusing(
        "train",
        "value",
        (request) => !isFinite(right("train")(request)),
      );
    },
  },
  {
    id: "train/crashes-at-divergence",
    note: "an assertion that the loss is finite ends the program",
    advice: "Report the loss as it is, without an assertion",
    replace: () => ({
      train: (request: Asked) => {
        const answer = right("train")(request);
        const losses = (answer.loss_history ?? []) as number[];
        if (losses.every(Number.isFinite)) return answer;
        throw new Error("the loss is not finite");
      },
    }),
  },
  bug(
    "stops-early",
    "training stops as soon as the validation accuracy falls",
    "Run all epochs that are asked for",
    {
      goesOn: (epochs) =>
        epochs.length < 2 || epochs.at(-1)!.val >= epochs.at(-2)!.val,
    },
  ),
];
