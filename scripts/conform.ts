/**
 * `deno task conform`: checks an engine against the specification.
 *
 * Exit codes: 0 the engine conforms to all that it declares; 1 it does not; 2 the
 * command line is wrong; 3 the engine could not be started, or no case ran.
 *
 * @module
 */
import { setColorEnabled } from "@std/fmt/colors";
import { fromFileUrl, relative, resolve, toFileUrl } from "@std/path";
import parseCommand from "string-argv";
import { inProcess } from "../conformance/adapters/in_process.ts";
import { startSubprocess } from "../conformance/adapters/subprocess.ts";
import { startWorker } from "../conformance/adapters/worker.ts";
import type { Diagnosis } from "../conformance/diagnosis.ts";
import { explain } from "../conformance/explain.ts";
import { isOperation } from "../conformance/operations.ts";
import { type Engine, StartError } from "../conformance/protocol.ts";
import { referenceEngine } from "../conformance/reference_engine.ts";
import { annotations } from "../conformance/reports/annotations.ts";
import {
  changes,
  isWorse,
  showChanges,
} from "../conformance/reports/changes.ts";
import { reports } from "../conformance/reports/mod.ts";
import {
  type CaseResult,
  isHarmless,
  runCases,
} from "../conformance/runner.ts";
import { exitCode, summarize } from "../conformance/summary.ts";
import spec from "../conformance/SPEC.md" with { type: "text" };
import config from "../deno.json" with { type: "json" };
import {
  type Case,
  FixtureError,
  loadCases,
  loadNotes,
} from "../fixtures/mod.ts";
import {
  HELP,
  type Options,
  parseOptions,
  select,
  UsageError,
  type Wanted,
} from "./conform_options.ts";

/** Where the user is: `deno task` itself moves to the folder of deno.json. */
function callersFolder(): string {
  return Deno.env.get("INIT_CWD") ?? Deno.cwd();
}

/** The engine; its process is in a group of its own, which Ctrl-C does not reach. */
async function startEngine(options: Options): Promise<Engine> {
  const engine = await reachEngine(options);
  const interrupt = () => void engine.stop().finally(() => Deno.exit(130));
  Deno.addSignalListener("SIGINT", interrupt);
  const stop = () => {
    Deno.removeSignalListener("SIGINT", interrupt);
    return engine.stop();
  };
  return { ...engine, stop };
}

async function reachEngine(options: Options): Promise<Engine> {
  const { engine, module, timeout } = options;
  if (engine !== undefined) {
    const cwd = callersFolder();
    return await startSubprocess(parseCommand(engine), { timeout, cwd });
  }
  if (module !== undefined) {
    const file = toFileUrl(resolve(callersFolder(), module));
    const isFile = await Deno.stat(file).then((found) => found.isFile)
      .catch(() => false);
    if (!isFile) throw new StartError(`There is no module "${module}"`);
    return await startWorker(file, { timeout });
  }
  return inProcess(referenceEngine);
}

async function run(engine: Engine, cases: readonly Case[], options: Options) {
  const results: CaseResult[] = [];
  const showsProgress = Deno.stderr.isTerminal();
  const encoder = new TextEncoder();
  try {
    for await (const result of runCases(engine, cases, options)) {
      results.push(result);
      if (showsProgress) {
        Deno.stderr.writeSync(
          encoder.encode(
            `\r\x1b[K${results.length}/${cases.length} ${result.case.id}`,
          ),
        );
      }
    }
  } finally {
    if (showsProgress) Deno.stderr.writeSync(encoder.encode("\r\x1b[K"));
    await engine.stop();
  }
  return results;
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  setColorEnabled(
    !Deno.noColor && Deno.stdout.isTerminal() &&
      options.reports.every(({ file, format }) => !file || format !== "pretty"),
  );
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (options.compare) return await compare(options.compare, options.reports);
  const all = await loadCases(), notes = await loadNotes();
  if (options.explain !== undefined) {
    const found = all.find(({ id }) => id === options.explain);
    if (!found) {
      throw new UsageError(
        `There is no case "${options.explain}": --list shows all ids`,
      );
    }
    console.log(explain(found, notes, spec));
    return 0;
  }
  const random = await drawCases(options);
  const cases = select(random?.cases ?? all, options);
  if (options.list) {
    for (const { id, why } of cases) console.log(`${id.padEnd(56)} ${why}`);
    return 0;
  }
  const outputs = await Promise.all(options.reports.map(openReport));
  const engine = await startEngine(options);
  for (const name of engine.info.operations) {
    if (isOperation(name)) continue;
    console.error(
      `The engine declares "${name}", which is no operation of the specification`,
    );
  }
  const results = await run(engine, cases, options);
  const summary = summarize(results);
  const finished = {
    version: config.version,
    engine: engine.info,
    command: commandLine(options),
    available: all.length + (options.fuzz ?? 0),
    results,
    summary,
    diagnoses: await diagnosesOf(results, engine, options),
    notes,
  };
  for (const { format, write } of outputs) {
    await write(reports[format](finished));
  }
  if (Deno.env.get("GITHUB_ACTIONS") === "true") {
    Deno.stderr.writeSync(new TextEncoder().encode(annotations(finished)));
  }
  await random?.tell(results);
  const code = exitCode(summary);
  if (code === 3) {
    console.error(
      summary.counts["fixture fault"] > 0
        ? "A fixture is faulty, which is a bug of the suite and not of the engine"
        : "No case ran: the engine has none of what the selected cases ask for",
    );
  }
  return code;
}

/** The random cases that are asked for, and what is told of them after the run. */
async function drawCases(options: Options) {
  const { fuzz, seed } = options;
  if (fuzz === undefined) return undefined;
  const { randomCases, shrunkFailures } = await import("./fuzz/mod.ts");
  const { cases, redraws } = randomCases(fuzz, seed);
  const tell = async (results: readonly CaseResult[]) => {
    console.error(
      `Random cases of seed ${seed}: ${results.length} asked, ${redraws()} drawn anew as the oracle could not decide them`,
    );
    const start = () => startEngine(options);
    for await (const text of shrunkFailures(results, start)) {
      console.error(`\n${text}`);
    }
  };
  return { cases, tell };
}

/** The bugs that fit; the mutants are loaded only where something is wrong. */
async function diagnosesOf(
  results: readonly CaseResult[],
  { info }: Engine,
  { seed }: Options,
): Promise<Diagnosis[]> {
  if (results.every(({ verdict }) => isHarmless(verdict))) return [];
  const { diagnose } = await import("../conformance/diagnosis.ts");
  return await diagnose(results, info.dtype, { seed });
}

/** Opened before the run, so that a mistake in the path costs nothing. */
async function openReport({ format, file }: Wanted) {
  const output = file === undefined ? undefined : await openFile(file);
  const write = (text: string) =>
    new Blob([text]).stream().pipeTo((output ?? Deno.stdout).writable, {
      preventClose: !output,
    });
  return { format, write };
}

async function openFile(path: string): Promise<Deno.FsFile> {
  const file = resolve(callersFolder(), path);
  try {
    return await Deno.open(file, { write: true, create: true, truncate: true });
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such folder"
      : (error as Error).message;
    throw new UsageError(`Cannot write the report to "${path}": ${why}`);
  }
}

/** Prints what changed between two reports. */
async function compare(
  paths: readonly [string, string],
  [{ format }]: readonly Wanted[],
): Promise<number> {
  const { readReport, ReportError } = await import("./read_report.ts");
  try {
    const [first, second] = await Promise.all(
      paths.map((path) => readReport(resolve(callersFolder(), path), path)),
    );
    const found = changes(first, second);
    console.log(
      format === "json"
        ? JSON.stringify(found, undefined, 1)
        : showChanges(first, second, paths).trimEnd(),
    );
    return isWorse(found) ? 1 : 0;
  } catch (error) {
    throw error instanceof ReportError ? new UsageError(error.message) : error;
  }
}

/** The command line that checks this engine, as its user has to write it. */
function commandLine({ engine, module, fuzz, seed }: Options): string {
  const isNpx = Deno.env.get("npm_command") === "exec";
  const deno = isNpx ? `npx -y deno@${Deno.version.deno}` : "deno";
  const root = fromFileUrl(new URL("..", import.meta.url));
  const path = relative(callersFolder(), root);
  const config = path === "" ? "" : ` --config ${quoted(`${path}/deno.json`)}`;
  const chosen = engine !== undefined
    ? ` --engine ${quoted(engine)}`
    : module !== undefined
    ? ` --module ${quoted(module)}`
    : "";
  const random = fuzz === undefined ? "" : ` --fuzz ${fuzz} --seed ${seed}`;
  return `${deno} task${config} conform${chosen}${random}`;
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  if (/^[\w./:-]+$/.test(word)) return word;
  return word.includes("'")
    ? `"${word.replaceAll(/["$`\\]/g, "\\$&")}"`
    : `'${word}'`;
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const isOther = error instanceof StartError ||
      error instanceof FixtureError;
    if (!isUsage && !isOther) throw error;
    console.error(error.message);
    Deno.exit(isUsage ? 2 : 3);
  }
}
