/**
 * The ratio of updates to weights, over a training.
 *
 * @module
 */
import {
  ClassifierTrainer,
  mt19937,
  twoLayerNet,
  updateRatioCheck,
} from "../../../mod.ts";
import type { Experiment } from "../experiment.ts";
import { lines, type Point } from "../pictures/lines.ts";
import { digits } from "./digits.ts";
import { freshNet } from "./sanity.ts";

/** Every so many iterations the ratio is taken. */
const EVERY = 5;

/** How far each step of a good training moves the weights. */
export const updateRatioOverTime: Experiment = {
  title: "Update ratio",
  about:
    "How far each step moves the weights, ‖−η·dW‖ / ‖W‖. The lecture wants about 1e-3; from weights of 1e-4 it starts far above, and nets that learn well sit near 1e-2.",
  weight: 2,
  run: async (context) => {
    const { data, name } = await digits(context, 3000, 500);
    const learningRate = 1e-3, points: Point[] = [];
    let iteration = 0;
    const trainer = new ClassifierTrainer({
      epochs: 10,
      learningRate,
      batchSize: 100,
      prng: mt19937(context.seed),
    });
    const model = freshNet(context.seed, data.X.shape[1]);
    const { bestValAccuracy } = trainer.train(
      data,
      model,
      (X, y, current, reg) => {
        const result = twoLayerNet(X, y, current, reg);
        if (iteration++ % EVERY === 0) {
          const ratios = updateRatioCheck(current, result.grads, learningRate);
          for (const series of ["W1", "W2"]) {
            points.push({ x: iteration, y: ratios[series].figure, series });
          }
        }
        return result;
      },
    );
    const last = (series: string) =>
      points.findLast((p) => p.series === series)!.y;
    return {
      tables: [{
        title: `${name}, sgd at ${learningRate.toExponential()}`,
        rows: [
          { what: "W1, at the end", ours: last("W1") },
          { what: "W2, at the end", ours: last("W2") },
          { what: "best validation accuracy", ours: bestValAccuracy },
        ],
      }],
      pictures: [{
        name: "update-ratio",
        caption:
          "The length of each step, in parts of the length of the weights",
        svg: await lines([{
          title: "update ratio",
          xTitle: "iteration",
          yTitle: "‖update‖ / ‖weights‖",
          isLog: true,
          yDomain: [3e-4, 0.3],
          points,
          level: { y: 1e-3, text: "the lecture's advice" },
        }]),
      }],
    };
  },
};
