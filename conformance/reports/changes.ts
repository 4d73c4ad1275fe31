/**
 * What changed from one report to another of the same engine, or of another one.
 *
 * @module
 */
import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import { decode } from "../../fixtures/numbers.ts";
import type { JsonCase, JsonReport } from "./json.ts";
import { showMargin } from "./show_number.ts";

/** A margin that grew by less than this factor, or this little, is no news. */
const FACTOR = 1.1, LITTLE = 0.01;

/** A case in both reports; one of the two may not have it. */
export interface Change {
  readonly id: string;
  readonly before?: JsonCase;
  readonly after?: JsonCase;
}

/** All that changed. */
export interface Changes {
  /** Cases that fail, crash or the like, and did not before. */
  readonly failing: readonly Change[];
  /** Cases that passed, and are now not asked. */
  readonly lost: readonly Change[];
  /** Cases that pass, and failed before. */
  readonly fixed: readonly Change[];
  /** Cases that pass, and were not asked before. */
  readonly gained: readonly Change[];
  /** Cases that pass in both, with a margin that grew. */
  readonly grown: readonly Change[];
  /** Cases that fail, crash or the like in both. */
  readonly stillFailing: readonly Change[];
}

/** What changed from the first report to the second. */
export function changes(first: JsonReport, second: JsonReport): Changes {
  const before = byId(first), after = byId(second);
  const all = [...new Set([...before.keys(), ...after.keys()])]
    .map((id) => ({ id, before: before.get(id), after: after.get(id) }));
  const having = (was: State | undefined, is: State | undefined) =>
    all.filter((one) =>
      (was ?? stateOf(one.before)) === stateOf(one.before) &&
      (is ?? stateOf(one.after)) === stateOf(one.after)
    );
  return {
    failing: having(undefined, "bad").filter(({ before }) =>
      stateOf(before) !== "bad"
    ),
    lost: having("pass", "unasked"),
    fixed: having("bad", "pass"),
    gained: having("unasked", "pass"),
    grown: having("pass", "pass").filter(({ before, after }) => {
      const was = margin(before), is = margin(after);
      return is > was * FACTOR && is > was + LITTLE;
    }),
    stillFailing: having("bad", "bad"),
  };
}

/** Whether a case that passed no longer does, or a new one fails. */
export function isWorse({ failing, lost }: Changes): boolean {
  return failing.length + lost.length > 0;
}

/** The changes for people, with the names of the files where there are some. */
export function showChanges(
  first: JsonReport,
  second: JsonReport,
  [a, b]: readonly string[] = [],
): string {
  const found = changes(first, second);
  const verdicts = ({ before, after }: Change) =>
    `${before?.verdict ?? "not there"} → ${after?.verdict ?? "not there"}`;
  const margins = ({ before, after }: Change) =>
    `${showMargin(margin(before))} → ${showMargin(margin(after))}`;
  const groups = [
    group(red("now failing"), found.failing, verdicts, true),
    group(yellow("no longer asked"), found.lost, verdicts),
    group(green("fixed"), found.fixed, verdicts),
    group(green("newly passing"), found.gained, verdicts),
    group(yellow("grown in margin"), found.grown, margins),
  ].flat();
  const failing = found.stillFailing.length;
  return [
    `${bold(nameOf(first, a))} → ${bold(nameOf(second, b))}`,
    ...groups,
    ...(groups.length === 0 ? ["", "Nothing changed."] : []),
    ...(failing > 0 ? ["", `Failing as before: ${failing}.`] : []),
    "",
  ].join("\n");
}

type State = "pass" | "bad" | "unasked";

function stateOf(one: JsonCase | undefined): State {
  switch (one?.verdict) {
    case "pass":
      return "pass";
    case undefined:
    case "unsupported":
    case "skipped":
      return "unasked";
    default:
      return "bad";
  }
}

function byId({ cases }: JsonReport): Map<string, JsonCase> {
  return new Map(cases.map((one) => [one.id, one]));
}

function margin(one: JsonCase | undefined): number {
  return decode(one?.margin ?? 0) as number;
}

function nameOf(
  { engine: { name, version, dtype } }: JsonReport,
  file?: string,
): string {
  return `${name} ${version} (${dtype})${file ? `, ${file}` : ""}`;
}

function group(
  title: string,
  found: readonly Change[],
  what: (change: Change) => string,
  inFull = false,
): string[] {
  if (found.length === 0) return [];
  const width = Math.max(...found.map(({ id }) => id.length));
  return [
    "",
    `${title}: ${found.length}`,
    ...found.flatMap((change) => [
      `  ${change.id.padEnd(width)}  ${what(change)}`,
      ...(inFull ? change.after?.failures ?? [change.after?.reason ?? ""] : [])
        .map((line) => dim(`    ${line}`)),
    ]),
  ];
}
