/**
 * Random search for hyper-parameters, coarse to fine, as `deno task search` does it.
 *
 * @module
 */
import { trialLine } from "../../../mod.ts";
import type { Context, Experiment } from "../experiment.ts";
import { searchPicture } from "../pictures/search.ts";
import { ranked } from "../search/leaderboard.ts";
import { parseOptions } from "../search/options.ts";
import type { Results } from "../search/results.ts";
import type { Stage } from "../search/settings.ts";
import { runTrials } from "../search/trial.ts";
import { digits } from "./digits.ts";

/** How many of the best trials are shown. */
const SHOWN = 5;

/** A small search; that of the lecture's size if asked for. */
export const search: Experiment = {
  title: "Random search",
  about:
    "A coarse search for learning rate and regularization over many orders of magnitude, then a fine one where the good ones were. In the default run it has fewer trials on fewer images than the lecture's 100 of 5,000, and momentum 0.9, since there are fewer iterations; with --full, or by deno task search, it is as there. The slides show .482 as the best of the coarse search and .531 of the fine one, on CIFAR-10.",
  weight: 7,
  run: async (context) => {
    const coarse = await searched(context, "coarse");
    const fine = await searched(context, "fine");
    return {
      transcript: [coarse, fine].flatMap(({ settings, trials }) => [
        `${settings.stage}, the best ${SHOWN}:`,
        ...ranked(trials).slice(0, SHOWN).map((trial) =>
          trialLine(trial, settings.trials)
        ),
      ]),
      tables: [{
        title: coarse.settings.data,
        rows: [
          { what: "best of the coarse search", ours: best(coarse) },
          { what: "best of the fine search", ours: best(fine) },
        ],
      }],
      pictures: [{
        name: "search",
        caption:
          "Each point is a trial, in the colour of its validation accuracy; the best has a ring",
        svg: await searchPicture([coarse, fine]),
      }],
    };
  },
};

function best({ trials }: Results): number {
  return ranked(trials)[0].score;
}

/** Runs the trials of a stage, one after the other. */
async function searched(context: Context, stage: Stage): Promise<Results> {
  const count = context.full ? 100 : stage === "coarse" ? 30 : 15;
  const { settings } = parseOptions(["--stage", stage]);
  const trainSize = context.full ? settings.trainSize : 1000;
  const valSize = context.full ? settings.valSize : 500;
  const { data, name } = await digits(context, trainSize, valSize);
  const all = {
    ...settings,
    seed: context.seed,
    trials: count,
    trainSize,
    valSize,
    momentum: context.full ? 0 : 0.9,
    data: name,
    digest: "",
  };
  const numbers = Array.from({ length: count }, (_, i) => i);
  const trials = await runTrials(numbers, { settings: all, data, jobs: 0 });
  return {
    settings: all,
    trials: new Map(trials.map((trial) => [trial.index, trial])),
  };
}
