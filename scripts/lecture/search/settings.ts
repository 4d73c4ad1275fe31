/**
 * What a search is: the settings that decide every trial, and stand at the head of
 * the file of its results.
 *
 * @module
 */
import type { ExponentRange } from "../../../mod.ts";

/** The stages of the lecture: wide ranges first, then those in which it looked on. */
export const STAGES = {
  coarse: { lr: [-6, -3], reg: [-5, 5] },
  fine: { lr: [-4, -3], reg: [-4, 0] },
} as const satisfies Readonly<Record<string, Ranges>>;

/** The name of a stage. */
export type Stage = keyof typeof STAGES;

/** The exponents of 10 between which the hyper-parameters are drawn. */
export type Ranges = Readonly<Record<"lr" | "reg", ExponentRange>>;

/** All that decides what comes out of trial i. */
export interface Settings {
  readonly stage: Stage;
  /** The name of the data, and a digest of those that are used. */
  readonly data: string;
  readonly digest: string;
  readonly trials: number;
  readonly seed: number;
  readonly ranges: Ranges;
  readonly epochs: number;
  readonly trainSize: number;
  readonly valSize: number;
  readonly hidden: number;
  readonly batchSize: number;
  readonly decay: number;
  /** 0 is plain sgd. */
  readonly momentum: number;
}

/** In what two settings differ: the names of the first that does, with both values. */
export function difference(a: Settings, b: Settings): string | undefined {
  for (const name of Object.keys(a) as (keyof Settings)[]) {
    const [one, other] = [a, b].map((each) => JSON.stringify(each[name]));
    if (one !== other) return `${name} is ${one} there and ${other} here`;
  }
}
