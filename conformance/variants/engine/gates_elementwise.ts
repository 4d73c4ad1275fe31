/**
 * Gates that work element by element (SPEC.md 4.2 to 4.4, 4.8 to 4.12).
 *
 * @module
 */
import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import { broadcast, sumTo } from "./broadcast.ts";
import type { Attributes, Context, Gate, NumberContext } from "./gate.ts";
import { map } from "./tensor.ts";

/** x + y. */
export const add = ofTwo((m, x, y) => m.add(x, y), (_context, d) => [d, d]);

/** x·y. */
export const multiply = ofTwo(
  (m, x, y) => m.multiply(x, y),
  ({ m }, d, x, y) => [m.multiply(y, d), m.multiply(x, d)],
);

/** max(x, y). */
export const max = ofTwo(
  (m, x, y) => isFirst(m, x, y) ? x : y,
  (context, d, x, y) => shares(context, d, x, y),
);

/** The larger of two; NaN where one is NaN. */
export function isFirst<N>(m: Arithmetic<N>, x: N, y: N): boolean {
  return m.valueOf(x) >= m.valueOf(y) || Number.isNaN(m.valueOf(x));
}

/** What the two inputs of a maximum get of its gradient. */
export function shares(
  { m, forms }: NumberContext,
  d: number,
  x: number,
  y: number,
): [number, number] {
  if (x !== y) return isFirst(m, x, y) ? [d, 0] : [0, d];
  const first = m.multiply(forms.tie, d);
  return [first, m.subtract(d, first)];
}

/** 1/(1+e⁻ˣ). */
export const sigmoid = ofOne(
  ({ m, forms }, x) => forms.sigmoid(m, x),
  ({ m, forms }, _x, y) => forms.sigmoidSlope(m, y),
);

/** tanh x. */
export const tanh = ofOne(
  ({ m, forms }, x) => forms.tanh(m, x),
  ({ m, forms }, _x, y) => forms.tanhSlope(m, y),
);

/** max(0, x). */
export const relu = ofOne(
  ({ m }, x) => m.valueOf(x) <= 0 ? m.constant(0) : x,
  (context, x) => kinked(context, x, 0),
);

/** x where x > 0, else slope·x. */
export const leakyRelu = ofOne(
  ({ m }, x, { slope }) => m.valueOf(x) > 0 ? x : m.multiply(slope, x),
  (context, x, _y, { slope }) => kinked(context, x, slope),
);

/** x where x > 0, else α·(eˣ−1). */
export const elu = ofOne(
  ({ m, forms }, x, { alpha }) =>
    m.valueOf(x) > 0 ? x : m.multiply(alpha, forms.powerLessOne(m, x)),
  (context, x, y, { alpha }) => {
    const { m, forms } = context;
    return x > 0 ? 1 : kinked(context, x, forms.eluSlope(m, { x, y, alpha }));
  },
);

/** 1 on the right, `left` on the left, and what the forms say between. */
function kinked({ m, forms }: NumberContext, x: number, left: number): number {
  if (x !== 0) return x > 0 ? 1 : left;
  if (forms.kink === 0 || forms.kink === 1) return forms.kink === 0 ? left : 1;
  return m.add(m.multiply(forms.kink, m.subtract(1, left)), left);
}

function ofOne(
  f: <N>(context: Context<N>, x: N, attributes: Attributes<N>) => N,
  slope: (
    context: NumberContext,
    x: number,
    y: number,
    attributes: Attributes<number>,
  ) => number,
): Gate {
  return {
    forward: (context, [x], attributes) =>
      map(x, (a) => f(context, a, attributes)),
    backward: (context, { dy, inputs: [x], y, attributes }) => [
      map(dy, (d, i) =>
        context.m.multiply(
          d,
          slope(context, x.data[i], y.data[i], attributes),
        )),
    ],
  };
}

function ofTwo(
  f: <N>(m: Arithmetic<N>, x: N, y: N) => N,
  gradients: (
    context: NumberContext,
    d: number,
    x: number,
    y: number,
  ) => readonly [number, number],
): Gate {
  return {
    forward: ({ m, forms }, inputs) => {
      const [x, y] = broadcast(inputs, forms.broadcasts);
      return map(x, (a, i) => f(m, a, y.data[i]));
    },
    backward: (context, { dy, inputs }) => {
      const [x, y] = broadcast(inputs, context.forms.broadcasts);
      const both = dy.data.map((d, i) =>
        gradients(context, d, x.data[i], y.data[i])
      );
      return inputs.map(({ shape }, k) =>
        sumTo(context.m, map(dy, (_, i) => both[i][k]), shape)
      );
    },
  };
}
