/**
 * Tensors as flat lists of numbers with a shape, for engines whose library has no
 * tensors of its own: it never sees a shape, so that shapes are checked here.
 *
 * @module
 */
import { flatten, type Nested, shapeOf } from "../../fixtures/numbers.ts";
import type { OperationFunction } from "../adapters/in_process.ts";

/** A tensor in row-major order. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** Attributes as they come: the specification says of what type each is. */
// deno-lint-ignore no-explicit-any
export type Attributes = Readonly<Record<string, any>>;

/** An operation, with its upstream gradient if gradients are asked for. */
export type Computation = (
  inputs: Tensors,
  attributes: Attributes,
  upstream?: Tensor,
) => Readonly<Record<string, Nested>>;

/** A refusal (SPEC.md 2.6) by what is no part of the library. */
export class Refusal extends Error {
  constructor(readonly category: string, message: string) {
    super(message);
  }
}

/** Refuses where a condition does not hold. */
export function require(
  condition: boolean,
  message: string,
  category = "shape",
): void {
  if (!condition) throw new Refusal(category, message);
}

/** Refuses a tensor of another shape; none at all is right. */
export function requireShape(
  tensor: Tensor | undefined,
  shape: readonly number[],
): void {
  if (!tensor) return;
  const isRight = String(tensor.shape) === String(shape);
  require(isRight, `the shape [${tensor.shape}] must be [${shape}]`);
}

/** An operation that the library does not have, and why. */
export function unsupported(why: string): Computation {
  return () => {
    throw new Refusal("unsupported", why);
  };
}

/** Flat numbers as nested arrays. */
export function nest(
  data: ArrayLike<number>,
  shape: readonly number[],
): Nested {
  if (shape.length === 0) return data[0];
  const [n, ...rest] = shape, size = data.length / n;
  const numbers = Array.from(data);
  const part = (i: number) => numbers.slice(i * size, (i + 1) * size);
  return Array.from({ length: n }, (_, i) => nest(part(i), rest));
}

/**
 * Operations out of computations. `refusals` has what the library says when it
 * refuses, and the category of that; whatever else it throws is a crash.
 */
export function operations(
  computations: Readonly<Record<string, Computation>>,
  refusals: readonly (readonly [says: RegExp, category: string])[] = [],
): Record<string, OperationFunction> {
  const categoryOf = (error: unknown) =>
    error instanceof Refusal
      ? error.category
      : refusals.find(([says]) => says.test(String(error)))?.[1];

  const operation =
    (compute: Computation): OperationFunction =>
    ({ inputs, attributes, upstream = {} }) => {
      try {
        const [arriving] = Object.values(upstream).map(tensor);
        const tensors = Object.entries(inputs)
          .map(([name, values]) => [name, tensor(values)]);
        return compute(Object.fromEntries(tensors), attributes, arriving);
      } catch (error) {
        const category = categoryOf(error);
        if (!category) throw error;
        return { refused: { category, message: (error as Error).message } };
      }
    };
  return Object.fromEntries(
    Object.entries(computations)
      .map(([name, compute]) => [name, operation(compute)]),
  );
}

function tensor(values: Nested): Tensor {
  const shape = shapeOf(values);
  if (!shape) throw new Refusal("shape", "the rows differ in length");
  return { shape, data: flatten(values) };
}
