/**
 * What a gate is: a function of its inputs and the chain rule for it, side by
 * side. A gate is pure. What its backward pass needs, it is handed again by
 * whoever remembers it (a node of the graph), so that no two runs can leak into
 * each other.
 *
 * @module
 */
import { ShapeError, ValueError } from "../errors.ts";
import { type Room, sameShape, showShape, type Tensor } from "../tensor.ts";

/** The numbers that shape a gate but are no inputs of it: slope, reg, … */
export type Attributes = Readonly<Record<string, number>>;

/** A gate: its forward pass and its backward pass. */
export interface Gate {
  /** The names of the inputs, in order; `dx` is the gradient on `x`. */
  readonly inputs: readonly string[];
  /** The name of the output. */
  readonly output: string;
  /**
   * The output for these inputs, which are not written to.
   *
   * @param room Where the output may be put.
   * @throws {ShapeError} If shapes do not fit.
   * @throws {ValueError} If a value lies outside its domain.
   */
  forward(
    inputs: readonly Tensor[],
    attributes: Attributes,
    room?: Room,
  ): Tensor;
  /**
   * The chain rule: one gradient for each input, of the input's shape;
   * `undefined` for an input that has no gradient, such as labels. Each is a tensor
   * of its own, to which the caller may add, or `upstream` itself.
   *
   * @param upstream The gradient on the output, of the output's shape.
   * @param inputs What the forward pass was given.
   * @param output What the forward pass returned.
   * @param wanted Of each input, whether its gradient is wanted; all are where it is
   * not given. A gate may leave out what is not wanted, if that saves much.
   * @param sums Of each input, the gradient so far, where there is one that the gate
   * may add to: then it returns that tensor.
   * @param room Where the gradients may be put.
   */
  backward(
    upstream: Tensor,
    inputs: readonly Tensor[],
    output: Tensor,
    attributes: Attributes,
    wanted?: readonly boolean[],
    room?: Room,
    sums?: readonly (Tensor | undefined)[],
  ): readonly (Tensor | undefined)[];
}

/** Refuses shapes that differ. */
export function requireSameShape(what: string, x: Tensor, y: Tensor): void {
  if (!sameShape(x.shape, y.shape)) {
    throw new ShapeError(
      `Cannot ${what} as shapes must be equal: they are ${
        showShape(x.shape)
      } and ${showShape(y.shape)}`,
    );
  }
}

/** Refuses a tensor of another rank: 0 scalar, 1 vector, 2 matrix. */
export function requireRank(name: string, x: Tensor, rank: number): void {
  if (x.shape.length !== rank) {
    const kind = ["a scalar", "a vector", "a matrix"][rank];
    throw new ShapeError(
      `Input "${name}" must be ${kind}: its shape is ${showShape(x.shape)}`,
    );
  }
}

/** Refuses vectors that have not one number for each column of the matrix `x`. */
export function requirePerColumn(
  x: Tensor,
  vectors: Readonly<Record<string, Tensor>>,
): void {
  requireRank("x", x, 2);
  for (const [name, vector] of Object.entries(vectors)) {
    requireRank(name, vector, 1);
    if (vector.shape[0] !== x.shape[1]) {
      throw new ShapeError(
        `Input "${name}" must have one number for each column of "x": shapes are ${
          showShape(vector.shape)
        } and ${showShape(x.shape)}`,
      );
    }
  }
}

/** The attribute of that name, which must be a number. */
export function attribute(attributes: Attributes, name: string): number {
  const value = attributes[name];
  if (typeof value !== "number") {
    throw new ValueError(
      `Attribute "${name}" must be a number: it is ${value}`,
    );
  }
  return value;
}
