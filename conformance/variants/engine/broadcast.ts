/**
 * Broadcasting as NumPy does it: shapes are compared from the last extent on, and an
 * extent of 1, or none, is repeated.
 *
 * @module
 */
import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import { Refusal, requireAlike, type Tensor } from "./tensor.ts";

/** Both tensors in their common shape; they must have one unless `allowed`. */
export function broadcast<N>(
  [x, y]: readonly Tensor<N>[],
  allowed: boolean,
): [Tensor<N>, Tensor<N>] {
  if (!allowed || String(x.shape) === String(y.shape)) {
    requireAlike({ x, y });
    return [x, y];
  }
  const shape = commonShape(x.shape, y.shape);
  const repeated = (t: Tensor<N>) => ({
    shape,
    data: sources(t.shape, shape).map((i) => t.data[i]),
  });
  return [repeated(x), repeated(y)];
}

/** The sums over all that was repeated. */
export function sumTo<N>(
  m: Arithmetic<N>,
  x: Tensor<N>,
  shape: readonly number[],
): Tensor<N> {
  if (String(x.shape) === String(shape)) return x;
  const parts = Map.groupBy(
    x.data.map((value, i) => ({ value, i })),
    ({ i }) => sources(shape, x.shape)[i],
  );
  const size = shape.reduce((a, b) => a * b, 1);
  const data = Array.from(
    { length: size },
    (_, i) => m.sum(parts.get(i)!.map(({ value }) => value)),
  );
  return { shape, data };
}

function commonShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [p, q] = [a, b].map((shape) => shape[shape.length - rank + i] ?? 1);
    if (p !== q && p !== 1 && q !== 1) {
      throw new Refusal("shape", `Shapes do not match: [${a}] and [${b}]`);
    }
    return p === 1 ? q : p;
  });
}

/** For each element of the larger shape, the offset of its source in the smaller. */
function sources(small: readonly number[], large: readonly number[]): number[] {
  let offsets = [0];
  const missing = large.length - small.length;
  large.forEach((extent, i) => {
    const own = i < missing ? 1 : small[i - missing];
    offsets = offsets.flatMap((offset) =>
      Array.from(
        { length: extent },
        (_, k) => offset * own + (own === 1 ? 0 : k),
      )
    );
  });
  return offsets;
}
