/**
 * What a net is to those who train it: parameters by name, a function that gives
 * loss and gradients on a batch, and one that gives scores. The two-layer net is an
 * example; any other that fits these types can be trained and checked as well.
 *
 * @module
 */
import type { Room, Tensor } from "./tensor.ts";

/** Parameters by name. */
export type Model = Readonly<Record<string, Tensor>>;

/**
 * Loss and gradients of a net on a batch.
 *
 * @param X The batch, one sample for each index of the first dimension.
 * @param y The labels, integers from 0.
 * @param model The parameters.
 * @param reg Strength of the regularization.
 * @param room Where gradients may be put, and what is needed on the way to them. What
 * the function is given lives no longer than the step: who keeps it makes a copy.
 * @returns The loss and its gradient on each parameter, under the same names.
 */
export type LossFunction<M extends Model> = (
  X: Tensor,
  y: ArrayLike<number>,
  model: M,
  reg: number,
  room?: Room,
) => { readonly loss: number; readonly grads: M };

/** The scores `[n, C]` that a net gives to samples: the largest is its answer. */
export type Predict<M extends Model> = (
  X: Tensor,
  model: M,
  room?: Room,
) => Tensor;

/** Samples with their labels. */
export interface LabelledData {
  /** The samples, one for each index of the first dimension. */
  readonly X: Tensor;
  /** The labels, integers from 0. */
  readonly y: ArrayLike<number>;
}
