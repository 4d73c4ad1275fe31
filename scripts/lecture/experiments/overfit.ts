/**
 * Learning twenty images by heart: the loss goes to nearly 0, or something is wrong.
 *
 * @module
 */
import {
  ClassifierTrainer,
  epochLine,
  finishedLine,
  twoLayerNet,
} from "../../../mod.ts";
import { rowsOf } from "../data/split.ts";
import type { Experiment, Row } from "../experiment.ts";
import { lines } from "../pictures/lines.ts";
import { LEARNT_AT, OVERFIT } from "../published.ts";
import { besidePublished, pixels } from "./pixels.ts";
import { freshNet } from "./sanity.ts";

const EPOCHS = 200;

/** The epochs whose lines the lecture shows: the first and the last ones. */
const SHOWN = new Set([1, 2, 3, 4, 5, 196, 197, 198, 199, 200]);

/** 200 epochs on the whole of 20 images by sgd, without regularization. */
export const overfit: Experiment = {
  title: "Overfitting 20 images",
  about:
    "A net that can learn anything can learn twenty images by heart: 200 epochs by plain sgd at a learning rate of 1e-3, without regularization, each on all of them.",
  weight: 1,
  run: async (context) => {
    const all = await pixels(context, 1000, 0);
    const few = rowsOf(all, 0, 20);
    const transcript: string[] = [];
    const trainer = new ClassifierTrainer({
      epochs: EPOCHS,
      learningRate: 1e-3,
      onEpoch: (report) => {
        if (report.epoch === 6) transcript.push("…");
        if (SHOWN.has(report.epoch)) transcript.push(epochLine(report));
      },
    });
    const model = freshNet(context.seed, few.X.shape[1]);
    const data = { ...few, Xval: few.X, yval: few.y };
    const { history, bestValAccuracy } = trainer.train(
      data,
      model,
      twoLayerNet,
    );
    transcript.push(finishedLine(bestValAccuracy));
    const losses = OVERFIT.map(({ epoch, ...rest }): Row => ({
      what: `loss in epoch ${epoch}`,
      ours: history.loss[epoch - 1],
      ...rest,
    }));
    const curve = (values: readonly number[], series: string) =>
      values.map((y, i) => ({ x: i + 1, y, series }));
    const rows = besidePublished(all, [...losses, {
      what: "first epoch in which all are right",
      ours: history.trainAccuracy.indexOf(1) + 1,
      interval: LEARNT_AT,
    }, {
      what: "accuracy at the end",
      ours: history.trainAccuracy[EPOCHS - 1],
      published: 1,
      interval: [1, 1],
    }]);
    return {
      transcript,
      tables: [{ title: "on the way", rows }],
      pictures: [{
        name: "overfit",
        caption:
          "Loss and accuracy on the twenty images; crosses are the published losses",
        svg: await lines([{
          title: "loss",
          xTitle: "epoch",
          yTitle: "loss",
          isLog: true,
          points: curve(history.loss, "loss"),
          marks: OVERFIT.flatMap(({ epoch: x }, i) => {
            const { published: y } = rows[i];
            return y === undefined ? [] : [{ x, y, series: "published" }];
          }),
        }, {
          title: "accuracy",
          xTitle: "epoch",
          yTitle: "accuracy",
          yDomain: [0, 1.02],
          points: curve(history.trainAccuracy, "loss"),
        }]),
      }],
    };
  },
};
