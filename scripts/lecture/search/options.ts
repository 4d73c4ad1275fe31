/**
 * The command line of the search.
 *
 * @module
 */
import {
  integer,
  parse,
  unknownArgument,
  UsageError,
} from "../command_line.ts";
import { type Ranges, type Settings, type Stage, STAGES } from "./settings.ts";

/** What --help prints. */
export const HELP =
  `Searches for a learning rate and a regularization by random trials, coarse to fine.

Usage: deno task search [options]
       deno task search --merge FILE …

  --data D               mnist, fashion-mnist, or a folder with files of the format
                         of MNIST or of CIFAR-10; mnist if not given
  --stage S              coarse or fine; coarse if not given
  --learning-rate A,B    between which exponents of 10 to draw; coarse -6,-3, fine -4,-3
  --reg A,B              the same for the regularization; coarse -5,5, fine -4,0
  --trials N             how many trials; 100 if not given
  --epochs N             of each trial; 5 if not given
  --train-size N         images to train on; 5000 if not given
  --val-size N           images to validate on; 1000 if not given
  --hidden N             hidden units; 50 if not given
  --momentum M           of the update; 0, which is plain sgd, if not given
  --seed N               other trials; 0 if not given
  --jobs N               trials at a time; as many as there are cores if not given
  --shard I/N            only the I-th of N parts; --merge joins their files
  --output DIR           where results go; search if not given
  --help                 print this

A search that was stopped goes on where it was by the same command.
Exit codes: 0 all trials are done; 1 some are missing; 2 wrong usage; 130 stopped.
`;

const TEXT = [
  "data",
  "stage",
  "learning-rate",
  "reg",
  "trials",
  "epochs",
  "train-size",
  "val-size",
  "hidden",
  "momentum",
  "seed",
  "jobs",
  "shard",
  "output",
] as const;

/** The command line, understood. */
export interface Options {
  readonly help: boolean;
  /** The files to join, if that is what is asked for. */
  readonly merge?: readonly string[];
  readonly output: string;
  readonly jobs: number;
  readonly shard?: readonly [index: number, count: number];
  /** The settings but for what only the data tell. */
  readonly settings: Omit<Settings, "digest">;
}

/**
 * Reads the command line.
 *
 * @throws {UsageError} If something in it is wrong.
 */
export function parseOptions(args: readonly string[]): Options {
  const { text, isOn, rest } = parse(args, {
    text: TEXT,
    isOn: ["merge", "help"],
  });
  if (!isOn.merge && rest.length > 0) throw unknownArgument(rest[0]);
  if (isOn.merge) requireMergeAlone(text, rest);
  const stage = text.stage ?? "coarse";
  if (!Object.hasOwn(STAGES, stage)) {
    throw new UsageError(
      `Unknown stage "${stage}": there are ${Object.keys(STAGES).join(", ")}`,
    );
  }
  const count = (name: typeof TEXT[number], byDefault: number, largest = 1e6) =>
    text[name] === undefined
      ? byDefault
      : integer(name, text[name], 1, largest);
  return {
    help: isOn.help,
    ...(isOn.merge && { merge: rest }),
    output: text.output ?? "search",
    jobs: count("jobs", navigator.hardwareConcurrency, 256),
    ...(text.shard !== undefined && { shard: shardOf(text.shard) }),
    settings: {
      stage: stage as Stage,
      data: text.data ?? "mnist",
      trials: count("trials", 100),
      seed: text.seed === undefined
        ? 0
        : integer("seed", text.seed, 0, 2 ** 32 - 1),
      ranges: rangesOf(stage as Stage, text["learning-rate"], text.reg),
      epochs: count("epochs", 5),
      trainSize: count("train-size", 5000),
      valSize: count("val-size", 1000),
      hidden: count("hidden", 50),
      batchSize: 100,
      decay: 0.9,
      momentum: momentumOf(text.momentum ?? "0"),
    },
  };
}

function requireMergeAlone(
  text: Readonly<Record<string, unknown>>,
  files: readonly string[],
): void {
  if (files.length === 0) {
    throw new UsageError("--merge needs files: --merge search/*.jsonl");
  }
  const other = Object.keys(text).find((name) => name !== "output");
  if (other !== undefined) {
    throw new UsageError(
      `--merge takes the settings of the files, and does not go together with --${other}`,
    );
  }
}

function rangesOf(stage: Stage, lr?: string, reg?: string): Ranges {
  const byDefault = STAGES[stage];
  return {
    lr: lr === undefined ? byDefault.lr : range("learning-rate", lr),
    reg: reg === undefined ? byDefault.reg : range("reg", reg),
  };
}

function range(name: string, text: string): [number, number] {
  const parts = text.split(",");
  const ends = parts.map((part) => part.trim() === "" ? NaN : Number(part));
  if (ends.length !== 2 || !ends.every((end) => Math.abs(end) <= 300)) {
    throw new UsageError(
      `--${name} must be two exponents of 10, as in -6,-3: it is "${text}"`,
    );
  }
  return [Math.min(...ends), Math.max(...ends)];
}

function momentumOf(text: string): number {
  const momentum = Number(text);
  if (!(momentum >= 0 && momentum < 1)) {
    throw new UsageError(
      `--momentum must be a number from 0 to below 1: it is "${text}"`,
    );
  }
  return momentum;
}

function shardOf(text: string): [number, number] {
  const [, index, count] = text.match(/^(\d{1,6})\/(\d{1,6})$/)?.map(Number) ??
    [];
  if (!(index >= 1 && index <= count)) {
    throw new UsageError(
      `--shard must be I/N with I from 1 to N, as in 2/4: it is "${text}"`,
    );
  }
  return [index, count];
}
