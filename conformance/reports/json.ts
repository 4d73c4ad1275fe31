/**
 * The report for programs.
 *
 * @module
 */
import { encode } from "../../fixtures/numbers.ts";
import { type Verdict, verdicts } from "../runner.ts";
import type { Counts } from "../summary.ts";
import { failureText } from "./failure_text.ts";
import type { Report } from "./report.ts";

export const json: Report = ({ version, engine, results, summary }) => {
  const report = {
    suite: { name: "Touchstone", version },
    engine,
    summary: showCounts(summary.counts),
    operations: Object.fromEntries(
      Array.from(summary.operations, ([name, { profile, margin, counts }]) => [
        name,
        { profile, margin: showMargin(margin), ...showCounts(counts) },
      ]),
    ),
    cases: results.map((result) => {
      const { id, why, section, operation } = result.case;
      return {
        id,
        operation,
        why,
        section,
        verdict: key(result.verdict),
        margin: showMargin(result.margin),
        reason: result.reason,
        failures: result.failures.length > 0
          ? result.failures.map(failureText)
          : undefined,
      };
    }),
  };
  return JSON.stringify(report, undefined, 1) + "\n";
};

/** A verdict as a key: `timed_out`. */
function key(verdict: Verdict): string {
  return verdict.replaceAll(" ", "_");
}

function showCounts(counts: Counts): Record<string, number> {
  return Object.fromEntries(verdicts.map((v) => [key(v), counts[v]]));
}

/** JSON has no ∞: it is the string "Infinity", as in fixtures. */
function showMargin(margin: number | undefined) {
  return margin === undefined ? undefined : encode(margin);
}
