/**
 * Curves over steps, epochs or layers: one panel for each quantity, one colour for
 * each series.
 *
 * @module
 */
import { COLOURS, draw } from "./draw.ts";

/** A point of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly series: string;
}

/** A panel of a picture. */
export interface Panel {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly points: readonly Point[];
  readonly isLog?: boolean;
  /** The ends of the vertical axis; as the points are if not given. */
  readonly yDomain?: readonly [number, number];
  /** Points to mark beside the curves, such as published numbers. */
  readonly marks?: readonly Point[];
  /** A level to compare with. */
  readonly level?: { readonly y: number; readonly text: string };
  /** Whether the points themselves are shown. */
  readonly hasDots?: boolean;
}

/** Draws panels side by side; series have one colour in all. */
export async function lines(panels: readonly Panel[]): Promise<string> {
  const series = [
    ...new Set(panels.flatMap(({ points }) => points.map((p) => p.series))),
  ];
  return await draw({
    data: { values: [] },
    hconcat: panels.map((panel) => ({
      width: panels.length > 2 ? 280 : 400,
      ...layered(panel, series),
    })),
  });
}

function layered(panel: Panel, series: readonly string[]) {
  const { title, xTitle, yTitle, isLog = false, marks = [], level } = panel;
  // What has no logarithm, or no place on the axis at all, is left out.
  const points = panel.points.filter(({ y }) =>
    Number.isFinite(y) && (!isLog || y > 0)
  );
  const xs = points.map(({ x }) => x);
  const position = {
    x: {
      field: "x",
      type: "quantitative" as const,
      title: xTitle,
      scale: { domain: [Math.min(...xs), Math.max(...xs)], nice: false },
      axis: { grid: false, tickMinStep: 1 },
    },
    y: {
      field: "y",
      type: "quantitative" as const,
      title: yTitle,
      scale: {
        ...(isLog ? { type: "log" as const } : { zero: false }),
        ...(panel.yDomain && { domain: [...panel.yDomain] }),
      },
      axis: isLog
        ? { format: "~e", values: decades(points.map(({ y }) => y)) }
        : {},
    },
  };
  const color = {
    field: "series",
    type: "nominal" as const,
    title: null,
    scale: {
      domain: [...series],
      range: series.map((_, i) => COLOURS[i % COLOURS.length]),
    },
    legend: series.length > 1 ? {} : null,
  };
  return {
    title,
    height: 260,
    layer: [
      {
        data: { values: points },
        mark: {
          type: "line" as const,
          strokeWidth: 1.8,
          clip: panel.yDomain !== undefined,
          point: panel.hasDots ? { size: 36, filled: true } : false,
        },
        encoding: { ...position, color },
      },
      ...marks.length > 0
        ? [{
          data: { values: [...marks] },
          mark: {
            type: "point" as const,
            shape: "cross",
            filled: true,
            size: 70,
            color: "black",
          },
          encoding: position,
        }]
        : [],
      ...level
        ? [{
          data: { values: [level] },
          mark: {
            type: "rule" as const,
            strokeDash: [5, 4],
            color: "#555",
          },
          encoding: { y: position.y },
        }, {
          data: { values: [{ ...level, x: Math.max(...xs) }] },
          mark: {
            type: "text" as const,
            align: "right" as const,
            dy: -7,
            color: "#555",
            fontSize: 11,
          },
          encoding: { ...position, text: { field: "text" } },
        }]
        : [],
    ],
  };
}

/** Powers of ten around values, ten at most. */
function decades(values: readonly number[]): number[] {
  const logs = values.map(Math.log10);
  const low = Math.floor(Math.min(...logs)),
    high = Math.ceil(Math.max(...logs));
  const step = [1, 2, 5, 10, 20, 50]
    .find((step) => (high - low) / step <= 10) ?? 100;
  return Array.from(
    { length: Math.floor((high - low) / step) + 1 },
    (_, i) => 10 ** (low + i * step),
  );
}

/** The mean of every `width` neighbours, so that a curve shows its course. */
export function smoothed(
  values: readonly number[],
  width: number,
  series: string,
): Point[] {
  const count = Math.floor(values.length / width);
  return Array.from({ length: count }, (_, i) => {
    const some = values.slice(i * width, (i + 1) * width);
    const mean = some.reduce((sum, value) => sum + value, 0) / width;
    return { x: (i + 1) * width, y: mean, series };
  });
}
