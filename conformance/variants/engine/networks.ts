/**
 * The two nets of SPEC.md 6.3 and 6.4, as graphs.
 *
 * @module
 */
import type { Design } from "./design.ts";
import type { Differentiated } from "./differentiation.ts";
import type { NumberContext } from "./gate.ts";
import { graphOf, type Node, valuesOf } from "./graph.ts";
import {
  map,
  requireShape,
  rowsOf,
  type Tensor,
  type Tensors,
  vector,
} from "./tensor.ts";

/** Loss of the two-layer net, and its gradients where an upstream arrives. */
export type Network = (
  design: Design,
  inputs: Tensors,
  reg: number,
  upstream?: Tensor,
) => Differentiated;

const SCORES: readonly Node[] = [
  { name: "a1", gate: "affine", inputs: ["x", "w1", "b1"] },
  { name: "h1", gate: "relu", inputs: ["a1"] },
  { name: "scores", gate: "affine", inputs: ["h1", "w2", "b2"] },
];

const DATA: readonly Node[] = [
  ...SCORES,
  {
    name: "data",
    gate: "softmax_cross_entropy",
    inputs: ["scores", "labels"],
  },
];

/** The whole batch at once. */
export const wholeBatch: Network = (design, inputs, reg, upstream) => {
  const attributes = { reg };
  const sums = design.forms.penaltiesFirst
    ? [["penalty", "r1", "r2"], ["loss", "data", "penalty"]]
    : [["first", "data", "r1"], ["loss", "first", "r2"]];
  const nodes: Node[] = [
    ...DATA,
    { name: "r1", gate: "l2_penalty", inputs: ["w1"], attributes },
    { name: "r2", gate: "l2_penalty", inputs: ["w2"], attributes },
    ...sums.map(([name, ...parts]) => ({ name, gate: "add", inputs: parts })),
  ];
  const graph = graphOf(nodes, "loss", Object.keys(inputs));
  return design.differentiate(design, graph, inputs, upstream);
};

/** Sample after sample: the gradients add up, and are divided in the end. */
export const sampleBySample: Network = (design, inputs, reg, upstream) => {
  const { m, forms, differentiate } = design, { x, labels } = inputs;
  const graph = graphOf(DATA, "data", Object.keys(inputs));
  // The checks of shapes and labels are those of the batch.
  differentiate(design, graph, inputs);
  const n = m.constant(x.shape[0]), one = { shape: [], data: [1] };
  const runs = rowsOf(x).map((row, i) => {
    const sample = {
      x: { shape: [1, row.length], data: row },
      labels: vector([labels.data[i]]),
    };
    return differentiate(design, graph, { ...inputs, ...sample }, one);
  });
  const scale = m.constant(reg), { w1, w2 } = inputs;
  const penalties = [w1, w2].map((w) => forms.penalty(m, w.data, scale));
  const data = m.divide(m.sum(runs.map(({ loss }) => loss.data[0])), n);
  const loss = { shape: [], data: [m.sum([data, ...penalties])] };
  if (!upstream) return { loss, gradients: {} };
  requireShape("the upstream gradient", upstream, []);
  const gradients = ["w1", "b1", "w2", "b2"].map((name) => {
    const isWeight = name.startsWith("w"), own = inputs[name];
    const gradient = map(own, (w, k) => {
      const parts = runs.map(({ gradients }) => gradients[name].data[k]);
      const mean = m.divide(m.sum(parts), n);
      const whole = isWeight ? m.multiplyAdd(scale, w, mean) : mean;
      return m.multiply(whole, upstream.data[0]);
    });
    return [name, gradient];
  });
  return { loss, gradients: Object.fromEntries(gradients) };
};

/** The scores of the two-layer net. */
export function scoresOf(context: NumberContext, inputs: Tensors): Tensor {
  const graph = graphOf(SCORES, "scores", Object.keys(inputs));
  return valuesOf(context, graph, inputs).get("scores")!;
}

/** The three-layer net on column vectors. */
export function mlpForward(context: NumberContext, inputs: Tensors): Tensors {
  requireShape("x", inputs.x, [-1, 1]);
  const nodes = [1, 2, 3].flatMap((i): Node[] => [
    {
      name: `p${i}`,
      gate: "matmul",
      inputs: [`w${i}`, i === 1 ? "x" : `h${i - 1}`],
    },
    {
      name: i === 3 ? "out" : `a${i}`,
      gate: "add",
      inputs: [`p${i}`, `b${i}`],
    },
    ...(i === 3 ? [] : [{ name: `h${i}`, gate: "sigmoid", inputs: [`a${i}`] }]),
  ]);
  const graph = graphOf(nodes, "out", Object.keys(inputs));
  const values = valuesOf(context, graph, inputs);
  return Object.fromEntries(
    ["h1", "h2", "out"].map((name) => [name, values.get(name)!]),
  );
}
