/**
 * Learning rates that are too small, too large, and at the edge.
 *
 * @module
 */
import {
  ClassifierTrainer,
  epochLine,
  mt19937,
  type TrainingData,
  twoLayerNet,
} from "../../../mod.ts";
import type { Context, Experiment } from "../experiment.ts";
import { lines } from "../pictures/lines.ts";
import { besidePublished, pixels } from "./pixels.ts";
import { freshNet } from "./sanity.ts";

/** Images to train on: the lecture's, and those of the default run. */
const LECTURE_SIZE = 49000, SMALL_SIZE = 2500;

/** Trains with one rate, and keeps the lines that it prints. */
function trained(
  { seed }: Context,
  data: TrainingData,
  learningRate: number,
  epochs: number,
) {
  const transcript: string[] = [];
  const { history } = new ClassifierTrainer({
    epochs,
    learningRate,
    reg: 1e-6,
    batchSize: 100,
    prng: mt19937(seed),
    onEpoch: (report) => transcript.push(epochLine(report)),
  }).train(data, freshNet(seed, data.X.shape[1]), twoLayerNet);
  return { history, transcript };
}

/** The three rates of the lecture. */
export const learningRates: Experiment = {
  title: "Learning rates",
  about:
    "Ten epochs by plain sgd with mini-batches of 100 and a regularization of 1e-6. At 1e-6 the loss hardly moves; at 1e6 it explodes at once, and all is NaN after a few iterations (one epoch shows it); 3e-3 is at the edge. Where the slides print inf at 3e-3, their softmax took the logarithm of 0: by log-sum-exp, as here, such losses are large numbers. The default run has 2,500 images instead of 49,000, so 250 iterations instead of 4,900; --full has all.",
  weight: 9,
  run: async (context) => {
    const size = context.full ? LECTURE_SIZE : SMALL_SIZE;
    const data = await pixels(context, size, 1000);
    const small = trained(context, data, 1e-6, 10);
    const large = trained(context, data, 1e6, 1);
    const edge = trained(context, data, 3e-3, 10);
    const all = { "1e-6": small, "1e6": large, "3e-3": edge };
    const perEpoch = size / 100;
    const [first, last] = [perEpoch, 10 * perEpoch].map((i) =>
      small.history.loss[i - 1]
    );
    return {
      transcript: Object.values(all).flatMap(({ transcript }) => transcript),
      tables: [
        {
          title: "too small, 1e-6",
          rows: besidePublished(data, [
            {
              what: "change of the loss from epoch 1 to 10",
              ours: last - first,
              published: 2.30242 - 2.302576,
            },
            {
              what: "validation accuracy after epoch 10",
              ours: small.history.valAccuracy[9],
              published: 0.192,
            },
          ]),
        },
        {
          title: "too large, 1e6",
          rows: besidePublished(data, [
            {
              what: "first iteration with a loss of NaN, from 0",
              ours: large.history.loss.findIndex(Number.isNaN),
              interval: [1, 19],
            },
            {
              what: "validation accuracy with weights of NaN",
              ours: large.history.valAccuracy[0],
              published: 0.087,
            },
          ]),
        },
        {
          title: "at the edge, 3e-3",
          rows: besidePublished(data, [
            {
              what: "losses that are NaN",
              ours: edge.history.loss.filter(Number.isNaN).length,
              published: 0,
              interval: [0, 0],
            },
            {
              what: "largest loss",
              ours: Math.max(...edge.history.loss),
              published: Infinity,
            },
          ]),
        },
      ],
      pictures: [{
        name: "learning-rates",
        caption:
          "The loss of every iteration by learning rate, on a logarithmic axis: the curve of 1e6 ends where it becomes NaN",
        svg: await lines([
          {
            title: "1e-6 and 3e-3",
            xTitle: "iteration",
            yTitle: "loss",
            points: [...curve(small, "1e-6"), ...curve(edge, "3e-3")],
          },
          {
            title: "1e6, first iterations",
            xTitle: "iteration",
            yTitle: "loss",
            isLog: true,
            points: curve(large, "1e6").slice(0, 25),
            hasDots: true,
          },
        ]),
      }],
    };
  },
};

function curve(
  { history }: { readonly history: { readonly loss: readonly number[] } },
  series: string,
) {
  return history.loss.map((y, x) => ({ x, y, series }));
}
