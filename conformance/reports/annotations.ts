/**
 * Annotations of a GitHub workflow run: what is wrong appears on its summary page.
 *
 * @module
 */
import { isHarmless } from "../runner.ts";
import { conclusionLines, conclusions } from "./conclusions.ts";
import { whatIsWrong } from "./failure_text.ts";
import type { Report } from "./report.ts";
import { verdictLine } from "./verdict_line.ts";

/** A step shows ten annotations of a kind at most. */
const MOST = 10;

/** The run as workflow commands. */
export const annotations: Report = (run) => {
  const { results, command: replay } = run;
  const bad = results.filter(({ verdict }) => !isHarmless(verdict));
  const told = bad.slice(0, bad.length > MOST ? MOST - 1 : MOST);
  const rest = bad.length - told.length;
  const commands = told.map((result) => {
    const { id, operation, why, section } = result.case;
    return command("error", `Touchstone: ${result.verdict} ${id}`, [
      `${operation} ${why} (SPEC.md ${section})`,
      ...whatIsWrong(result),
      `replay: ${replay} --filter ${id}`,
    ]);
  });
  if (rest > 0) {
    const ids = bad.slice(-rest).map(({ case: { id } }) => id);
    commands.push(command("error", `Touchstone: ${rest} more`, ids));
  }
  const lines = [
    ...conclusions(run).flatMap(conclusionLines),
    verdictLine(run),
  ];
  commands.push(command("notice", "Touchstone", lines));
  return commands.join("");
};

function command(kind: string, title: string, lines: string[]): string {
  const property = escape(title).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::${kind} title=${property}::${escape(lines.join("\n"))}\n`;
}

function escape(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D")
    .replaceAll("\n", "%0A");
}
