/**
 * `deno task scoreboard`: runs every engine that can start here, and writes one page.
 *
 * Exit codes: 0 every failure has its entry in FINDINGS.md; 1 some do not; 2 the
 * command line is wrong; 3 no engine could be asked.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import {
  type Configuration,
  configurations,
} from "../../conformance/engines/configurations.ts";
import type { JsonReport } from "../../conformance/reports/json.ts";
import { type Entry, page } from "../../conformance/reports/page/page.ts";
import { readReport, ReportError } from "../read_report.ts";
import { charts } from "./charts.ts";
import { disagreements, findingsOf, readFindings } from "./findings.ts";

const HELP = `Runs every engine that can start here, and writes one page.

Usage: deno task scoreboard [options] [REPORT.json …]

  REPORT.json    reports of conform --format json to show as well
  --output FILE  the page; scoreboard.html if not given
  --only NAMES   only these engines, separated by commas; none runs none:
                 ${configurations.map(({ id }) => id).join(", ")}
  --help         print this

Exit codes: 0 every failure of these engines has its entry in FINDINGS.md, and fails
as it says; 1 some do not; 2 wrong usage; 3 no engine could be asked.
`;

const ROOT = new URL("../../", import.meta.url);

/** The command line is wrong, or a file is; the message is one sentence. */
class UsageError extends Error {}

/** What came of asking an engine. */
type Outcome =
  | { readonly id: string; readonly report: JsonReport }
  | { readonly id: string; readonly missing: string };

function parseOptions(args: readonly string[]) {
  const parsed = parseArgs([...args], {
    string: ["output", "only"],
    boolean: ["help"],
    default: { output: "scoreboard.html" },
    unknown: (arg: string, key?: string) => {
      if (key === undefined) return;
      throw new UsageError(
        `Unknown argument "${arg}": --help lists what there is`,
      );
    },
  });
  for (const name of ["output", "only"] as const) {
    if (parsed[name] === "") throw new UsageError(`--${name} needs a value`);
  }
  const names: string[] | undefined = parsed.only?.split(",");
  const unknown = names?.find((name) =>
    name !== "none" && configurations.every(({ id }) => id !== name)
  );
  if (unknown !== undefined) {
    throw new UsageError(
      `Unknown engine "${unknown}": there are ${
        configurations.map(({ id }) => id).join(", ")
      }`,
    );
  }
  return {
    help: parsed.help as boolean,
    output: parsed.output as string,
    reports: parsed._.map(String),
    wanted: configurations.filter(({ id }) => names?.includes(id) ?? true),
  };
}

/** A path as the user sees it: `deno task` itself moves to the top folder. */
function callersPath(path: string): string {
  const folder = Deno.env.get("INIT_CWD") ?? Deno.cwd();
  return path.startsWith("/") ? path : `${folder}/${path}`;
}

/**
 * Checks an engine by `conform`, as a user would. As engines run side by side here, an
 * answer may take longer: interpreters need some seconds for the largest cases.
 */
async function ask(
  { id, command, setUp }: Configuration,
): Promise<Outcome> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "scripts/conform.ts"]
      .concat("--format", "json", "--timeout", "30")
      .concat(command ? ["--engine", command] : []),
    cwd: ROOT,
  }).output();
  const [text, trouble] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  if (text !== "") return { id, report: JSON.parse(text) };
  const why = trouble.trim().split("\n").at(-1)!;
  return { id, missing: setUp ? `${why} (set-up: ${setUp})` : why };
}

/** Asks engines, as many at a time as there are cores. */
async function askAll(wanted: readonly Configuration[]): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const waiting = [...wanted];
  const show = (text: string) => {
    if (!Deno.stderr.isTerminal()) return;
    Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
  };
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      outcomes.set(next.id, await ask(next));
      show(`${outcomes.size}/${wanted.length} ${next.id}`);
    }
  };
  await Promise.all(
    Array.from({ length: navigator.hardwareConcurrency }, work),
  );
  show("");
  return wanted.map(({ id }) => outcomes.get(id)!);
}

/** The reports that the user gives, each with a label of its own. */
async function readReports(paths: readonly string[]): Promise<Entry[]> {
  const labels = new Set<string>(configurations.map(({ id }) => id));
  const entries: Entry[] = [];
  for (const path of paths) {
    const report = await readReport(callersPath(path), path);
    const { name, dtype } = report.engine;
    const first = `${name} ${dtype}`;
    let label = labels.has(first) ? `${first} (${path})` : first;
    for (let n = 2; labels.has(label); n++) label = `${first} (${path}, ${n})`;
    labels.add(label);
    entries.push({ label, report });
  }
  return entries;
}

/** Opened before the run, so that a mistake in the path costs nothing. */
async function openPage(path: string): Promise<Deno.FsFile> {
  const options = { write: true, create: true, truncate: true };
  return await Deno.open(callersPath(path), options).catch((error) => {
    throw new UsageError(`Cannot write "${path}": ${error.message}`);
  });
}

async function main(args: readonly string[]): Promise<number> {
  const { help, output, reports, wanted } = parseOptions(args);
  if (help) {
    console.log(HELP);
    return 0;
  }
  const given = await readReports(reports);
  const file = await openPage(output);
  const findings = await readFindings();
  const outcomes = await askAll(wanted);
  const asked = outcomes.flatMap((outcome) =>
    "report" in outcome
      ? [{
        label: outcome.id,
        report: outcome.report,
        findings: findingsOf(findings, outcome.id),
      }]
      : []
  );
  const missing = Object.fromEntries(
    outcomes.flatMap((outcome) =>
      "missing" in outcome ? [[outcome.id, outcome.missing]] : []
    ),
  );
  const entries: Entry[] = [...asked, ...given];
  for (const { label, report: { verdict } } of entries) {
    console.log(`${label}: ${verdict}`);
  }
  for (const [id, why] of Object.entries(missing)) {
    console.log(`${id}: could not be asked: ${why}`);
  }
  if (entries.length === 0) {
    console.error("No engine could be asked, so there is no page");
    return 3;
  }
  const title = "Touchstone scoreboard";
  const html = page(entries, { title, missing, charts: await charts(entries) });
  await new Blob([html]).stream().pipeTo(file.writable);
  console.log(`\nOpen ${output} in a browser.`);
  const unexplained = asked.flatMap(({ label, report }) =>
    disagreements(label, report, findings)
  );
  for (const sentence of unexplained) console.error(sentence);
  return unexplained.length > 0 ? 1 : 0;
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    const isMistake = error instanceof UsageError ||
      error instanceof ReportError;
    if (!isMistake) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}
