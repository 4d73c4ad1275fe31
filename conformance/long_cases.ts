/**
 * The cases that take long. They are asked of every engine under test, but not of the
 * hundreds of wrong and right ones on which the suite itself is tested.
 *
 * @module
 */
import type { Case } from "../fixtures/mod.ts";

const LONG = [
  /^initialization\/initialize\/gaussian-large$/, // a million weights
  /^graph\/graph\/chain-/, // 10,000 gates
  /^loss\/two_layer_net\/fresh-loss/, // 3,072 inputs
  /^training\/train\/(overfit|rate)-/, // whole trainings
  /^training\/train\/(with-replacement|last-sample-too)$/, // many batches
];

/** Whether a case takes tens of milliseconds or more, where most take less than one. */
export function isLong({ id }: Case): boolean {
  return LONG.some((pattern) => pattern.test(id));
}
