/**
 * `deno task lecture`: the experiments of the lecture, beside the published numbers, on
 * the terminal and as a page with pictures.
 *
 * @module
 */
import {
  callersPath,
  integer,
  onInterrupt,
  parse,
  progress,
  run,
  UsageError,
} from "./command_line.ts";
import type { Context } from "./experiment.ts";
import { isInside } from "./experiment.ts";
import type { Answer, Task } from "./experiment_worker.ts";
import { experiments } from "./experiments/mod.ts";
import { textTable } from "./figures.ts";
import { page, type Section } from "./page.ts";
import { share } from "./workers.ts";

const NAMES = Object.keys(experiments);

const HELP = `The experiments of the lecture, beside the published numbers.

Usage: deno task lecture [NAME …] [options]

${
  Object.entries(experiments).map(([name, { title, onlyByName }]) =>
    `  ${name.padEnd(15)} ${title}${onlyByName ? " (only by its name)" : ""}`
  ).join("\n")
}

  --output DIR   the folder of the page and the pictures; lecture if not given
  --data D       mnist, fashion-mnist, or a folder with files of the format of MNIST
                 or of CIFAR-10, instead of the data that an experiment is made for
  --full         at the lecture's size, where that takes minutes
  --seed N       other random numbers; 0 if not given
  --jobs N       experiments at a time; as many as there are cores if not given
  --help         print this

Exit codes: 0 every figure lies where it must; 1 some do not; 2 wrong usage; 130 stopped.
`;

function parseOptions(args: readonly string[]) {
  const { text, isOn, rest } = parse(args, {
    text: ["output", "data", "seed", "jobs"],
    isOn: ["full", "help"],
  });
  const unknown = rest.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `Unknown experiment "${unknown}": there are ${NAMES.join(", ")}`,
    );
  }
  const { output = "lecture", data, seed = "0", jobs } = text;
  const context: Context = {
    seed: integer("seed", seed, 0, 2 ** 32 - 100),
    full: isOn.full,
    ...(data !== undefined && { data }),
  };
  return {
    help: isOn.help,
    output,
    context,
    jobs: jobs === undefined
      ? navigator.hardwareConcurrency
      : integer("jobs", jobs, 1, 256),
    names: NAMES.filter((name) =>
      rest.length > 0 ? rest.includes(name) : !experiments[name].onlyByName
    ),
  };
}

async function main(args: readonly string[]): Promise<number> {
  const { help, output, context, names, jobs } = parseOptions(args);
  if (help) {
    console.log(HELP);
    return 0;
  }
  const folder = callersPath(output);
  await Deno.mkdir(folder, { recursive: true }).catch((error) => {
    throw new UsageError(`Cannot write "${output}": ${error.message}`);
  });
  const signal = onInterrupt();
  const done = new Map<string, Section>();
  let shown = 0;
  /** Prints what is done, in the order of the lecture, and writes it all. */
  const show = (name: string, answer: Answer) => {
    if ("refusal" in answer) throw new UsageError(answer.refusal);
    const { outcome } = answer;
    done.set(name, { name, experiment: experiments[name], outcome });
    for (const { name, svg } of outcome.pictures) {
      Deno.writeTextFileSync(`${folder}/${name}.svg`, svg);
    }
    const sections = names.flatMap((name) => done.get(name) ?? []);
    Deno.writeTextFileSync(`${folder}/index.html`, page(sections));
    progress("");
    for (; done.has(names[shown]); shown++) print(done.get(names[shown])!);
    progress(`${done.size}/${names.length}`);
  };
  // The longest come first, so that no core waits for another at the end.
  const tasks = names.map((name): Task => ({ name, context }))
    .sort((a, b) => experiments[b.name].weight - experiments[a.name].weight);
  progress(`0/${names.length}`);
  await share<Task, Answer>(tasks, {
    module: new URL("./experiment_worker.ts", import.meta.url),
    jobs: Math.min(jobs, names.length),
    signal,
    onAnswer: (answer, { name }) => show(name, answer),
  });
  progress("");
  if (done.size < names.length) {
    // What was waiting for an earlier one is printed all the same.
    for (const name of names.slice(shown)) {
      if (done.has(name)) print(done.get(name)!);
    }
    console.error(
      `Stopped: ${output} has ${done.size} of ${names.length} experiments`,
    );
    return 130;
  }
  console.error(`Open ${output}/index.html in a browser.`);
  const figures = [...done.values()].flatMap(({ outcome }) =>
    outcome.tables.flatMap(({ rows }) => rows)
  );
  const outside = figures.filter((row) => isInside(row) === false).length;
  if (outside > 0) {
    console.error(`${outside} figures lie outside of their intervals`);
  }
  return outside > 0 ? 1 : 0;
}

function print({ experiment, outcome }: Section): void {
  const { tables, transcript = [] } = outcome;
  console.log(
    `\n${experiment.title}\n${"=".repeat(experiment.title.length)}\n`,
  );
  if (transcript.length > 0) console.log(`${transcript.join("\n")}\n`);
  for (const table of tables) console.log(`${textTable(table).join("\n")}\n`);
}

if (import.meta.main) await run(main);
