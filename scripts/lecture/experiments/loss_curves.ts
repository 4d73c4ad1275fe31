/**
 * Loss curves: what a learning rate looks like while the net learns.
 *
 * @module
 */
import { ClassifierTrainer, mt19937, twoLayerNet } from "../../../mod.ts";
import type { Experiment } from "../experiment.ts";
import { lines, type Point, smoothed } from "../pictures/lines.ts";
import { digits } from "./digits.ts";
import { freshNet } from "./sanity.ts";

/** Rates for raw pixels and momentum, by what one would say of their curves. */
const RATES = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2];

const EPOCHS = 8;

/** Trainings that differ in the learning rate alone. */
export const lossCurves: Experiment = {
  title: "Loss curves",
  about:
    "Five trainings with momentum 0.9 that differ in the learning rate alone. Too low a rate falls like a line; a good one bends soon and goes on falling; too high a one gets stuck early, or makes the loss explode.",
  weight: 6,
  run: async (context) => {
    const { data, name } = await digits(context, 3000, 500);
    const losses: Point[] = [], train: Point[] = [], val: Point[] = [];
    const rows = RATES.map((learningRate) => {
      const series = learningRate.toExponential();
      const { history, bestValAccuracy } = new ClassifierTrainer({
        epochs: EPOCHS,
        learningRate,
        batchSize: 100,
        prng: mt19937(context.seed),
        update: "momentum",
        updateOptions: { momentum: 0.9 },
      }).train(data, freshNet(context.seed, data.X.shape[1]), twoLayerNet);
      losses.push(...smoothed(history.loss, 5, series));
      const curve = (values: readonly number[]) =>
        values.map((y, i) => ({ x: i + 1, y, series }));
      train.push(...curve(history.trainAccuracy));
      val.push(...curve(history.valAccuracy));
      return {
        what: `best validation accuracy at ${series}`,
        ours: bestValAccuracy,
      };
    });
    const accuracies = {
      xTitle: "epoch",
      yTitle: "accuracy",
      yDomain: [0, 1],
      hasDots: true,
    } as const;
    return {
      tables: [{ title: name, rows }],
      pictures: [{
        name: "loss-curves",
        caption:
          "Loss, the mean of 5 iterations each (beyond 3 it is cut off), and the accuracies after each epoch, by learning rate",
        svg: await lines([
          {
            title: "loss",
            xTitle: "iteration",
            yTitle: "loss",
            yDomain: [0, 3],
            points: losses,
          },
          { ...accuracies, title: "training accuracy", points: train },
          { ...accuracies, title: "validation accuracy", points: val },
        ]),
      }],
    };
  },
};
