/**
 * `deno task search`: random search for hyper-parameters of the two-layer net, coarse
 * to fine, on a real data set.
 *
 * @module
 */
import { type TrainingData, trialLine } from "../../../mod.ts";
import {
  callersPath,
  onInterrupt,
  progress,
  run,
  UsageError,
} from "../command_line.ts";
import { loadDataset } from "../data/datasets.ts";
import { split } from "../data/split.ts";
import { leaderboard, nextRanges, ranked } from "./leaderboard.ts";
import { HELP, type Options, parseOptions } from "./options.ts";
import {
  formatResults,
  mergeResults,
  openResults,
  parseResults,
  type Results,
} from "./results.ts";
import { runTrials } from "./trial.ts";

/** How many trials the terminal shows at the end. */
const SHOWN = 10;

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const folder = callersPath(options.output);
  await Deno.mkdir(folder, { recursive: true }).catch((error) => {
    throw new UsageError(`Cannot write "${options.output}": ${error.message}`);
  });
  return options.merge
    ? await merge(options.merge, options.output)
    : await search(options);
}

/** Runs the trials that are still missing. */
async function search({ output, shard, jobs, settings }: Options) {
  const { stage, trials: count, trainSize, valSize } = settings;
  const limits = { train: trainSize + valSize, test: 0 };
  const dataset = await loadDataset(settings.data, limits);
  const data = split(dataset.train, trainSize, valSize);
  const [index, shards] = shard ?? [1, 1];
  const name = shard ? `${stage}-${index}-of-${shards}` : stage;
  const path = `${callersPath(output)}/${name}.jsonl`;
  const file = await openResults(path, {
    ...settings,
    data: dataset.name,
    digest: await digestOf(data),
  });
  const numbers = Array.from({ length: count }, (_, i) => i)
    .filter((i) => i % shards === index - 1);
  const missing = numbers.filter((i) => !file.trials.has(i));
  if (missing.length < numbers.length) {
    console.error(
      `${
        numbers.length - missing.length
      } of ${numbers.length} trials are done already`,
    );
  }
  const signal = onInterrupt(), start = performance.now();
  let done = 0;
  await runTrials(missing, {
    settings: file.settings,
    data,
    jobs: Math.min(jobs, missing.length),
    signal,
    onTrial: (trial) => {
      file.append(trial);
      done++;
      progress("");
      console.log(trialLine(trial, count));
      const seconds = (performance.now() - start) / 1000;
      const left = Math.ceil((seconds / done) * (missing.length - done));
      progress(`${done}/${missing.length}, about ${left} s left`);
    },
  }).catch((reason) => {
    if (!signal.aborted) throw reason;
  });
  progress("");
  if (done < missing.length) {
    console.error(
      `Stopped after ${
        numbers.length - missing.length + done
      } of ${numbers.length} trials: the same command goes on from there`,
    );
    return 130;
  }
  await file.finish();
  if (shard) {
    console.error(
      `Part ${index} of ${shards} is in ${output}/${name}.jsonl: when all are done, deno task search --merge ${output}/${stage}-*-of-${shards}.jsonl`,
    );
    return 0;
  }
  await report(file, output);
  return 0;
}

/** Joins the files of parts. */
async function merge(paths: readonly string[], output: string) {
  const parts = await Promise.all(paths.map(async (path) => {
    const text = await Deno.readTextFile(callersPath(path)).catch((error) => {
      throw new UsageError(`Cannot read "${path}": ${error.message}`);
    });
    const results = parseResults(text, path);
    if (results) return { ...results, name: path };
    throw new UsageError(`"${path}" is no file of results: it is empty`);
  }));
  const results = mergeResults(parts);
  const { trials: count, stage } = results.settings;
  const path = `${callersPath(output)}/${stage}.jsonl`;
  await Deno.writeTextFile(path, formatResults(results));
  await report(results, output);
  const missing = count - results.trials.size;
  if (missing === 0) return 0;
  console.error(`${missing} of ${count} trials are in none of the files`);
  return 1;
}

/** Writes leaderboard and picture, and shows the best trials. */
async function report(results: Results, output: string): Promise<void> {
  const { stage, trials: count } = results.settings, { trials } = results;
  const base = `${callersPath(output)}/${stage}`;
  await Deno.writeTextFile(`${base}.txt`, leaderboard(results));
  // Drawing takes longer to load than the rest: not before there is a picture.
  const { searchPicture } = await import("../pictures/search.ts");
  await Deno.writeTextFile(`${base}.svg`, await searchPicture([results]));
  const best = ranked(trials).slice(0, SHOWN);
  console.log(`\nThe best ${best.length} of ${trials.size} trials:`);
  for (const trial of best) console.log(trialLine(trial, count));
  console.error(
    `\nAll are in ${output}/${stage}.txt, with a picture in ${output}/${stage}.svg`,
  );
  if (stage === "coarse" && trials.size > 0) {
    console.error(
      `To search on where the best are, the same with --stage fine ${
        nextRanges(results)
      }`,
    );
  }
}

/** What tells data from others of the same name. */
async function digestOf({ X, y, Xval, yval }: TrainingData): Promise<string> {
  const numbers = [X.data, Xval.data, y, yval].map((part) =>
    new Uint8Array(Float64Array.from(part).buffer)
  );
  const hash = await crypto.subtle.digest(
    "SHA-256",
    await new Blob(numbers).arrayBuffer(),
  );
  return new Uint8Array(hash).toHex().slice(0, 16);
}

if (import.meta.main) await run(main);
