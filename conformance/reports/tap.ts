/**
 * TAP, the Test Anything Protocol, in version 13, which all its readers know: a line
 * for each case, and what is wrong as YAML.
 *
 * @module
 */
import { type CaseResult, isHarmless } from "../runner.ts";
import { conclusionLines, conclusions } from "./conclusions.ts";
import { printable, whatIsWrong } from "./failure_text.ts";
import type { Report } from "./report.ts";
import { verdictLine } from "./verdict_line.ts";

export const tap: Report = (run) =>
  [
    "TAP version 13",
    `1..${run.results.length}`,
    ...run.results.map(testPoint),
    ...conclusions(run).flatMap(conclusionLines).map((line) => `# ${line}`),
    `# ${verdictLine(run)}`,
    "",
  ].join("\n");

function testPoint(result: CaseResult, index: number): string {
  const { case: { id, why, section, operation }, verdict } = result;
  const point = `${index + 1} - ${id}`;
  if (verdict === "pass") return `ok ${point}`;
  if (isHarmless(verdict)) {
    return `ok ${point} # SKIP ${verdict}: ${oneLine(result.reason!)}`;
  }
  return [
    `not ok ${point}`,
    "  ---",
    // JSON strings are YAML strings.
    `  verdict: ${JSON.stringify(verdict)}`,
    `  why: ${JSON.stringify(`${operation} ${why} (SPEC.md ${section})`)}`,
    "  wrong: |",
    ...whatIsWrong(result).flatMap((sentence) =>
      sentence.split("\n").map((line) => `    ${printable(line)}`)
    ),
    "  ...",
  ].join("\n");
}

/** A description ends with its line, and must not begin a directive. */
function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, " ")).replaceAll("#", "\\#");
}
