/**
 * The real images for experiments that need no particular ones: MNIST, or the data that
 * the user wants.
 *
 * @module
 */
import type { TrainingData } from "../../../mod.ts";
import { split } from "../data/split.ts";
import { type Context, datasetOf } from "../experiment.ts";
import type { ImageSize } from "../pictures/tiles.ts";

/** Raw pixels less the mean image, and what an image is like. */
export async function digits(
  context: Context,
  trainSize: number,
  valSize: number,
): Promise<{ data: TrainingData; name: string; size: ImageSize }> {
  const limits = { train: trainSize + valSize, test: 0 };
  const { name, size, train } = await datasetOf(context, "mnist", limits);
  return { name, size, data: split(train, trainSize, valSize) };
}
