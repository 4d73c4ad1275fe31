/**
 * Gates that multiply matrices: matmul, affine, neuron, maxout (SPEC.md 4.5 to 4.7,
 * 4.13).
 *
 * @module
 */
import { isFirst, shares } from "./gates_elementwise.ts";
import type { Context, Gate, NumberContext } from "./gate.ts";
import {
  columnsOf,
  map,
  product,
  requireShape,
  scalar,
  type Tensor,
  transpose,
  vector,
} from "./tensor.ts";

/** x·y of matrices. */
export const matmul: Gate = {
  forward: (context, [given, y]) => {
    const x = asMatrix(context, given);
    requireShape("x", x, [-1, -1]);
    requireShape("y", y, [x.shape[1], -1]);
    return product(context.m, x, y);
  },
  backward: (context, { dy: dz, inputs: [given, y] }) => {
    const x = asMatrix(context, given);
    return [
      like(given, product(context.m, dz, transpose(y))),
      product(context.m, transpose(x), dz),
    ];
  },
};

/** x·w + b. */
export const affine: Gate = {
  forward: (context, [given, w, b]) => {
    const x = asMatrix(context, given);
    requireAffine(x, w, b);
    return product(context.m, x, w, b);
  },
  backward: (context, { dy, inputs: [given, w] }) =>
    affineGradients(context, dy, given, w),
};

/** sigmoid(w·x + b). */
export const neuron: Gate = {
  forward: ({ m, forms }, [x, w, b]) => {
    requireShape("x", x, [-1]);
    requireShape("w", w, x.shape);
    requireShape("b", b, []);
    return scalar(forms.sigmoid(m, m.dot(x.data, w.data, b.data[0])));
  },
  backward: ({ m, forms }, { dy, inputs: [x, w], y }) => {
    const ds = m.multiply(dy.data[0], forms.sigmoidSlope(m, y.data[0]));
    const times = (a: Tensor) => map(a, (value) => m.multiply(value, ds));
    return [times(w), times(x), scalar(ds)];
  },
};

/** The larger of two affine functions. */
export const maxout: Gate = {
  forward: (context, inputs) => {
    const [first, second] = pieces(context, inputs), { m } = context;
    return map(
      first,
      (a, i) => isFirst(m, a, second.data[i]) ? a : second.data[i],
    );
  },
  backward: (context, { dy, inputs }) => {
    const [x, w1, _b1, w2] = inputs, [first, second] = pieces(context, inputs);
    const parts = dy.data.map((d, i) =>
      shares(context, d, first.data[i], second.data[i])
    );
    const [dx1, dw1, db1] = affineGradients(
      context,
      map(dy, (_, i) => parts[i][0]),
      x,
      w1,
    );
    const [dx2, dw2, db2] = affineGradients(
      context,
      map(dy, (_, i) => parts[i][1]),
      x,
      w2,
    );
    const dx = map(dx1, (d, i) => context.m.add(d, dx2.data[i]));
    return [dx, dw1, db1, dw2, db2];
  },
};

function pieces<N>(
  context: Context<N>,
  [given, w1, b1, w2, b2]: readonly Tensor<N>[],
): [Tensor<N>, Tensor<N>] {
  const x = asMatrix(context, given);
  requireAffine(x, w1, b1);
  requireAffine(x, w2, b2);
  requireShape("w2", w2, w1.shape);
  return [product(context.m, x, w1, b1), product(context.m, x, w2, b2)];
}

function affineGradients(
  context: NumberContext,
  dy: Tensor,
  given: Tensor,
  w: Tensor,
): [dx: Tensor, dw: Tensor, db: Tensor] {
  const { m } = context, x = asMatrix(context, given);
  return [
    like(given, product(m, dy, transpose(w))),
    product(m, transpose(x), dy),
    vector(columnsOf(dy).map(m.sum)),
  ];
}

function requireAffine(
  x: Tensor<unknown>,
  w: Tensor<unknown>,
  b: Tensor<unknown>,
): void {
  requireShape("x", x, [-1, -1]);
  requireShape("w", w, [x.shape[1], -1]);
  requireShape("b", b, [w.shape[1]]);
}

/** A vector as a matrix of one row, where the forms say so. */
export function asMatrix<N>({ forms }: Context<N>, x: Tensor<N>): Tensor<N> {
  return forms.vectorsAreRows && x.shape.length === 1
    ? { shape: [1, ...x.shape], data: x.data }
    : x;
}

/** A gradient in the shape of that on which it is. */
export function like<N>({ shape }: Tensor<N>, { data }: Tensor<N>): Tensor<N> {
  return { shape, data };
}
