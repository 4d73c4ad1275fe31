/**
 * The two-layer net on a whole data set, with the rates that the search found: how well
 * it does on the test images, which it sees once, at the end.
 *
 * @module
 */
import {
  accuracy,
  ClassifierTrainer,
  epochLine,
  finishedLine,
  mt19937,
  twoLayerNet,
  twoLayerScores,
} from "../../../mod.ts";
import { progress } from "../command_line.ts";
import { loadDataset } from "../data/datasets.ts";
import { centring, rowsOf, split } from "../data/split.ts";
import type { Experiment } from "../experiment.ts";
import { lines } from "../pictures/lines.ts";
import { tilesPicture } from "../pictures/tiles.ts";
import { freshNet } from "./sanity.ts";

/** What a training is made with. */
interface Recipe {
  readonly data: "mnist" | "fashion-mnist";
  readonly title: string;
  readonly hidden: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly decay: number;
  readonly reg: number;
  /** What the test accuracy must be at least. */
  readonly goal: number;
}

const VAL_SIZE = 5000;

/** MNIST, 60,000 images of digits. */
export const mnist: Experiment = training({
  data: "mnist",
  title: "MNIST, all of it",
  hidden: 300,
  epochs: 12,
  learningRate: 1.033e-3,
  decay: 0.8,
  reg: 1.748e-3,
  goal: 0.98,
});

/** Fashion-MNIST, 60,000 images of clothes. */
export const fashionMnist: Experiment = training({
  data: "fashion-mnist",
  title: "Fashion-MNIST, all of it",
  hidden: 200,
  epochs: 10,
  learningRate: 6.401e-4,
  decay: 0.75,
  reg: 0.01695,
  goal: 0.88,
});

function training(recipe: Recipe): Experiment {
  const { data, title, hidden, epochs, learningRate, decay, reg, goal } =
    recipe;
  return {
    title,
    about:
      `The two-layer net with ${hidden} hidden units on 55,000 images, by momentum 0.9 at a learning rate of ${learningRate.toExponential()} that decays by ${decay} an epoch, and a regularization of ${reg}; 5,000 images choose the best of ${epochs} epochs, and 10,000 test it.`,
    weight: 1000,
    onlyByName: true,
    run: async ({ seed }) => {
      const dataset = await loadDataset(data);
      const { X: all, y: labels } = dataset.train;
      const parts = split(dataset.train, all.shape[0] - VAL_SIZE, VAL_SIZE);
      const transcript: string[] = [], start = performance.now();
      const trainer = new ClassifierTrainer({
        epochs,
        learningRate,
        learningRateDecay: decay,
        reg,
        batchSize: 100,
        prng: mt19937(seed),
        update: "momentum",
        updateOptions: { momentum: 0.9 },
        onEpoch: (report) => {
          transcript.push(epochLine(report));
          progress(transcript.at(-1)!);
        },
      });
      const model = freshNet(seed, all.shape[1], hidden);
      const { bestModel, bestValAccuracy, history } = trainer.train(
        parts,
        model,
        twoLayerNet,
      );
      transcript.push(finishedLine(bestValAccuracy));
      const train = rowsOf(dataset.train, 0, labels.length - VAL_SIZE);
      const Xtest = centring(train.X)(dataset.test.X);
      const tested = accuracy(twoLayerScores(Xtest, bestModel), dataset.test.y);
      const seconds = (performance.now() - start) / 1000;
      const curve = (values: readonly number[], series: string) =>
        values.map((y, i) => ({ x: i + 1, y, series }));
      return {
        transcript,
        tables: [{
          title: dataset.name,
          rows: [
            { what: "test accuracy", ours: tested, interval: [goal, 1] },
            { what: "best validation accuracy", ours: bestValAccuracy },
            { what: "seconds", ours: Math.round(seconds) },
          ],
        }],
        pictures: [
          {
            name: `${data}-accuracy`,
            caption: "Accuracy after each epoch",
            svg: await lines([{
              title: dataset.name,
              xTitle: "epoch",
              yTitle: "accuracy",
              points: [
                ...curve(history.trainAccuracy, "training"),
                ...curve(history.valAccuracy, "validation"),
              ],
              hasDots: true,
            }]),
          },
          {
            name: `${data}-weights`,
            caption: "The weights of the first layer",
            svg: await tilesPicture(
              bestModel.W1,
              dataset.size,
              `first layer, trained on ${dataset.name}`,
            ),
          },
        ],
      };
    },
  };
}
