/**
 * Measurements as a short table in Markdown: a line for each workload.
 *
 * @module
 */
import type { Measurement } from "./measure.ts";
import { NUMPY } from "./peers.ts";
import { markdown, nameOf, time } from "./table.ts";
import type { Workload } from "./workloads.ts";

/**
 * The best times of all as multiples of NumPy's on one thread, which stand in the first
 * column themselves.
 */
export function summary(
  workloads: readonly Workload[],
  measurements: readonly Measurement[],
): string {
  const peers = new Map(measurements.map((m) => [m.peer, nameOf(m)]));
  const base = peers.get(NUMPY);
  peers.delete(NUMPY);
  const rows = workloads.map(({ id, title }) => {
    const find = (peer: string) =>
      measurements.find((m) => m.workload === id && m.peer === peer);
    const numpy = find(NUMPY);
    return [
      title,
      ...(base ? [numpy ? time(numpy.best) : ""] : []),
      ...Array.from(peers.keys(), (peer) => {
        const measurement = find(peer);
        if (!measurement) return "";
        const { ratio, best } = measurement;
        return ratio === undefined ? time(best) : `${round(ratio)} ×`;
      }),
    ];
  });
  const headings = ["workload", ...(base ? [base] : []), ...peers.values()];
  return markdown([headings, ...rows]);
}

/** Two digits, or more where there are more in front of the point. */
function round(ratio: number): string {
  return ratio < 1 ? ratio.toFixed(2) : ratio.toFixed(ratio < 10 ? 1 : 0);
}
