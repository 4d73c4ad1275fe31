/**
 * JUnit XML, for build servers: a test suite for each profile, a test case for each
 * case, classes named `gates.relu`.
 *
 * @module
 */
import { escape } from "@std/html/entities";
import { type CaseResult, isHarmless } from "../runner.ts";
import {
  type Conclusion,
  conclusionLines,
  conclusions,
} from "./conclusions.ts";
import { printable, whatIsWrong } from "./failure_text.ts";
import type { Report } from "./report.ts";
import { verdictLine } from "./verdict_line.ts";

export const junit: Report = (run) => {
  const { version, engine, results } = run;
  const told = conclusions(run);
  const profiles = Map.groupBy(results, ({ case: { profile } }) => profile);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${
      attributes({ name: `Touchstone ${version}`, ...totals(results) })
    }>`,
    ...Array.from(profiles).flatMap(([profile, own]) => [
      ` <testsuite ${attributes({ name: profile, ...totals(own) })}>`,
      "  <properties>",
      property("engine", `${engine.name} ${engine.version}`),
      property("dtype", engine.dtype),
      property("verdict", verdictLine(run)),
      "  </properties>",
      ...own.map(testCase),
      ...systemOut(
        told.filter(({ operation }) =>
          own.some((result) => result.case.operation === operation)
        ),
      ),
      " </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
};

/** What the failures of a profile point to. */
function systemOut(told: readonly Conclusion[]): string[] {
  if (told.length === 0) return [];
  const lines = told.flatMap(conclusionLines);
  return [`  <system-out>${text(lines.join("\n"))}</system-out>`];
}

function testCase(result: CaseResult): string {
  const { id, why, section } = result.case;
  const [profile, operation, name] = id.split("/");
  const opening = `  <testcase ${
    attributes({
      classname: `${profile}.${operation}`,
      name,
      time: result.seconds.toFixed(3),
    })
  }`;
  const { verdict, reason } = result;
  if (verdict === "pass") return `${opening}/>`;
  if (isHarmless(verdict)) {
    const message = `${verdict}: ${reason}`;
    return `${opening}><skipped ${attributes({ message })}/></testcase>`;
  }
  const sentences = whatIsWrong(result);
  const element = verdict === "fail" ? "failure" : "error";
  return `${opening}><${element} ${
    attributes({ type: verdict, message: sentences[0] })
  }>${
    text([`${operation} ${why} (SPEC.md ${section})`, ...sentences].join("\n"))
  }</${element}></testcase>`;
}

function totals(results: readonly CaseResult[]) {
  const count = (wanted: (result: CaseResult) => boolean) =>
    results.filter(wanted).length;
  return {
    tests: results.length,
    failures: count(({ verdict }) => verdict === "fail"),
    errors: count(({ verdict }) => verdict !== "fail" && !isHarmless(verdict)),
    skipped: count(({ verdict }) => verdict !== "pass" && isHarmless(verdict)),
    time: results.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
  };
}

function property(name: string, value: string): string {
  return `   <property ${attributes({ name, value })}/>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${text(String(value))}"`).join(" ");
}

function text(value: string): string {
  return escape(printable(value));
}
