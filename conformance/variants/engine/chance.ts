/**
 * What is drawn: weights, the statistics of ten layers, hyper-parameters (SPEC.md 7
 * and 11).
 *
 * @module
 */
import type { Numbers } from "../arithmetic/arithmetic.ts";
import type { Design } from "./design.ts";
import {
  product,
  requireThat,
  type Tensor,
  type Tensors,
  vector,
} from "./tensor.ts";
import { type Generator, seedOfTrial } from "./random.ts";

/** Attributes as they come. */
// deno-lint-ignore no-explicit-any
export type Loose = Readonly<Record<string, any>>;

/** Weights by a scheme, of the generator that is given. */
function weights(
  m: Numbers,
  random: Generator,
  shape: readonly number[],
  { scheme, std }: Loose,
): Tensor {
  const [fanIn, fanOut] = shape;
  const scales: Readonly<Record<string, number>> = {
    zeros: 0,
    gaussian: std,
    xavier: 1 / Math.sqrt(fanIn),
    he: Math.sqrt(2 / fanIn),
  };
  requireThat(
    Object.hasOwn(scales, scheme),
    "value",
    `There is no scheme "${scheme}"`,
  );
  const scale = m.constant(scales[scheme]);
  const data = Array.from(
    { length: fanIn * fanOut },
    () => m.multiply(scale, m.constant(random.normal())),
  );
  return { shape, data };
}

/** Fresh weights. */
export function initialize({ m, random }: Design, attributes: Loose): Tensors {
  const { seed, shape } = attributes;
  return { w: weights(m, random(seed), shape, attributes) };
}

/** Means and standard deviations of a signal behind each of several layers. */
export function layerStatistics(design: Design, attributes: Loose): Tensors {
  const { m, forms } = design;
  const { nonlinearity, samples, widths, seed } = attributes;
  const random = design.random(seed), means: number[] = [], stds: number[] = [];
  const f = nonlinearity === "relu"
    ? (x: number) => Math.max(0, x)
    : (x: number) => forms.tanh(m, x);
  const shape = [samples, widths[0]];
  let h = weights(m, random, shape, { scheme: "gaussian", std: 1 });
  for (const [i, width] of widths.slice(1).entries()) {
    const w = weights(m, random, [widths[i], width], attributes);
    const signal = product(m, h, w);
    h = { shape: signal.shape, data: signal.data.map(f) };
    const mean = forms.mean(m, h.data);
    means.push(mean);
    stds.push(m.sqrt(forms.variance(m, h.data, mean)));
  }
  return { means: vector(means), stds: vector(stds) };
}

/** Hyper-parameters, uniform in their logarithm. */
export function sampleTrials(
  { m, random }: Design,
  attributes: Loose,
): Tensors {
  const { seed, trials, learning_rate, reg } = attributes;
  const drawn = (trials as number[]).map((trial) => {
    const { uniform } = random(seedOfTrial(seed, trial));
    const between = ([low, high]: readonly number[]) =>
      m.power(10, m.constant(low + (high - low) * uniform()));
    return { rate: between(learning_rate), reg: between(reg) };
  });
  return {
    learning_rate: vector(drawn.map(({ rate }) => rate)),
    reg: vector(drawn.map(({ reg }) => reg)),
  };
}

/** The range of the best trials. */
export function narrowRanges(
  { m, forms }: Design,
  { values, scores }: Tensors,
  { keep }: Loose,
): Tensors {
  const n = values.data.length;
  requireThat(
    scores.data.length === n,
    "shape",
    "There must be a score a value",
  );
  requireThat(keep >= 1 && keep <= n, "value", `There are ${n} trials to keep`);
  const logs = scores.data
    .map((score, i) => ({ score, value: values.data[i] }))
    .sort((a, b) => b.score - a.score)
    .slice(0, keep)
    .map(({ value }) => forms.log10(m, value));
  const end = (best: (a: number, b: number) => number) => ({
    shape: [],
    data: [logs.reduce((a, b) => best(a, b))],
  });
  return { low: end(Math.min), high: end(Math.max) };
}
