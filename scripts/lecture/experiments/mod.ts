/**
 * All experiments by name, in the order of the lecture.
 *
 * @module
 */
import type { Experiment } from "../experiment.ts";
import { firstLayer } from "./first_layer.ts";
import { fashionMnist, mnist } from "./full_training.ts";
import { batchNorm, layers } from "./layers.ts";
import { learningRates } from "./learning_rates.ts";
import { lossCurves } from "./loss_curves.ts";
import { overfit } from "./overfit.ts";
import { sanity } from "./sanity.ts";
import { search } from "./search.ts";
import { updateRatioOverTime } from "./update_ratio.ts";

/** The experiments. */
export const experiments: Readonly<Record<string, Experiment>> = {
  "layers": layers,
  "batch-norm": batchNorm,
  "sanity": sanity,
  "overfit": overfit,
  "learning-rates": learningRates,
  "loss-curves": lossCurves,
  "search": search,
  "update-ratio": updateRatioOverTime,
  "weights": firstLayer,
  "mnist": mnist,
  "fashion-mnist": fashionMnist,
};
