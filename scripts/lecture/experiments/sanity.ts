/**
 * Sanity checks of the loss: a fresh net knows nothing, and regularization costs.
 *
 * @module
 */
import { initTwoLayerModel, mt19937, twoLayerNet } from "../../../mod.ts";
import type { Experiment } from "../experiment.ts";
import { FRESH_LOSS } from "../published.ts";
import { besidePublished, pixels } from "./pixels.ts";

/** A fresh net for such images. */
export function freshNet(seed: number, inputs: number, hidden = 50) {
  return initTwoLayerModel(mt19937(seed + 1), [inputs, hidden, 10]);
}

/** The loss of the fresh net, without regularization and with a strong one. */
export const sanity: Experiment = {
  title: "Sanity checks of the loss",
  about:
    "A fresh two-layer net gives each of ten classes the same probability, so its loss is log 10 = 2.302585. Regularization of 1000 raises it by ½·1000·ΣW², to about 3.07.",
  weight: 3,
  run: async (context) => {
    const data = await pixels(context, 5000, 0), { X, y } = data;
    const model = freshNet(context.seed, X.shape[1]);
    return {
      tables: [{
        title: "loss of the fresh net",
        rows: besidePublished(
          data,
          FRESH_LOSS.map(({ reg, published, interval }) => ({
            what: `reg ${reg}`,
            ours: twoLayerNet(X, y, model, reg).loss,
            published,
            interval: [interval[0], interval[1]],
          })),
        ),
      }],
      pictures: [],
    };
  },
};
