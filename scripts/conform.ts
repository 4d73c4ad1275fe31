/**
 * `deno task conform`: checks an engine against the specification.
 *
 * Exit codes: 0 the engine conforms to all that it declares; 1 it does not; 2 the
 * command line is wrong; 3 the engine could not be started, or no case ran.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { setColorEnabled } from "@std/fmt/colors";
import { globToRegExp, resolve, toFileUrl } from "@std/path";
import parseCommand from "string-argv";
import { inProcess } from "../conformance/adapters/in_process.ts";
import { startSubprocess } from "../conformance/adapters/subprocess.ts";
import { startWorker } from "../conformance/adapters/worker.ts";
import { explain } from "../conformance/explain.ts";
import { isOperation, profiles } from "../conformance/operations.ts";
import { type Engine, StartError } from "../conformance/protocol.ts";
import { referenceEngine } from "../conformance/reference_engine.ts";
import { type Format, reports } from "../conformance/reports/mod.ts";
import { type CaseResult, runCases } from "../conformance/runner.ts";
import { exitCode, summarize } from "../conformance/summary.ts";
import spec from "../conformance/SPEC.md" with { type: "text" };
import config from "../deno.json" with { type: "json" };
import {
  type Case,
  FixtureError,
  loadCases,
  loadNotes,
} from "../fixtures/mod.ts";

const HELP =
  `Checks a neural-network engine against the Touchstone specification.

Usage: deno task conform [options]

  --engine CMD      the engine is a program that speaks JSON Lines (SPEC.md 2)
  --module FILE.ts  the engine is a module, run in a Worker with no permissions
                    (with neither, the built-in engine is checked)
  --profile P       only these profiles: ${
    profiles.join(", ")
  }; separate by commas
  --filter GLOB     only cases whose id matches: 'gates/relu', '*/*/nan'
  --shard I/N       only the I-th of N parts
  --format F        ${Object.keys(reports).join(" or ")}; pretty if not given
  --output FILE     write the report there, not to standard output
  --timeout S       seconds that an answer may take; 10 if not given
  --seed N          other random numbers for the statistical cases
  --fail-fast       stop at the first failure
  --list            list the cases and run none
  --explain ID      print one case: why it exists, what is sent, what is right
  --help            print this

Exit codes: 0 conforms to all it declares, 1 does not, 2 wrong usage,
3 the engine could not be started or no case ran.
`;

/** A day, in seconds. */
const LONGEST_TIMEOUT = 86400;

/** The command line is wrong; the message is one sentence that says what to do. */
class UsageError extends Error {}

interface Options {
  readonly engine?: string;
  readonly module?: string;
  readonly profile?: string;
  readonly filter?: string;
  readonly shard?: string;
  readonly format: Format;
  readonly output?: string;
  readonly timeout: number;
  readonly seed: number;
  readonly failFast: boolean;
  readonly list: boolean;
  readonly explain?: string;
  readonly help: boolean;
}

function parseOptions(args: readonly string[]): Options {
  const strings = [
    "engine",
    "module",
    "profile",
    "filter",
    "shard",
    "format",
    "output",
    "timeout",
    "seed",
    "explain",
  ] as const;
  const parsed = parseArgs([...args], {
    string: strings,
    boolean: ["fail-fast", "list", "help"],
    unknown: (arg: string) => {
      throw new UsageError(
        `Unknown argument "${arg}": --help lists what there is`,
      );
    },
  });
  for (const name of strings) {
    if (parsed[name]?.trim() === "") {
      throw new UsageError(`--${name} needs a value`);
    }
  }
  const { engine, module, format = "pretty" } = parsed;
  const { timeout = "10", seed = "0" } = parsed;
  if (engine !== undefined && module !== undefined) {
    throw new UsageError("Give --engine or --module, not both");
  }
  if (!Object.hasOwn(reports, format)) {
    throw new UsageError(
      `Unknown format "${format}": there are ${
        Object.keys(reports).join(", ")
      }`,
    );
  }
  if (!(Number(timeout) > 0 && Number(timeout) <= LONGEST_TIMEOUT)) {
    throw new UsageError(
      `--timeout must be a number of seconds above 0, and at most ${LONGEST_TIMEOUT}: it is "${timeout}"`,
    );
  }
  if (!/^\d{1,9}$/.test(seed)) {
    throw new UsageError(
      `--seed must be an integer from 0 to 999999999: it is "${seed}"`,
    );
  }
  return {
    ...parsed,
    format: format as Format,
    timeout: Number(timeout),
    seed: Number(seed),
    failFast: parsed["fail-fast"],
  };
}

function select(cases: readonly Case[], options: Options): Case[] {
  const { profile, filter, shard } = options;
  let selected = [...cases];
  if (profile !== undefined) {
    const wanted = profile.split(",");
    const known: readonly string[] = profiles;
    const unknown = wanted.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new UsageError(
        `Unknown profile "${unknown}": there are ${profiles.join(", ")}`,
      );
    }
    selected = selected.filter((one) => wanted.includes(one.profile));
  }
  if (filter !== undefined) {
    const patterns = [globToRegExp(filter), globToRegExp(`${filter}/**`)];
    selected = selected.filter(({ id }) => patterns.some((p) => p.test(id)));
    if (selected.length === 0) {
      const word = filter.replaceAll("*", "");
      const near = cases.find(({ id }) => id.includes(word));
      throw new UsageError(
        `No case matches --filter '${filter}'${
          profile ? ` in profile ${profile}` : ""
        }: ${
          near && word !== ""
            ? `ids are whole paths, as in '${near.profile}/${near.operation}'`
            : "--list shows all ids"
        }`,
      );
    }
  }
  if (shard !== undefined) {
    const [, index, count] = shard.match(/^(\d+)\/(\d+)$/)?.map(Number) ?? [];
    if (!(index >= 1 && index <= count)) {
      throw new UsageError(
        `--shard must be I/N with I from 1 to N, as in 2/4: it is "${shard}"`,
      );
    }
    selected = selected.filter((_, i) => i % count === index - 1);
  }
  return selected;
}

/** Where the user is: `deno task` itself moves to the folder of deno.json. */
function callersFolder(): string {
  return Deno.env.get("INIT_CWD") ?? Deno.cwd();
}

async function startEngine(options: Options): Promise<Engine> {
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
  // The engine's process is in a group of its own, which Ctrl-C does not reach.
  const interrupt = () => void engine.stop().finally(() => Deno.exit(130));
  Deno.addSignalListener("SIGINT", interrupt);
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
    Deno.removeSignalListener("SIGINT", interrupt);
    await engine.stop();
  }
  return results;
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  setColorEnabled(
    !Deno.noColor && !options.output && Deno.stdout.isTerminal(),
  );
  if (options.help) {
    console.log(HELP);
    return 0;
  }
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
  const cases = select(all, options);
  if (options.list) {
    for (const { id, why } of cases) console.log(`${id.padEnd(56)} ${why}`);
    return 0;
  }
  const output = options.output === undefined
    ? undefined
    : await openReport(options.output);
  const engine = await startEngine(options);
  for (const name of engine.info.operations) {
    if (isOperation(name)) continue;
    console.error(
      `The engine declares "${name}", which is no operation of the specification`,
    );
  }
  const results = await run(engine, cases, options);
  const summary = summarize(results);
  const report = reports[options.format]({
    version: config.version,
    engine: engine.info,
    engineArgs: engineArgs(options),
    available: all.length,
    results,
    summary,
    notes,
  });
  await new Blob([report]).stream().pipeTo(
    (output ?? Deno.stdout).writable,
    { preventClose: !output },
  );
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

/** Opened before the run, so that a mistake in the path costs nothing. */
async function openReport(path: string): Promise<Deno.FsFile> {
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

function engineArgs({ engine, module }: Options): string {
  if (engine !== undefined) return ` --engine ${quoted(engine)}`;
  return module === undefined ? "" : ` --module ${quoted(module)}`;
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
