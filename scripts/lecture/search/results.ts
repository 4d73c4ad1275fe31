/**
 * The file of results, in JSON Lines: the settings at its head, then one full line for
 * each trial. A run that is killed leaves at most a half-written last line, which is
 * dropped, and its trial done again.
 *
 * @module
 */
import { UsageError } from "../command_line.ts";
import { difference, type Settings } from "./settings.ts";
import type { Trial } from "./trial.ts";

/** The version of the format. */
const FORMAT = 1;

/** Settings, and the trials done so far by their numbers. */
export interface Results {
  readonly settings: Settings;
  readonly trials: Map<number, Trial>;
}

/** A file that results are added to. */
export interface ResultsFile extends Results {
  /** Adds a trial: one line, in one write. */
  append(trial: Trial): void;
  /** Puts the lines in the order of their numbers, all at once. */
  finish(): Promise<void>;
}

/** The text of a file of results, in the order of the numbers of the trials. */
export function formatResults({ settings, trials }: Results): string {
  return [headOf(settings), ...sorted(trials).map(lineOf)].join("");
}

/** The trials in the order of their numbers. */
export function sorted(trials: ReadonlyMap<number, Trial>): Trial[] {
  return [...trials.values()].sort((a, b) => a.index - b.index);
}

/**
 * Reads a file of results.
 *
 * @param name What the messages call it.
 * @returns Nothing if not even the head is whole.
 * @throws {UsageError} If it is none.
 */
export function parseResults(text: string, name: string): Results | undefined {
  // What stands behind the last line feed was not finished.
  const [head, ...lines] = text.split("\n").slice(0, -1);
  if (head === undefined) return undefined;
  const { search, settings } = objectOf(head) ?? {};
  if (search !== FORMAT) {
    throw new UsageError(
      `"${name}" is no file of results: it does not start with the settings of a search`,
    );
  }
  const trials = new Map<number, Trial>();
  lines.forEach((line, i) => {
    const { index, lr, reg, score } = objectOf(line) ?? {};
    if (![index, lr, reg, score].every((x) => typeof x === "number")) {
      throw new UsageError(`Line ${i + 2} of "${name}" is no trial: ${line}`);
    }
    add(trials, { index, params: { lr, reg }, score }, name);
  });
  return { settings, trials };
}

/**
 * Joins the results of parts of one search.
 *
 * @throws {UsageError} If they are not of one search.
 */
export function mergeResults(
  parts: readonly (Results & { readonly name: string })[],
): Results {
  const [{ settings, name: first }] = parts;
  const trials = new Map<number, Trial>();
  for (const part of parts) {
    const why = difference(settings, part.settings);
    if (why !== undefined) {
      throw new UsageError(
        `"${first}" and "${part.name}" are of different searches: ${
          why.replace("there", "in the first").replace("here", "in the second")
        }`,
      );
    }
    for (const trial of part.trials.values()) add(trials, trial, part.name);
  }
  return { settings, trials };
}

/**
 * Opens the file of a search: a new one, or one to go on with.
 *
 * @throws {UsageError} If it is of another search, or another process has it open.
 */
export async function openResults(
  path: string,
  settings: Settings,
): Promise<ResultsFile> {
  const options = { read: true, write: true, create: true };
  const file = await Deno.open(path, options).catch((error) => {
    throw new UsageError(`Cannot write "${path}": ${error.message}`);
  });
  if (!await file.tryLock(true)) {
    throw new UsageError(`Another search is writing to "${path}": let it end`);
  }
  const bytes = await Deno.readFile(path);
  const found = parseResults(new TextDecoder().decode(bytes), path);
  const why = found && difference(found.settings, settings);
  if (why !== undefined) {
    throw new UsageError(
      `"${path}" is of a search with other settings, ${why}: give another --output, or remove it`,
    );
  }
  const trials = found?.trials ?? new Map<number, Trial>();
  const whole = bytes.lastIndexOf(0x0a) + 1;
  await file.truncate(whole);
  await file.seek(0, Deno.SeekMode.End);
  const write = (text: string) => {
    const line = new TextEncoder().encode(text);
    for (let at = 0; at < line.length;) {
      at += file.writeSync(line.subarray(at));
    }
  };
  if (!found) write(headOf(settings));
  return {
    settings,
    trials,
    append(trial) {
      write(lineOf(trial));
      trials.set(trial.index, trial);
    },
    async finish() {
      const whole = formatResults({ settings, trials });
      await Deno.writeTextFile(`${path}.new`, whole);
      await Deno.rename(`${path}.new`, path);
      file.close();
    },
  };
}

function headOf(settings: Settings): string {
  return `${JSON.stringify({ search: FORMAT, settings })}\n`;
}

function lineOf({ index, params: { lr, reg }, score }: Trial): string {
  return `${JSON.stringify({ index, lr, reg, score })}\n`;
}

function add(trials: Map<number, Trial>, trial: Trial, name: string): void {
  const known = trials.get(trial.index);
  if (known !== undefined && lineOf(known) !== lineOf(trial)) {
    throw new UsageError(
      `Trial ${trial.index} has two results, and "${name}" holds the second: ${
        lineOf(trial).trim()
      }`,
    );
  }
  trials.set(trial.index, trial);
}

// deno-lint-ignore no-explicit-any
function objectOf(line: string): any {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
