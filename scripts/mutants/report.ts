/**
 * What `deno task mutants` tells people and programs.
 *
 * @module
 */
import { bold, dim, green, red, yellow } from "@std/fmt/colors";
import { isLong } from "../../conformance/long_cases.ts";
import type { Case } from "../../fixtures/mod.ts";
import type { JobResult, MutantResult, VariantResult } from "./worker.ts";

/** What is found of the suite. */
export interface Findings {
  readonly mutants: readonly MutantResult[];
  readonly variants: readonly VariantResult[];
  /** Cases that were asked of mutants, and convict none. */
  readonly idle: readonly string[];
  /** A small set of cases that convicts all mutants that any case convicts. */
  readonly smallest: readonly string[];
}

/** What the jobs found, taken together. */
export function evaluate(
  results: readonly JobResult[],
  cases: readonly Case[],
): Findings {
  const byId = (a: { id: string }, b: { id: string }) => a.id < b.id ? -1 : 1;
  const found = results.flatMap((one) => one.mutants).sort(byId);
  const asked = new Set(found.map(({ id }) => id.split("/")[0]));
  const killing = new Set(found.flatMap(({ killedBy }) => killedBy));
  const idle = cases
    .filter((one) =>
      asked.has(one.operation) && !isLong(one) && !killing.has(one.id)
    )
    .map(({ id }) => id);
  return {
    mutants: found,
    variants: results.flatMap((one) => one.variants).sort(byId),
    idle,
    smallest: smallestSet(found),
  };
}

/** Greedily: each time the case that convicts most of those that are left. */
function smallestSet(found: readonly MutantResult[]): string[] {
  let left = found.filter(({ killedBy }) => killedBy.length > 0);
  const chosen: string[] = [];
  while (left.length > 0) {
    const counts = new Map<string, number>();
    for (const id of left.flatMap(({ killedBy }) => killedBy)) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const [best] = [...counts].sort(([, a], [, b]) => b - a)[0];
    chosen.push(best);
    left = left.filter(({ killedBy }) => !killedBy.includes(best));
  }
  return chosen;
}

/** How many mutants the diagnosis names among its first `places`. */
function countNamed(found: readonly MutantResult[], places: number): number {
  return found.filter(({ id, named }) => named.slice(0, places).includes(id))
    .length;
}

/** The findings for programs. */
export function asJson(findings: Findings): string {
  const { mutants: found, variants: asked, idle, smallest } = findings;
  const killed = (times: number) =>
    found.filter(({ killedBy }) => killedBy.length >= times).length;
  const report = {
    mutants: {
      total: found.length,
      killed: killed(1),
      killed_twice: killed(2),
      named_first: countNamed(found, 1),
      named_in_three: countNamed(found, 3),
    },
    variants: {
      total: asked.length,
      spared: asked.filter(({ blamedBy }) => blamedBy.length === 0).length,
    },
    matrix: found.map(({ id, note, killedBy, asked, named }) => ({
      id,
      note,
      asked,
      killed_by: killedBy,
      named,
    })),
    spared: asked.map(({ blamedBy, ...rest }) => ({
      ...rest,
      blamed_by: blamedBy,
    })),
    idle_cases: idle,
    smallest_set: smallest,
  };
  return JSON.stringify(report, undefined, 1);
}

/** A row for each mutant, a column for each case. */
function matrix(
  found: readonly MutantResult[],
  cases: readonly string[],
): string[] {
  const names = found.map(({ id }) => id.split("/")[1]);
  const width = Math.max(...names.map((name) => name.length));
  return found.map(({ id, killedBy, asked, named, note }, i) => {
    const colour = killedBy.length > 1
      ? green
      : killedBy.length === 1
      ? yellow
      : red;
    const row = cases.map((one) =>
      killedBy.includes(one) ? "■" : asked.includes(one) ? "·" : " "
    );
    const place = named.indexOf(id);
    return [
      `  ${names[i].padEnd(width)}`,
      colour(row.join("")),
      colour(`${killedBy.length}`.padStart(2)),
      (place < 0 ? "not named" : `named ${place + 1}.`).padEnd(9),
      dim(note),
    ].join("  ");
  });
}

/** The findings for people. */
export function asText(findings: Findings): string {
  const { mutants: found, variants: asked, idle, smallest } = findings;
  const lines: string[] = [];
  const section = (title: string, own: readonly string[]) => {
    if (own.length > 0) lines.push(bold(title), ...own, "");
  };
  const byOperation = Map.groupBy(found, ({ id }) => id.split("/")[0]);
  for (const [operation, own] of byOperation) {
    const cases = [...new Set(own.flatMap((one) => one.asked))];
    section(
      `${operation}: ${own.length} mutants, ${cases.length} cases`,
      matrix(own, cases),
    );
    // One operation is looked at closely.
    if (byOperation.size === 1) {
      section(
        "The columns, and how many mutants they convict",
        cases.map((id) => {
          const kills = own.filter(({ killedBy }) => killedBy.includes(id));
          return `  ${`${kills.length}`.padStart(3)}  ${id}`;
        }),
      );
    }
  }
  const width = Math.max(...[...found, ...asked].map(({ id }) => id.length));
  section(
    "Variants",
    asked.map(({ id, pass, skipped, unsupported, blamedBy, margin, note }) => {
      const verdict = blamedBy.length === 0
        ? green("spared")
        : red(`blamed by ${blamedBy.join(", ")}`);
      return `  ${
        id.padEnd(width)
      } ${verdict}  ${pass} pass, ${skipped} skipped, ${unsupported} unsupported, margin ${
        margin.toFixed(2)
      }  ${dim(note)}`;
    }),
  );
  section(
    "Convicted by one case only",
    found.filter(({ killedBy }) => killedBy.length === 1)
      .map(({ id, killedBy }) => `  ${id.padEnd(width)} ${killedBy[0]}`),
  );
  section(
    red("Survivors"),
    found.filter(({ killedBy }) => killedBy.length === 0)
      .map(({ id, note }) => `  ${id.padEnd(width)} ${note}`),
  );
  section(
    `Cases that convict no mutant: ${idle.length}`,
    idle.map((id) => `  ${id}`),
  );
  section(
    `A small set that convicts all: ${smallest.length} cases`,
    smallest.map((id) => `  ${id}`),
  );
  const killed = (times: number) =>
    found.filter(({ killedBy }) => killedBy.length >= times).length;
  const spared = asked.filter(({ blamedBy }) => blamedBy.length === 0).length;
  if (found.length > 0) {
    lines.push(
      `${killed(1)} of ${found.length} mutants convicted, ${
        killed(2)
      } by two cases or more; ${countNamed(found, 1)} named first, ${
        countNamed(found, 3)
      } among the first three`,
    );
  }
  if (asked.length > 0) {
    lines.push(`${spared} of ${asked.length} variants spared`);
  }
  return lines.join("\n");
}
