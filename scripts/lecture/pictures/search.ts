/**
 * The picture of a search: a point for each trial, learning rate and regularization on
 * logarithmic axes, in the colour of its validation accuracy.
 *
 * @module
 */
import type { Results } from "../search/results.ts";
import { ranked } from "../search/leaderboard.ts";
import { draw } from "./draw.ts";

/** Draws one or several searches side by side, on one scale of colours. */
export async function searchPicture(
  searches: readonly Results[],
): Promise<string> {
  const accuracies = searches.flatMap(({ trials }) =>
    [...trials.values()].map(({ score }) => score)
  );
  const domain = [Math.min(...accuracies), Math.max(...accuracies)];
  return await draw({
    data: { values: [] },
    hconcat: searches.map((results) => scatter(results, domain)),
  });
}

function scatter(results: Results, domain: readonly number[]) {
  const { settings: { data, stage, ranges }, trials } = results;
  const points = ranked(trials).map(({ params, score }, rank) => ({
    ...params,
    score,
    best: rank === 0,
  }));
  const scale = (range: readonly number[]) => ({
    type: "log" as const,
    domain: range.map((exponent) => 10 ** exponent),
    nice: false,
  });
  const position = {
    x: {
      field: "lr",
      type: "quantitative" as const,
      title: "learning rate",
      scale: scale(ranges.lr),
      axis: axisOf(ranges.lr),
    },
    y: {
      field: "reg",
      type: "quantitative" as const,
      title: "regularization",
      scale: scale(ranges.reg),
      axis: axisOf(ranges.reg),
    },
  };
  const [best] = points;
  return {
    title: {
      text: `${stage} search on ${data}`,
      subtitle: best === undefined
        ? "no trial is done"
        : `best of ${points.length} trials: ${best.score.toFixed(3)} at ${
          best.lr.toExponential(1)
        }, ${best.reg.toExponential(1)}`,
    },
    width: 340,
    height: 320,
    data: { values: points },
    layer: [
      {
        mark: { type: "point" as const, filled: true, size: 70, opacity: 0.9 },
        encoding: {
          ...position,
          color: {
            field: "score",
            type: "quantitative" as const,
            title: "val acc",
            scale: { scheme: "viridis" as const, domain: [...domain] },
          },
        },
      },
      {
        transform: [{ filter: "datum.best" }],
        mark: {
          type: "point" as const,
          size: 220,
          color: "#cc3377",
          strokeWidth: 2,
        },
        encoding: position,
      },
    ],
  };
}

/** Whole powers of ten as ticks, where the range has two of them. */
function axisOf([low, high]: readonly number[]) {
  const exponents = Array.from(
    { length: Math.floor(high) - Math.ceil(low) + 1 },
    (_, i) => 10 ** (Math.ceil(low) + i),
  );
  return {
    format: "~e",
    ...(exponents.length > 1 && { values: exponents }),
  };
}
