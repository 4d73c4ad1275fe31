/**
 * What a search found: its trials from the best to the worst, and where to look next.
 *
 * @module
 */
import { narrowRanges, trialLine } from "../../../mod.ts";
import type { Results } from "./results.ts";
import type { Trial } from "./trial.ts";

/** All trials in the lecture's lines, best first; equals by their numbers. */
export function leaderboard({ settings, trials }: Results): string {
  const lines = ranked(trials).map((trial) =>
    `${trialLine(trial, settings.trials)}\n`
  );
  return lines.join("");
}

/** The trials, best first. */
export function ranked(trials: ReadonlyMap<number, Trial>): Trial[] {
  return [...trials.values()].sort((a, b) =>
    b.score - a.score || a.index - b.index
  );
}

/** The option values that search on where the best tenth of the trials lie. */
export function nextRanges({ trials }: Results): string {
  const keep = Math.min(trials.size, Math.max(5, Math.ceil(trials.size / 10)));
  const { lr, reg } = narrowRanges([...trials.values()], keep);
  const show = (range: readonly number[]) =>
    range.map((exponent) => exponent.toFixed(2)).join(",");
  return `--learning-rate ${show(lr)} --reg ${show(reg)}`;
}
