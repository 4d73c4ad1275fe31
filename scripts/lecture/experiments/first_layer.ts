/**
 * The weights of the first layer as images.
 *
 * @module
 */
import { ClassifierTrainer, mt19937, twoLayerNet } from "../../../mod.ts";
import type { Experiment } from "../experiment.ts";
import { tilesPicture } from "../pictures/tiles.ts";
import { digits } from "./digits.ts";
import { freshNet } from "./sanity.ts";

/** What fifty hidden units have learnt to look for. */
export const firstLayer: Experiment = {
  title: "First-layer weights",
  about:
    "Each image is what one of fifty hidden units looks for: bright pixels excite it, dark ones inhibit it. Before training it is noise; afterwards one sees strokes of the digits.",
  weight: 3,
  run: async (context) => {
    const { data, name, size } = await digits(context, 5000, 1000);
    const model = freshNet(context.seed, data.X.shape[1]);
    const { bestModel, bestValAccuracy } = new ClassifierTrainer({
      epochs: 6,
      learningRate: 1e-4,
      learningRateDecay: 0.9,
      reg: 1,
      batchSize: 100,
      prng: mt19937(context.seed),
      update: "momentum",
      updateOptions: { momentum: 0.9 },
    }).train(data, model, twoLayerNet);
    return {
      tables: [{
        title: name,
        rows: [{ what: "validation accuracy", ours: bestValAccuracy }],
      }],
      pictures: [
        {
          name: "weights-fresh",
          caption: "The weights before training",
          svg: await tilesPicture(model.W1, size, "before training"),
        },
        {
          name: "weights-trained",
          caption: "The weights after training",
          svg: await tilesPicture(bestModel.W1, size, `trained on ${name}`),
        },
      ],
    };
  },
};
