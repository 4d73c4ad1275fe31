/**
 * `deno task mutants`: tests the suite itself. Every mutant must be convicted, and
 * every variant spared.
 *
 * Exit codes: 0 they are; 1 they are not; 2 the command line is wrong.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import {
  bold,
  dim,
  green,
  red,
  setColorEnabled,
  yellow,
} from "@std/fmt/colors";
import { isLong } from "../conformance/long_cases.ts";
import { mutants } from "../conformance/mutants/mod.ts";
import { variants } from "../conformance/variants/mod.ts";
import { loadCases } from "../fixtures/mod.ts";
import type {
  Job,
  JobResult,
  MutantResult,
  VariantResult,
} from "./mutants_worker.ts";

const HELP =
  `Tests the suite on engines that are wrong, and on engines that are right
in other ways.

Usage: deno task mutants [options]

  --only ID      only this mutant or variant, or those of an operation: 'tanh'
  --as-programs  ask the mutants as programs over the protocol, which takes minutes
  --format F     pretty or json; pretty if not given
  --jobs N       how many to ask at a time; as many as there are cores if not given
  --help         print this

Exit codes: 0 every mutant is convicted and every variant spared, 1 they are not,
2 wrong usage.
`;

/** The command line is wrong; the message is one sentence. */
class UsageError extends Error {}

/** What is found of the suite. */
interface Findings {
  readonly mutants: readonly MutantResult[];
  readonly variants: readonly VariantResult[];
  /** Cases that were asked of mutants, and convict none. */
  readonly idle: readonly string[];
  /** A small set of cases that convicts all mutants that any case convicts. */
  readonly smallest: readonly string[];
}

function parseOptions(args: readonly string[]) {
  const parsed = parseArgs([...args], {
    string: ["only", "format", "jobs"],
    boolean: ["as-programs", "help"],
    default: { format: "pretty", jobs: `${navigator.hardwareConcurrency}` },
    unknown: (arg: string) => {
      throw new UsageError(
        `Unknown argument "${arg}": --help lists what there is`,
      );
    },
  });
  const { only, format, jobs, help, "as-programs": asPrograms } = parsed;
  if (format !== "pretty" && format !== "json") {
    throw new UsageError(
      `Unknown format "${format}": there are pretty and json`,
    );
  }
  if (!/^[1-9]\d?$/.test(jobs)) {
    throw new UsageError(`--jobs must be from 1 to 99: it is "${jobs}"`);
  }
  const wanted = ({ id }: { id: string }) =>
    only === undefined || id === only || id.startsWith(`${only}/`);
  const operations = Map.groupBy(
    mutants.filter(wanted).map(({ id }) => id),
    (id) => id.split("/")[0],
  );
  const selected: Job[] = [
    ...[...operations.values()].map((ids) => ({ mutants: ids, asPrograms })),
    ...variants.filter(wanted).map(({ id }) => ({ variants: [id] })),
  ].sort((a, b) => weight(b) - weight(a));
  if (selected.length === 0) {
    throw new UsageError(
      `There is no mutant or variant "${only}": ids are like '${
        mutants[0].id
      }'`,
    );
  }
  return { format, jobs: Number(jobs), help, selected };
}

/**
 * About how many seconds a job takes: the longest come first, so that no core waits for
 * another at the end.
 */
function weight(job: Job): number {
  if ("mutants" in job) {
    const isSlow = /^(layer_statistics|initialize|train)\//.test(
      job.mutants[0],
    );
    return isSlow ? 10 : job.mutants.length / 50;
  }
  const { long } = variants.find(({ id }) => id === job.variants[0])!;
  return long ? 5 : 0.1;
}

/** Does the jobs on so many Workers. */
async function work(jobs: readonly Job[], atATime: number) {
  const waiting = [...jobs], results: JobResult[] = [];
  const show = (text: string) => {
    if (!Deno.stderr.isTerminal()) return;
    Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
  };
  await Promise.all(Array.from({ length: atATime }, async () => {
    const worker = new Worker(
      new URL("./mutants_worker.ts", import.meta.url),
      { type: "module" },
    );
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const result = await new Promise<JobResult>((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(job);
      });
      results.push(result);
      show(`${results.length}/${jobs.length}`);
    }
    worker.terminate();
  }));
  show("");
  return results;
}

async function evaluate(results: readonly JobResult[]): Promise<Findings> {
  const byId = (a: { id: string }, b: { id: string }) => a.id < b.id ? -1 : 1;
  const found = results.flatMap((one) => one.mutants).sort(byId);
  const asked = new Set(found.map(({ id }) => id.split("/")[0]));
  const killing = new Set(found.flatMap(({ killedBy }) => killedBy));
  const idle = (await loadCases())
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

function asJson(findings: Findings): string {
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

function asText(findings: Findings): string {
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

async function main(args: readonly string[]): Promise<number> {
  const { format, jobs, help, selected } = parseOptions(args);
  setColorEnabled(!Deno.noColor && Deno.stdout.isTerminal());
  if (help) {
    console.log(HELP);
    return 0;
  }
  const findings = await evaluate(await work(selected, jobs));
  console.log(format === "json" ? asJson(findings) : asText(findings));
  const isWell =
    findings.mutants.every(({ killedBy }) => killedBy.length > 0) &&
    findings.variants.every(({ blamedBy }) => blamedBy.length === 0);
  return isWell ? 0 : 1;
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}
