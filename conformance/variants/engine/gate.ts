/**
 * What a gate is here: a forward pass on any kind of number, and a backward pass by
 * the formulas of SPEC.md, for engines that do not differentiate by themselves.
 *
 * @module
 */
import type { Arithmetic, Numbers } from "../arithmetic/arithmetic.ts";
import type { Forms } from "../forms/forms.ts";
import type { Tensor } from "./tensor.ts";

/** The attributes of a gate, rounded to the format. */
export type Attributes<N> = Readonly<Record<string, N>>;

/** What a gate computes with. */
export interface Context<N> {
  readonly m: Arithmetic<N>;
  readonly forms: Forms;
}

/** The context of a backward pass. */
export interface NumberContext extends Context<number> {
  readonly m: Numbers;
}

/** What a backward pass is given. */
export interface Backward {
  /** The upstream gradient. */
  readonly dy: Tensor;
  readonly inputs: readonly Tensor[];
  readonly y: Tensor;
  readonly attributes: Attributes<number>;
}

/** A gate. */
export interface Gate {
  /** Which input holds labels, and so has no gradient. */
  readonly labelInput?: number;
  forward<N>(
    context: Context<N>,
    inputs: readonly Tensor<N>[],
    attributes: Attributes<N>,
  ): Tensor<N>;
  /** The gradient on each input. */
  backward(
    context: NumberContext,
    given: Backward,
  ): readonly (Tensor | undefined)[];
}
