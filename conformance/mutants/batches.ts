/**
 * Mutants of training: its iterations, their batches and rates.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import {
  choices as drawnWithReplacement,
  permutation,
  uniforms,
} from "./draws.ts";
import { misunderstood, type Mutant } from "./mutant.ts";
import { bug, type Choices, type Draw } from "./wrong_trainer.ts";

/** Batches that are drawn one by one. */
function batchesBy(
  batch: (draw: Draw, epoch: number, i: number) => number[],
): Partial<Choices> {
  return {
    batches: (draw) =>
      Array.from(
        { length: draw.perEpoch * draw.epochs },
        (_, i) => batch(draw, Math.floor(i / draw.perEpoch), i % draw.perEpoch),
      ),
  };
}

/** Another seed for each batch. */
function seedOf({ seed }: Draw, epoch: number, i = 0): number {
  return seed + 7919 * epoch + 104729 * i;
}

/** The rows that each batch gets from uniform numbers. */
function rowsBy(row: (u: number, n: number) => number): Partial<Choices> {
  return batchesBy((draw, epoch, i) =>
    uniforms(seedOf(draw, epoch, i), draw.size).map((u) => row(u, draw.n))
  );
}

/** Mutants of iterations and batches. */
const samplingMutants: readonly Mutant[] = [
  bug(
    "partial-batch",
    "the last, partial batch is one more iteration",
    "Run floor(n / batch_size) iterations in an epoch",
    { iterations: (n, size) => Math.ceil(n / size) },
  ),
  bug(
    "iterations-rounded",
    "the number of iterations is rounded to the nearest integer",
    "Round n / batch_size down",
    { iterations: (n, size) => Math.round(n / size) },
  ),
  bug(
    "one-batch-an-epoch",
    "an epoch is a single batch",
    "Run floor(n / batch_size) iterations in an epoch",
    { iterations: () => 1 },
  ),
  {
    id: "train/size-for-count",
    note: "batch_size is taken for the number of batches",
    advice: "Draw batch_size samples for each batch",
    replace: () =>
      misunderstood("train", ({ inputs, attributes }) => {
        const n = (inputs.x as Nested[]).length;
        const count = attributes.batch_size as number;
        const size = 0 < count && count <= n ? Math.floor(n / count) : count;
        return { attributes: { ...attributes, batch_size: size } };
      }),
  },
  bug(
    "epochs-shuffled",
    "an epoch shuffles the samples and cuts them into batches: each sample comes once, as in PyTorch's DataLoader",
    "Draw each batch with replacement from the whole set",
    batchesBy((draw, epoch, i) =>
      permutation(seedOf(draw, epoch), draw.n)
        .slice(i * draw.size, (i + 1) * draw.size)
    ),
  ),
  bug(
    "no-sample-twice",
    "no sample is twice in a batch: drawn without replacement",
    "Draw with replacement: a sample may come twice in a batch",
    batchesBy((draw, epoch, i) =>
      permutation(seedOf(draw, epoch, i), draw.n).slice(0, draw.size)
    ),
  ),
  bug(
    "batches-in-order",
    "batches are slices of the set, in the same order in every epoch",
    "Draw the samples of a batch at random",
    batchesBy(({ n, size }, _epoch, i) =>
      Array.from({ length: size }, (_, k) => (i * size + k) % n)
    ),
  ),
  bug(
    "same-batch",
    "the generator is seeded in the loop: every batch is the first one",
    "Seed the generator once, before the first epoch",
    batchesBy(({ n, size, seed }) =>
      drawnWithReplacement(seed, { n, k: size, count: 1 })[0]
    ),
  ),
  bug(
    "last-sample-never",
    "an upper end that is excluded is taken for one that is included",
    "Draw from all n samples, the last one too",
    rowsBy((u, n) => Math.floor(u * (n - 1))),
  ),
  bug(
    "first-sample-never",
    "samples are counted from 1 when they are drawn",
    "Draw from all n samples, the first one too",
    rowsBy((u, n) => 1 + Math.floor(u * (n - 1))),
  ),
  bug(
    "rows-rounded",
    "round(u·(n − 1)): the first and the last sample come half as often as others",
    "Draw integers that are uniform: floor(u·n)",
    rowsBy((u, n) => Math.round(u * (n - 1))),
  ),
  bug(
    "labels-left-behind",
    "samples are drawn, and the labels of the first rows taken with them",
    "Take the labels of the rows that were drawn",
    {
      taken: ({ x, labels }, rows) => ({
        x: rows.map((row) => x[row]),
        labels: labels.slice(0, rows.length),
      }),
    },
  ),
  {
    id: "train/generator-goes-on",
    note:
      "one generator for the whole program: the same request sees other batches the second time",
    advice: "Make a new generator from the seed for each training",
    replace: () => {
      let requests = 0;
      return misunderstood("train", ({ attributes }) => ({
        attributes: {
          ...attributes,
          seed: Number(attributes.seed) + requests++,
        },
      }));
    },
  },
];

/** Mutants of the rate. */
const rateMutants: readonly Mutant[] = [
  bug(
    "decay-per-iteration",
    "the rate decays after every iteration",
    "Let the rate decay at the end of an epoch",
    { decays: (_epoch, iteration) => iteration },
  ),
  bug(
    "decay-at-once",
    "the first epoch runs with a decayed rate already",
    "Let the rate decay after the first epoch, not before it",
    { decays: (epoch) => epoch + 1 },
  ),
  bug(
    "decay-late",
    "the second epoch runs with the full rate too",
    "Let the rate decay before the second epoch",
    { decays: (epoch) => Math.max(0, epoch - 1) },
  ),
  bug(
    "decay-twice",
    "the rate decays at the end of an epoch and at the beginning of the next",
    "Multiply the rate by the decay once between two epochs",
    { decays: (epoch) => 2 * epoch },
  ),
  bug(
    "decay-ignored",
    "the rate stays what it was",
    "Multiply the rate by the decay after each epoch",
    { decays: () => 0 },
  ),
];

/** Mutants of training: its iterations, their batches and rates. */
export const batchMutants: readonly Mutant[] = [
  ...samplingMutants,
  ...rateMutants,
];
