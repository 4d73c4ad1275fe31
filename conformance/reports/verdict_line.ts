/**
 * The verdict in plain language, such as "float32 engine, conforms to gates, graph,
 * loss; largest margin 0.63 (softmax_cross_entropy)".
 *
 * @module
 */
import { operationNames, operations, profiles } from "../operations.ts";
import { isHarmless, verdicts } from "../runner.ts";
import type { Counts, Summary } from "../summary.ts";
import type { Run } from "./report.ts";
import { showMargin } from "./show_number.ts";

/** One line that says to what the engine conforms, and how accurate it is. */
export function verdictLine(
  { engine, summary, results, available }: Run,
): string {
  const conforming = conformsTo(summary);
  const worst = largestMargin(summary);
  const parts = [
    `${engine.dtype} engine, conforms to ${
      conforming.length > 0 ? conforming.join(", ") : "no profile"
    }`,
    ...(worst
      ? [`largest margin ${showMargin(worst.margin)} (${worst.operation})`]
      : []),
    ...(results.length < available
      ? [`judged by ${results.length} of ${available} cases only`]
      : []),
  ];
  return parts.join("; ");
}

/** The profiles that nothing speaks against, and how much of each was there. */
export function conformsTo(summary: Summary): string[] {
  return profiles.flatMap((profile) => {
    const own = Array.from(summary.operations.values()).filter((operation) =>
      operation.profile === profile
    );
    if (own.some(({ counts }) => !isClean(counts))) return [];
    const passing = own.filter(({ counts }) => counts.pass > 0).length;
    if (passing === 0) return [];
    const all = operationNames.filter((name) =>
      operations[name].profile === profile
    )
      .length;
    return passing >= all
      ? profile
      : `${profile} (${passing} of ${all} operations)`;
  });
}

/** The operation with the largest margin, where numbers were compared. */
export function largestMargin(
  summary: Summary,
): { readonly operation: string; readonly margin: number } | undefined {
  return Array.from(summary.operations)
    .flatMap(([operation, { margin }]) =>
      margin === undefined ? [] : [{ operation, margin }]
    )
    .sort((a, b) => b.margin - a.margin).at(0);
}

/** Whether nothing speaks against conformance. */
function isClean(counts: Counts): boolean {
  return verdicts.every((v) => isHarmless(v) || counts[v] === 0);
}
