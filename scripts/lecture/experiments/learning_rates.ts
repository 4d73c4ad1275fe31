/**
 * Learning rates that are too small, too large, and at the edge.
 *
 * @module
 */
import {
  ClassifierTrainer,
  epochLine,
  mt19937,
  type Tensor,
  type TrainingData,
  type TwoLayerModel,
  twoLayerNet,
} from "../../../mod.ts";
import type { Context, Experiment, Row, Table } from "../experiment.ts";
import { lines } from "../pictures/lines.ts";
import { LARGEST_LOSS, LEARNING_RATE_INTERVALS } from "../published.ts";
import { besidePublished, pixels } from "./pixels.ts";
import { freshNet } from "./sanity.ts";

/** The learning rates: too small, too large, and at the edge. */
const SMALL = 1e-6, LARGE = 1e6, EDGE = 3e-3;

/** Images to train on: the lecture's, and those of the default run. */
const LECTURE_SIZE = 49000, SMALL_SIZE = 2500;

const EPOCHS = 10, BATCH_SIZE = 100;

/** Images to validate on. */
const VALIDATION_SIZE = 1000;

/** Trains with one rate; keeps each epoch's line and loss, and the last model. */
function trained(
  { seed }: Context,
  data: TrainingData,
  learningRate: number,
  epochs: number,
) {
  const transcript: string[] = [], losses: number[] = [];
  const first = freshNet(seed, data.X.shape[1]);
  let moving = first, last = first;
  const { history } = new ClassifierTrainer({
    epochs,
    learningRate,
    reg: 1e-6,
    batchSize: BATCH_SIZE,
    prng: mt19937(seed),
    onEpoch: (report) => {
      transcript.push(epochLine(report));
      losses.push(report.loss);
      if (report.epoch === epochs) last = copied(moving);
    },
  }).train(data, first, (X, y, model, reg, room) => {
    moving = model; // the same from step to step, and written to
    return twoLayerNet(X, y, model, reg, room);
  });
  return { history, transcript, losses, first, last };
}

type Trained = ReturnType<typeof trained>;

function copied({ W1, b1, W2, b2 }: TwoLayerModel): TwoLayerModel {
  const copy = ({ shape, data }: Tensor) => ({ shape, data: data.slice() });
  return { W1: copy(W1), b1: copy(b1), W2: copy(W2), b2: copy(b2) };
}

/** The loss of all images without regularization, and its gradient squared. */
function onAllImages({ X, y }: TrainingData, model: TwoLayerModel) {
  const { loss, grads } = twoLayerNet(X, y, model);
  const squares = Object.values(grads).map(({ data }) =>
    data.reduce((sum, g) => sum + g * g, 0)
  );
  return {
    loss,
    gradientSquared: squares.reduce((sum, square) => sum + square),
  };
}

/** How far it gets, beside what the gradient lets expect to first order. */
function tooSmall(
  data: TrainingData,
  { history, losses, first, last }: Trained,
): Row[] {
  const [before, after] = [first, last].map((model) =>
    onAllImages(data, model)
  );
  const fall = before.loss - after.loss;
  const iterations = EPOCHS * data.X.shape[0] / BATCH_SIZE;
  const squared = (before.gradientSquared + after.gradientSquared) / 2;
  return [
    { what: "loss in epoch 1", ours: losses[0], published: 2.302576 },
    {
      what: "change of the loss from epoch 1 to 10",
      ours: losses[9] - losses[0],
      published: 2.30242 - 2.302576,
    },
    { what: "fall of the loss on all images", ours: fall },
    {
      what: "that fall / (iterations · rate · ‖gradient‖²)",
      ours: fall / (iterations * SMALL * squared),
    },
    {
      what: "validation accuracy after epoch 1",
      ours: history.valAccuracy[0],
      published: 0.103,
    },
    {
      what: "validation accuracy after epoch 10",
      ours: history.valAccuracy[9],
      published: 0.192,
    },
  ];
}

/** How fast it explodes, and what is left. */
function tooLarge({ yval }: TrainingData, { history }: Trained): Row[] {
  const { loss, valAccuracy } = history;
  const ofClass0 = Array.from(yval).filter((label) => label === 0);
  return [
    {
      what: "first iteration with a loss of NaN",
      ours: loss.findIndex(Number.isNaN),
    },
    { what: "loss of iteration 1", ours: loss[1] },
    {
      what: "digits that the loss gains in an iteration",
      ours: Math.log10(loss[10] / loss[1]) / 9,
    },
    {
      what: "validation accuracy with weights of NaN",
      ours: valAccuracy[0],
      published: 0.087,
      interval: [0, 0],
    },
    {
      what: "share of class 0 in the validation labels",
      ours: ofClass0.length / yval.length,
      published: 0.087,
    },
  ];
}

/** How well it learns, and that it never ends in NaN. */
function atTheEdge({ history, losses }: Trained): Row[] {
  const { loss, valAccuracy } = history;
  const below = loss.findIndex((each) => each < 2);
  return [
    {
      what: "losses that are NaN",
      ours: loss.filter(Number.isNaN).length,
      published: 0,
      interval: [0, 0],
    },
    {
      what: "largest loss",
      ours: Math.max(...loss),
      published: Infinity,
      interval: LARGEST_LOSS,
    },
    { what: "loss in epoch 1", ours: losses[0], published: 2.186654 },
    {
      what: "first iteration with a loss below 2",
      ours: below < 0 ? loss.length : below,
    },
    { what: "smallest loss", ours: Math.min(...loss) },
    { what: "best validation accuracy", ours: Math.max(...valAccuracy) },
  ];
}

/** The three rates of the lecture. */
export const learningRates: Experiment = {
  title: "Learning rates",
  about:
    "Ten epochs by plain sgd with mini-batches of 100 and a regularization of 1e-6. At 1e-6 the loss hardly moves: an iteration lowers it by rate · ‖gradient‖², which is far less than one mini-batch differs from the next. At 1e6 it explodes at once, by 17 digits an iteration, until all is NaN (one epoch shows it). The slides' accuracy is then the share of class 0, since the argmax of NumPy takes NaN for the largest; here a score of NaN is never the largest. 3e-3 is at the edge. Where the slides print inf, their softmax took the logarithm of 0: by log-sum-exp, as here, such losses are large numbers. The published numbers are of CIFAR-10, the intervals of images like those. The default run has 2,500 images instead of 49,000, so 250 iterations instead of 4,900; --full has all.",
  weight: 9,
  run: async (context) => {
    const size = context.full ? LECTURE_SIZE : SMALL_SIZE;
    const data = await pixels(context, size, VALIDATION_SIZE);
    const small = trained(context, data, SMALL, EPOCHS);
    const large = trained(context, data, LARGE, 1);
    const edge = trained(context, data, EDGE, EPOCHS);
    const all = { "1e-6": small, "1e6": large, "3e-3": edge };
    const isGenerated = context.data === undefined;
    const ofImages = isGenerated ? LEARNING_RATE_INTERVALS[size] : {};
    const table = (title: string, rows: readonly Row[]): Table => ({
      title,
      rows: besidePublished(
        data,
        rows.map((row) => ({ interval: ofImages[title]?.[row.what], ...row })),
      ),
    });
    return {
      transcript: Object.values(all).flatMap(({ transcript }) => transcript),
      tables: [
        table("too small, 1e-6", tooSmall(data, small)),
        table("too large, 1e6", tooLarge(data, large)),
        table("at the edge, 3e-3", atTheEdge(edge)),
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
