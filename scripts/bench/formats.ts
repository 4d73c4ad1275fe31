/**
 * How measurements are shown.
 *
 * @module
 */
import type { Measurement } from "./measure.ts";
import { summary } from "./summary.ts";
import { table } from "./table.ts";
import type { Workload } from "./workloads.ts";

type Show = (
  workloads: readonly Workload[],
  measurements: readonly Measurement[],
  rounds: number,
) => string;

/** All formats. */
export const FORMATS = { table, summary, json } as const satisfies Readonly<
  Record<string, Show>
>;

/** The name of a format. */
export type Format = keyof typeof FORMATS;

/** For programs. Ratios are those of the best times; without NumPy there are none. */
function json(
  _: readonly Workload[],
  measurements: readonly Measurement[],
  rounds: number,
): string {
  const workloads = measurements.map((m) => ({
    name: m.workload,
    implementation: m.name,
    peer: m.peer,
    dtype: m.dtype,
    best_ms: 1000 * m.best,
    median_ms: 1000 * m.median,
    ratio: m.ratio ?? null,
    gigaflops: m.gigaflops ?? null,
    check: m.check,
  }));
  return JSON.stringify({ rounds, workloads }, null, 2);
}
