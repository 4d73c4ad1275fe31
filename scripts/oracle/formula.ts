/**
 * What a formula of the oracle is: a gate on balls, written down from SPEC.md and
 * never from the engine.
 *
 * @module
 */
import type { Arithmetic } from "./ball.ts";
import type { BallTensor } from "./tensor.ts";

/** Attributes of a gate, as a request holds them. */
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

/** An answer: tensors by name. */
export type Answer = Readonly<Record<string, BallTensor>>;

/** A request on balls. */
export interface BallRequest {
  readonly inputs: Answer;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly upstream?: BallTensor;
}

/** An operation that is no gate: what it answers. */
export type Compute = (m: Arithmetic, request: BallRequest) => Answer;
