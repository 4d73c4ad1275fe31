/**
 * `deno task bench`: measures the engine beside other libraries.
 *
 * @module
 */
import { type Child, MissingError, start } from "./child.ts";
import { disagreements, measure, type Measurement } from "./measure.ts";
import { HELP, type Options, parseOptions, UsageError } from "./options.ts";
import { FORMATS } from "./formats.ts";

/** Starts those that can be; says of the others why not. */
async function startAll({ peers }: Options): Promise<Child[]> {
  const children: Child[] = [];
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      for (const child of children) child.kill();
      Deno.exit(130);
    });
  }
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
  if (children[0]?.id !== options.peers[0].id) {
    throw new UsageError(
      "There is nothing to compare: the engine did not start",
    );
  }
  const all: Measurement[] = [], sentences: string[] = [];
  for (const workload of options.workloads) {
    const measurements = await measure(workload, children, options.rounds);
    all.push(...measurements);
    sentences.push(...disagreements(measurements));
    if (Deno.stderr.isTerminal()) console.error(`measured ${workload.id}`);
  }
  await Promise.all(children.map((child) => child.stop()));
  console.log(
    FORMATS[options.format](options.workloads, all, options.rounds),
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
