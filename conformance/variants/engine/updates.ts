/**
 * The update rules, the decay of the rate and the update ratio (SPEC.md 9).
 *
 * @module
 */
import type { Loose } from "./chance.ts";
import type { Design } from "./design.ts";
import { requireAlike, type Tensors } from "./tensor.ts";

/** A parameter, its gradient, and what the rule remembers, all of one element. */
type State = Readonly<Record<string, number>>;

/** One step of one element; `rates` are the attributes, rounded, but for `t`. */
type Step = (design: Design, state: State, rates: State) => State;

/** One step of each element. */
export function step(
  rule: keyof typeof rules,
  design: Design,
  inputs: Tensors,
  attributes: Loose,
): Tensors {
  requireAlike(inputs);
  const rates = Object.fromEntries(
    Object.entries(attributes).map(([name, x]) => [
      name,
      name === "t" ? x : design.m.constant(x),
    ]),
  );
  const { dw: _dw, ...kept } = inputs, names = Object.keys(inputs);
  const take: Step = rules[rule];
  const after = inputs.w.data.map((_, i) =>
    take(
      design,
      Object.fromEntries(names.map((name) => [name, inputs[name].data[i]])),
      rates,
    )
  );
  return Object.fromEntries(
    Object.entries(kept).map(([name, { shape }]) => [
      name,
      { shape, data: after.map((state) => state[name]) },
    ]),
  );
}

/** The rules of 9.1 to 9.6. */
export const rules = {
  sgd: ({ m }, { w, dw }, { learning_rate }) => ({
    w: m.multiplyAdd(-learning_rate, dw, w),
  }),
  momentum: ({ m, forms }, { w, dw, v }, { learning_rate: rate, momentum }) => {
    const parts = { w, v, dw, rate, momentum };
    const next = forms.velocity(m, parts);
    return { w: forms.coast(m, { ...parts, next }), v: next };
  },
  nesterov: ({ m, forms }, { w, dw, v }, { learning_rate: rate, momentum }) => {
    const parts = { w, v, dw, rate, momentum };
    const next = forms.velocity(m, parts);
    return { w: forms.nesterov(m, { ...parts, next }), v: next };
  },
  adagrad: (
    { m, forms },
    { w, dw, cache },
    { learning_rate: rate, epsilon },
  ) => {
    const sum = m.multiplyAdd(dw, dw, cache);
    const b = m.add(m.sqrt(sum), epsilon);
    return { w: m.subtract(w, forms.rated(m, { rate, a: dw, b })), cache: sum };
  },
  rmsprop: (
    { m, forms },
    { w, dw, cache },
    { learning_rate: rate, epsilon, decay },
  ) => {
    const mean = forms.blend(m, decay, cache, m.multiply(dw, dw));
    const b = m.add(m.sqrt(mean), epsilon);
    return {
      w: m.subtract(w, forms.rated(m, { rate, a: dw, b })),
      cache: mean,
    };
  },
  adam: (
    { m, forms },
    { w, dw, m: first, v },
    { learning_rate: rate, beta1, beta2, epsilon, t },
  ) => {
    const mean = forms.blend(m, beta1, first, dw);
    const square = forms.blend(m, beta2, v, m.multiply(dw, dw));
    const left1 = m.subtract(1, forms.power(m, beta1, t));
    const left2 = m.subtract(1, forms.power(m, beta2, t));
    const parts = { rate, mean, square, left1, left2, epsilon };
    return {
      w: m.subtract(w, forms.adamStep(m, parts)),
      m: mean,
      v: square,
    };
  },
} satisfies Record<string, Step>;

/** The rate with which an epoch runs. */
export function rateOf(
  { m, forms }: Design,
  { learning_rate, decay, epoch }: Loose,
): number {
  const rate = m.constant(learning_rate);
  return forms.rateAt(m, { rate, decay: m.constant(decay), epoch });
}

/** The operation `update_ratio`. */
export function updateRatio(
  { m, forms }: Design,
  { w, dw }: Tensors,
  { learning_rate }: Loose,
): Tensors {
  requireAlike({ w, dw });
  const rate = m.constant(learning_rate);
  return {
    ratio: { shape: [], data: [forms.updateRatio(m, w.data, dw.data, rate)] },
  };
}
