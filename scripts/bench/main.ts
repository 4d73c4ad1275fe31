/**
 * `deno task bench`: measures the engine beside other libraries.
 *
 * @module
 */
import { type Child, MissingError, start } from "./child.ts";
import { disagreements, measure, type Measurement } from "./measure.ts";
import { HELP, type Options, parseOptions, UsageError } from "./options.ts";
import { table } from "./table.ts";

/** Starts those that can be; says of the others why not. */
async function startAll({ peers }: Options): Promise<Child[]> {
  const children: Child[] = [];
  for (const peer of peers) {
    try {
      children.push(await start(peer));
    } catch (error) {
      if (!(error instanceof MissingError)) throw error;
      console.error(error.message);
    }
  }
  return children;
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const children = await startAll(options);
  const all: Measurement[] = [], sentences: string[] = [];
  for (const workload of options.workloads) {
    const measurements = await measure(workload, children, options.rounds);
    all.push(...measurements);
    sentences.push(...disagreements(measurements));
    if (Deno.stderr.isTerminal()) console.error(`measured ${workload.id}`);
  }
  await Promise.all(children.map((child) => child.stop()));
  console.log(
    options.format === "json"
      ? JSON.stringify({ rounds: options.rounds, measurements: all }, null, 2)
      : table(options.workloads, all),
  );
  for (const sentence of sentences) console.error(sentence);
  return sentences.length > 0 ? 1 : 0;
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
