/**
 * The report for people.
 *
 * @module
 */
import { bold, cyan, dim, green, red, yellow } from "@std/fmt/colors";
import {
  type CaseResult,
  isHarmless,
  type Verdict,
  verdicts,
} from "../runner.ts";
import type { Counts, Summary } from "../summary.ts";
import { conclusionLines, conclusions } from "./conclusions.ts";
import { whatIsWrong } from "./failure_text.ts";
import type { Report, Run } from "./report.ts";
import { showMargin } from "./show_number.ts";
import { verdictLine } from "./verdict_line.ts";

/** How many cases are told in full; the rest are named. */
const IN_FULL = 20;

export const pretty: Report = (run) =>
  [
    header(run),
    table(run.summary),
    ...troubles(run),
    ...pointers(run),
    total(run.summary.counts),
    verdictLine(run),
    "",
  ].join("\n");

function header({ version, engine }: Run): string {
  const { name, version: own, language, dtype } = engine;
  return `Touchstone ${version} checks ${
    bold(`${name} ${own}`)
  } (${language}, ${dtype})\n`;
}

function table({ operations }: Summary): string {
  const width = Math.max(
    ...Array.from(operations.keys(), (name) => name.length),
    ...Array.from(operations.values(), ({ profile }) => profile.length),
  );
  const lines: string[] = [];
  let current = "";
  for (const [name, { profile, counts, margin }] of operations) {
    if (profile !== current) {
      current = profile;
      const room = " ".repeat(width - profile.length);
      lines.push(`${bold(profile)}${room}     ${dim("pass  margin")}`);
    }
    const others = verdicts.filter((v) => v !== "pass" && counts[v] > 0)
      .map((v) => paint(v)(`${counts[v]} ${v}`));
    lines.push(
      `  ${name.padEnd(width)}  ${String(counts.pass).padStart(5)}  ${
        showMargin(margin).padStart(6)
      }  ${others.join(", ")}`.trimEnd(),
    );
  }
  return lines.join("\n") + "\n";
}

function troubles({ results, command }: Run): string[] {
  const bad = results.filter(({ verdict }) => !isHarmless(verdict));
  const told = bad.slice(0, IN_FULL).map((result) => trouble(result, command));
  const rest = bad.slice(IN_FULL);
  if (rest.length === 0) return told;
  const names = rest.map((result) =>
    `  ${paint(result.verdict)(result.verdict)} ${result.case.id}`
  );
  return [...told, `And ${rest.length} more:`, ...names, ""];
}

function trouble(
  result: CaseResult,
  command: string,
): string {
  const { id, why, section, operation } = result.case;
  const lines = [
    `${paint(result.verdict)(result.verdict.toUpperCase())} ${bold(id)}`,
    `  ${operation} ${why} ${dim(`(SPEC.md ${section})`)}`,
    ...whatIsWrong(result).map((sentence) => `  ${sentence}`),
    dim(`  replay: ${command} --filter ${id}`),
  ];
  return lines.join("\n") + "\n";
}

/** What the failures of each operation point to. */
function pointers(run: Run): string[] {
  return conclusions(run).map((conclusion) =>
    conclusionLines(conclusion).join("\n").replace(/^[^:]*:/, cyan) + "\n"
  );
}

function total(counts: Counts): string {
  const cases = verdicts.reduce((sum, v) => sum + counts[v], 0);
  const parts = verdicts.filter((v) => v === "pass" || counts[v] > 0)
    .map((v) => paint(v)(`${counts[v]} ${v}`));
  return `${cases} ${cases === 1 ? "case" : "cases"}: ${parts.join(", ")}`;
}

function paint(verdict: Verdict): (text: string) => string {
  if (verdict === "pass") return green;
  return isHarmless(verdict) ? yellow : red;
}
