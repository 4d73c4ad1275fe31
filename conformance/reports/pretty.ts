/**
 * The report for people.
 *
 * @module
 */
import { bold, cyan, dim, green, red, yellow } from "@std/fmt/colors";
import { operationNames, operations, profiles } from "../operations.ts";
import {
  type CaseResult,
  isHarmless,
  type Verdict,
  verdicts,
} from "../runner.ts";
import type { Counts, Summary } from "../summary.ts";
import { failureText } from "./failure_text.ts";
import type { Report, Run } from "./report.ts";
import { suspects } from "./suspects.ts";

/** How many cases are told in full; the rest are named. */
const IN_FULL = 20;

export const pretty: Report = (run) =>
  [
    header(run),
    table(run.summary),
    ...troubles(run),
    ...conclusions(run),
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

function troubles({ results, engineArgs }: Run): string[] {
  const bad = results.filter(({ verdict }) => !isHarmless(verdict));
  const told = bad.slice(0, IN_FULL).map((result) =>
    trouble(result, engineArgs)
  );
  const rest = bad.slice(IN_FULL);
  if (rest.length === 0) return told;
  const names = rest.map((result) =>
    `  ${paint(result.verdict)(result.verdict)} ${result.case.id}`
  );
  return [...told, `And ${rest.length} more:`, ...names, ""];
}

function trouble(
  { case: { id, why, section, operation }, ...result }: CaseResult,
  engineArgs: string,
): string {
  const lines = [
    `${paint(result.verdict)(result.verdict.toUpperCase())} ${bold(id)}`,
    `  ${operation} ${why} ${dim(`(SPEC.md ${section})`)}`,
    ...result.failures.map((failure) => `  ${failureText(failure)}`),
    ...(result.reason ? [`  ${result.reason}`] : []),
    dim(`  replay: deno task conform${engineArgs} --filter ${id}`),
  ];
  return lines.join("\n") + "\n";
}

/** What the failures of each operation point to. */
function conclusions({ results, notes }: Run): string[] {
  return suspects(results).map(({ operation, flag, hunting }) => {
    const { bug, advice } = notes[flag];
    const cases = hunting === 1
      ? "the one case that hunts"
      : `all ${hunting} cases that hunt`;
    return `${
      cyan(`${operation}, likely bug:`)
    } ${bug} (${cases} it fail)\n  ${advice}.\n`;
  });
}

function total(counts: Counts): string {
  const cases = verdicts.reduce((sum, v) => sum + counts[v], 0);
  const parts = verdicts.filter((v) => v === "pass" || counts[v] > 0)
    .map((v) => paint(v)(`${counts[v]} ${v}`));
  return `${cases} ${cases === 1 ? "case" : "cases"}: ${parts.join(", ")}`;
}

/** The verdict in plain language. */
function verdictLine({ engine, summary, results, available }: Run): string {
  const checked = [...summary.operations];
  const conforming = profiles.flatMap((profile) => {
    const own = checked.filter(([, operation]) =>
      operation.profile === profile
    );
    if (own.some(([, { counts }]) => !isClean(counts))) return [];
    const passing = own.filter(([, { counts }]) => counts.pass > 0);
    if (passing.length === 0) return [];
    const all = operationNames.filter((name) =>
      operations[name].profile === profile
    );
    return passing.length >= all.length
      ? profile
      : `${profile} (${passing.length} of ${all.length} operations)`;
  });
  const worst = checked
    .filter(([, { margin }]) => margin !== undefined)
    .sort(([, a], [, b]) => b.margin! - a.margin!).at(0);
  const parts = [
    `${engine.dtype} engine`,
    conforming.length > 0
      ? `conforms to ${conforming.join(", ")}`
      : "conforms to no profile",
    ...(worst
      ? [`largest margin ${showMargin(worst[1].margin)} (${worst[0]})`]
      : []),
    ...(results.length < available
      ? [`judged by ${results.length} of ${available} cases only`]
      : []),
  ];
  return parts.join("; ");
}

/** Whether nothing speaks against conformance. */
function isClean(counts: Counts): boolean {
  return verdicts.every((v) => isHarmless(v) || counts[v] === 0);
}

function showMargin(margin: number | undefined): string {
  if (margin === undefined) return "";
  if (margin > 0 && margin < 0.005) return "< 0.01";
  if (margin === 0 || margin === Infinity) return margin === 0 ? "0" : "∞";
  return margin < 100 ? margin.toFixed(2) : margin.toExponential(0);
}

function paint(verdict: Verdict): (text: string) => string {
  if (verdict === "pass") return green;
  return isHarmless(verdict) ? yellow : red;
}
