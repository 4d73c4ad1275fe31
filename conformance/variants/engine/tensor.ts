/**
 * Tensors, matrices, and the checks of their shapes.
 *
 * @module
 */
import type { CategoryName } from "../../../fixtures/fixture.ts";
import { flatten, type Nested, shapeOf } from "../../../fixtures/numbers.ts";
import type { Arithmetic } from "../arithmetic/arithmetic.ts";

/** Elements in row-major order, with their shape. */
export interface Tensor<N = number> {
  readonly shape: readonly number[];
  readonly data: readonly N[];
}

/** Tensors by name. */
export type Tensors<N = number> = Readonly<Record<string, Tensor<N>>>;

/** A request that the engine refuses (SPEC.md 2.6). */
export class Refusal extends Error {
  /** The name of the class, as printed in front of the message. */
  override readonly name = "Refusal";

  constructor(readonly category: CategoryName, message: string) {
    super(message);
  }
}

/** Refuses unless the condition holds. */
export function requireThat(
  holds: boolean,
  category: CategoryName,
  message: string,
): void {
  if (!holds) throw new Refusal(category, message);
}

/** The tensor of a request. */
export function tensorOf<N>(m: Arithmetic<N>, values: Nested): Tensor<N> {
  const shape = shapeOf(values);
  if (!shape) throw new Refusal("shape", "Rows of a tensor differ in length");
  return { shape, data: flatten(values).map(m.constant) };
}

/** The nested arrays of an answer. */
export function nestedOf({ shape, data }: Tensor): Nested {
  let next = 0;
  const build = (depth: number): Nested =>
    depth === shape.length
      ? data[next++]
      : Array.from({ length: shape[depth] }, () => build(depth + 1));
  return build(0);
}

/** A scalar. */
export function scalar<N>(x: N): Tensor<N> {
  return { shape: [], data: [x] };
}

/** A vector. */
export function vector<N>(data: readonly N[]): Tensor<N> {
  return { shape: [data.length], data };
}

/** `f` of each element. */
export function map<A, B>(
  { shape, data }: Tensor<A>,
  f: (x: A, i: number) => B,
): Tensor<B> {
  return { shape, data: data.map(f) };
}

/** Refuses tensors of different shapes. */
export function requireAlike(tensors: Tensors<unknown>): void {
  const shapes = Object.entries(tensors).map(([name, { shape }]) =>
    `${name} [${shape}]`
  );
  const [first, ...rest] = Object.values(tensors).map((t) => String(t.shape));
  requireThat(
    rest.every((shape) => shape === first),
    "shape",
    `Shapes must be equal: ${shapes.join(", ")}`,
  );
}

/** Refuses a tensor of another shape; −1 stands for any extent. */
export function requireShape(
  name: string,
  { shape }: Tensor<unknown>,
  wanted: readonly number[],
): void {
  const fits = shape.length === wanted.length &&
    wanted.every((extent, i) => extent === -1 || extent === shape[i]);
  requireThat(
    fits,
    "shape",
    `The shape of ${name} must be [${wanted}], −1 being any: it is [${shape}]`,
  );
}

/** The rows of a matrix. */
export function rowsOf<N>({ shape: [n, d], data }: Tensor<N>): N[][] {
  return Array.from(
    { length: n },
    (_, i) => data.slice(i * d, (i + 1) * d),
  );
}

/** The columns of a matrix. */
export function columnsOf<N>({ shape: [n, d], data }: Tensor<N>): N[][] {
  return Array.from(
    { length: d },
    (_, j) => Array.from({ length: n }, (_, i) => data[i * d + j]),
  );
}

/** The matrix of these columns, all of one length. */
export function fromColumns<N>(columns: readonly (readonly N[])[]): Tensor<N> {
  const n = columns[0].length;
  const data = Array.from(
    { length: n },
    (_, i) => columns.map((column) => column[i]),
  );
  return { shape: [n, columns.length], data: data.flat() };
}

/** The transpose of a matrix. */
export function transpose<N>(x: Tensor<N>): Tensor<N> {
  const [n, d] = x.shape;
  return { shape: [d, n], data: columnsOf(x).flat() };
}

/** x·w, plus `b` in every row if there is one. */
export function product<N>(
  m: Arithmetic<N>,
  x: Tensor<N>,
  w: Tensor<N>,
  b?: Tensor<N>,
): Tensor<N> {
  const columns = columnsOf(w);
  const data = rowsOf(x).flatMap((row) =>
    columns.map((column, j) => m.dot(row, column, b?.data[j]))
  );
  return { shape: [x.shape[0], w.shape[1]], data };
}
