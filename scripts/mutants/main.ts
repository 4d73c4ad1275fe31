/**
 * `deno task mutants`: tests the suite itself. Every mutant must be convicted, and
 * every variant spared.
 *
 * Exit codes: 0 they are; 1 they are not; 2 the command line is wrong.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { setColorEnabled } from "@std/fmt/colors";
import { mutants } from "../../conformance/mutants/mod.ts";
import { variants } from "../../conformance/variants/mod.ts";
import { loadCases } from "../../fixtures/mod.ts";
import { asJson, asText, evaluate } from "./report.ts";
import type { Job, JobResult } from "./worker.ts";

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
      new URL("./worker.ts", import.meta.url),
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

async function main(args: readonly string[]): Promise<number> {
  const { format, jobs, help, selected } = parseOptions(args);
  setColorEnabled(!Deno.noColor && Deno.stdout.isTerminal());
  if (help) {
    console.log(HELP);
    return 0;
  }
  const results = await work(selected, jobs);
  const findings = evaluate(results, await loadCases());
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
