/**
 * Element-wise gates with another value or another slope, for mutants of them. What
 * the right gate refuses is refused.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import type { Operation } from "../operations.ts";
import { changed, mapNested, type Replaced } from "./mutant.ts";

type Numbers = Readonly<Record<string, number>>;

/** What may be wrong with a gate of one tensor; what is not given is right. */
interface Unary {
  readonly value?: (x: number, attributes: Numbers) => number;
  /** The local gradient, from input and output. */
  readonly slope?: (x: number, y: number, attributes: Numbers) => number;
}

/** An activation with another value or another local gradient. */
export function activation(
  operation: Operation,
  { value, slope }: Unary,
): Replaced {
  return changed(operation, (answer, { inputs, attributes, upstream }) => {
    const numbers = attributes as Numbers;
    const y = value ? mapNested(inputs.x, (x) => value(x, numbers)) : answer.y;
    if (!upstream || !slope) return { ...answer, y };
    const local = mapNested(inputs.x, (x, y) => slope(x, y, numbers), y);
    const dx = mapNested(local, (a, dy) => a * dy, upstream.y);
    return { ...answer, y, dx };
  });
}

/** What may be wrong with a gate of two tensors of one shape. */
interface Binary {
  readonly value?: (x: number, y: number) => number;
  /** The local gradients on x and y. */
  readonly slopes?: (x: number, y: number) => readonly [number, number];
}

/** A gate of two tensors with another value or other local gradients. */
export function pairwise(
  operation: Operation,
  { value, slopes }: Binary,
): Replaced {
  return changed(operation, (answer, { inputs: { x, y }, upstream }) => {
    const z = value ? mapNested(x, value, y) : answer.z;
    if (!upstream || !slopes) return { ...answer, z };
    const gradient = (i: 0 | 1): Nested =>
      mapNested(
        mapNested(x, (a, b) => slopes(a, b)[i], y),
        (local, dz) => local * dz,
        upstream.z,
      );
    return { ...answer, z, dx: gradient(0), dy: gradient(1) };
  });
}
