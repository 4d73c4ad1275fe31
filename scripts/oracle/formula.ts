/**
 * What a formula of the oracle is: a gate on balls, written down from SPEC.md and
 * never from the engine.
 *
 * @module
 */
import type { Arithmetic } from "./ball.ts";
import type { BallTensor } from "./tensor.ts";

/** Attributes as a request holds them. */
export type Attributes = Readonly<Record<string, number>>;

/** A gate's forward and backward pass on balls. */
export interface Formula {
  /** The output for these inputs, in the order of the operation's inputs. */
  forward(
    m: Arithmetic,
    inputs: readonly BallTensor[],
    attributes: Attributes,
  ): BallTensor;
  /** The gradient on each input; `undefined` where there is none. */
  backward(
    m: Arithmetic,
    upstream: BallTensor,
    inputs: readonly BallTensor[],
    output: BallTensor,
    attributes: Attributes,
  ): readonly (BallTensor | undefined)[];
}
