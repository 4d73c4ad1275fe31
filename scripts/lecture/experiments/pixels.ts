/**
 * The images for experiments on CIFAR-10: those that the user has, or images like them.
 *
 * @module
 */
import { mt19937, type TrainingData } from "../../../mod.ts";
import { cifarLike } from "../data/cifar_like.ts";
import { split } from "../data/split.ts";
import { type Context, datasetOf, type Row } from "../experiment.ts";

/** Raw pixels less the mean image. */
export async function pixels(
  context: Context,
  trainSize: number,
  valSize: number,
): Promise<TrainingData> {
  const n = trainSize + valSize;
  const data = context.data === undefined
    ? cifarLike(mt19937(context.seed), n)
    : (await datasetOf(context, context.data, { train: n, test: 0 })).train;
  return split(data, trainSize, valSize);
}

/** Rows beside the published numbers, or alone where images are not as in CIFAR-10. */
export function besidePublished(
  { X }: TrainingData,
  rows: readonly Row[],
): readonly Row[] {
  return X.shape[1] === 3 * 32 * 32
    ? rows
    : rows.map(({ what, ours }) => ({ what, ours }));
}
