/**
 * A badge: the JSON that an endpoint badge of shields.io reads.
 *
 * @module
 */
import { exitCode } from "../summary.ts";
import { verdicts } from "../runner.ts";
import type { Report, Run } from "./report.ts";
import { showMargin } from "./show_number.ts";
import { largestMargin } from "./verdict_line.ts";

export const badge: Report = (run) =>
  JSON.stringify({ schemaVersion: 1, label: "touchstone", ...say(run) }) + "\n";

function say({ engine: { dtype }, summary }: Run) {
  const { counts } = summary;
  switch (exitCode(summary)) {
    case 0: {
      const worst = largestMargin(summary);
      const margin = worst ? `, margin ${showMargin(worst.margin)}` : "";
      const message = `${dtype}, ${counts.pass} cases pass${margin}`;
      return { message, color: "brightgreen" };
    }
    case 1: {
      const skipped = counts.unsupported + counts.skipped;
      const all = verdicts.reduce((sum, v) => sum + counts[v], 0) - skipped;
      const message = `${dtype}, ${all - counts.pass} of ${all} cases fail`;
      return { message, color: "red" };
    }
    case 3:
      return { message: "no verdict", color: "lightgrey" };
  }
}
