/**
 * Tensors: a shape and its numbers in row-major order, in float64. A scalar is
 * the tensor of shape `[]`.
 *
 * @module
 */
import { ShapeError } from "./errors.ts";

/** A number or nested arrays of numbers, as one writes a tensor by hand. */
export type Nested = number | readonly Nested[];

/** Numbers in row-major order, with their shape. */
export interface Tensor {
  /** The extent of each dimension; `[]` for a scalar. */
  readonly shape: readonly number[];
  /** The elements, the last dimension varying fastest. */
  readonly data: Float64Array;
}

/**
 * Gives tensors in which to put results; what stands in them before is undefined. Who
 * gives room decides how long the tensors live. `zeros` is room without end.
 */
export type Room = (shape: readonly number[]) => Tensor;

/** How many elements a tensor of this shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

/** A shape as it is printed in messages: `[2, 3]`. */
export function showShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/**
 * Makes a tensor of nested arrays.
 *
 * @param values A number for a scalar, `[…]` for a vector, `[[…], …]` for rows.
 * @returns The tensor; it shares nothing with `values`.
 * @throws {ShapeError} If rows differ in length, or an element is no number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor } from "./tensor.ts";
 *
 * assertEquals(tensor([[1, 2, 3], [4, 5, 6]]).shape, [2, 3]);
 * assertEquals(tensor(7).shape, []);
 * ```
 */
export function tensor(values: Nested): Tensor {
  const shape: number[] = [];
  for (let level = values; typeof level !== "number"; level = level[0]) {
    if (!Array.isArray(level)) {
      throw new ShapeError(
        `Cannot make a tensor: an element is not a number but "${level}"`,
      );
    }
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const data = new Float64Array(sizeOf(shape));
  if (typeof values === "number") {
    data[0] = values;
    return { shape, data };
  }
  let next = 0;
  const fill = (level: Nested, depth: number) => {
    if (!Array.isArray(level) || level.length !== shape[depth]) {
      throw ragged(shape);
    }
    const isRow = depth === shape.length - 1;
    for (let i = 0; i < level.length; i++) {
      const part = level[i];
      if (!isRow) fill(part, depth + 1);
      else if (typeof part === "number") data[next++] = part;
      else throw ragged(shape);
    }
  };
  fill(values, 0);
  return { shape, data };
}

function ragged(shape: readonly number[]): ShapeError {
  return new ShapeError(
    `Cannot make a tensor: not every row has the shape of the first, which makes it ${
      showShape(shape)
    }`,
  );
}

/** The nested arrays of a tensor: the inverse of {@linkcode tensor}. */
export function toNested({ shape, data }: Tensor): Nested {
  let next = 0;
  const row = (length: number) => {
    const numbers: number[] = [];
    for (let i = 0; i < length; i++) numbers.push(data[next++]);
    return numbers;
  };
  const build = (depth: number): Nested =>
    depth === shape.length - 1
      ? row(shape[depth])
      : Array.from({ length: shape[depth] }, () => build(depth + 1));
  return shape.length === 0 ? data[0] : build(0);
}

/** A tensor of zeros. */
export function zeros(shape: readonly number[]): Tensor {
  return { shape: [...shape], data: new Float64Array(sizeOf(shape)) };
}

/**
 * The number in a tensor that has just one.
 *
 * @throws {ShapeError} If it has more, or none.
 */
export function item({ shape, data }: Tensor): number {
  if (data.length !== 1) {
    throw new ShapeError(
      `Cannot take the one number of a tensor that has ${data.length}: its shape is ${
        showShape(shape)
      }`,
    );
  }
  return data[0];
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, i) => extent === b[i]);
}
