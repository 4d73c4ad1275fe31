/**
 * What an experiment of the lecture is: a function from its circumstances to figures,
 * lines and pictures.
 *
 * @module
 */
import { type Dataset, type Limits, loadDataset } from "./data/datasets.ts";

/** What an experiment is given. */
export interface Context {
  readonly seed: number;
  /** Whether to do it at the lecture's size where that takes minutes. */
  readonly full: boolean;
  /** The data set that the user wants, as on the command line. */
  readonly data?: string;
}

/** A figure of ours beside what it should be. */
export interface Row {
  /** What was measured: "layer 3, std". */
  readonly what: string;
  readonly ours: number;
  /** What the slides print. */
  readonly published?: number;
  /** Between what a right engine must come out. */
  readonly interval?: readonly [low: number, high: number];
}

/** Rows under a title. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** A picture as SVG. */
export interface Picture {
  /** The name of its file, without the ending. */
  readonly name: string;
  /** What one should see on it, in a sentence. */
  readonly caption: string;
  readonly svg: string;
}

/** What an experiment gave. */
export interface Outcome {
  readonly tables: readonly Table[];
  /** Lines as the lecture's programs print them. */
  readonly transcript?: readonly string[];
  readonly pictures: readonly Picture[];
}

/** An experiment of the lecture. */
export interface Experiment {
  readonly title: string;
  /** What is done, on what data, and what one should see. */
  readonly about: string;
  /** About how long it takes, in parts of the others. */
  readonly weight: number;
  /** Left out unless it is asked for by its name. */
  readonly onlyByName?: boolean;
  readonly run: (context: Context) => Promise<Outcome>;
}

/** Whether a figure is where it must be; nothing if there is no interval. */
export function isInside({ ours, interval }: Row): boolean | undefined {
  return interval && ours >= interval[0] && ours <= interval[1];
}

/** The data set that the user wants, or the one that an experiment is made for. */
export async function datasetOf(
  { data }: Context,
  byDefault: string,
  limits: Limits,
): Promise<Dataset> {
  return await loadDataset(data ?? byDefault, limits);
}
