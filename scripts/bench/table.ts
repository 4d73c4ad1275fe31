/**
 * Measurements as a table in Markdown, which is as good to read in a terminal.
 *
 * @module
 */
import type { Measurement } from "./measure.ts";
import type { Workload } from "./workloads.ts";

const HEADINGS = [
  "workload",
  "library",
  "best",
  "median",
  "GFLOP/s",
  "Touchstone takes",
];

/** The table of all measurements. */
export function table(
  workloads: readonly Workload[],
  measurements: readonly Measurement[],
): string {
  const rows = workloads.flatMap(({ id, title }) =>
    measurements.filter(({ workload }) => workload === id).map((m, i) => [
      i === 0 ? title : "",
      nameOf(m),
      time(m.best),
      time(m.median),
      m.gigaflops?.toFixed(1) ?? "",
      m.peer === "touchstone" ? "" : `${m.engineTakes.toPrecision(3)} ×`,
    ])
  );
  return markdown([HEADINGS, ...rows]);
}

/** What a peer is called. */
export function nameOf({ name, dtype }: Measurement): string {
  return dtype === "float64" ? name : `${name}, ${dtype}`;
}

/** Rows of cells, the first of which are headings, as a table. */
export function markdown(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, j) =>
    Math.max(...rows.map((row) => row[j].length))
  );
  const line = (cells: readonly string[], pad = " ") =>
    `| ${cells.map((cell, j) => cell.padEnd(widths[j], pad)).join(" | ")} |`;
  const [headings, ...others] = rows;
  return [
    line(headings),
    line(headings.map(() => ""), "-"),
    ...others.map((row) => line(row)),
  ].join("\n");
}

/** Seconds in a unit in which they are easy to read. */
export function time(seconds: number): string {
  if (seconds >= 1) return `${seconds.toPrecision(3)} s`;
  if (seconds >= 1e-3) return `${(seconds * 1e3).toPrecision(3)} ms`;
  return `${(seconds * 1e6).toPrecision(3)} µs`;
}
