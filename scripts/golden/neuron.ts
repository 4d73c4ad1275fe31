/**
 * The neuron: sigmoid of a weighted sum and a bias.
 *
 * @module
 */
import type { Formula } from "../oracle/formula.ts";
import { sigmoid, sigmoidSlope } from "../oracle/functions.ts";
import { map, scalar } from "../oracle/tensor.ts";
import { type CaseSource, scattered } from "./source.ts";

export const neuron: Formula = {
  forward: (m, [x, w, b]) => {
    const products = x.data.map((a, i) => m.multiply(a, w.data[i]));
    return scalar(sigmoid(m, m.sum([...products, b.data[0]])));
  },
  backward: (m, dy, [x, w], y) => {
    const ds = m.multiply(dy.data[0], sigmoidSlope(m, y.data[0]));
    return [
      map(w, (a) => m.multiply(a, ds)),
      map(x, (a) => m.multiply(a, ds)),
      scalar(ds),
    ];
  },
};

export const neuronCases: CaseSource[] = [
  {
    name: "lecture",
    why: "fires with sigmoid(Σ wᵢxᵢ + b), with all three gradients",
    flags: ["upstream-ignored", "derivative"],
    inputs: { x: [-1, -2], w: [2, -3], b: -3 },
    upstream: { y: 1 },
  },
  {
    name: "bias",
    why: "adds the bias before the sigmoid, not after it",
    flags: ["bias-missing"],
    inputs: { x: [0, 0, 0], w: [1, 2, 3], b: 1.5 },
    upstream: { y: -2 },
  },
  {
    name: "gradients-swapped",
    why:
      "gives the inputs a gradient along the weights, and the other way round",
    flags: ["gradients-swapped"],
    inputs: { x: [1, 0, -0.5], w: [0.25, 2, 1], b: 0 },
    upstream: { y: 1 },
  },
  {
    name: "one-input",
    why: "works with a single input",
    inputs: { x: [0.5], w: [-1.5], b: 0.25 },
    upstream: { y: 4 },
  },
  {
    name: "balanced",
    why: "fires at ½ where excitation and inhibition cancel",
    inputs: { x: [1, 1], w: [2, -2], b: 0 },
    upstream: { y: 1 },
  },
  {
    name: "many-inputs",
    why: "sums 33 weighted inputs",
    flags: ["remainder"],
    inputs: { x: scattered(1, 33, 61)[0], w: scattered(1, 33, 62)[0], b: 0.5 },
    upstream: { y: 1 },
  },
  {
    name: "saturated",
    why: "stays finite and stops learning when it is driven to −1000",
    flags: ["overflow"],
    inputs: { x: [10, 10], w: [-50, -50], b: 0 },
    upstream: { y: 1 },
  },
  {
    name: "saturated-high",
    why: "stays finite and stops learning when it is driven to 1000",
    flags: ["overflow"],
    inputs: { x: [10, -10], w: [50, -50], b: 0 },
    upstream: { y: 1 },
  },
  {
    name: "saturated-by-bias",
    why: "stays finite when its bias drives it to −800",
    flags: ["overflow"],
    inputs: { x: [1, -1], w: [0.5, 0.25], b: -800 },
    upstream: { y: 2 },
  },
  {
    name: "infinity",
    why: "fires fully for an input of ∞ with a positive weight",
    flags: ["overflow"],
    inputs: { x: [Infinity, 1], w: [2, -1], b: 0 },
  },
  {
    name: "negative-upstream",
    why: "multiplies all three gradients by the upstream gradient",
    flags: ["upstream-ignored", "sign"],
    inputs: { x: [0.5, -1], w: [1, 0.5], b: -0.25 },
    upstream: { y: -3 },
  },
  {
    name: "nan",
    why: "gives NaN for a NaN input, even with weight 0",
    flags: ["nan-swallowed"],
    inputs: { x: [NaN, 1], w: [0, 1], b: 0 },
  },
  {
    name: "leaves-no-trace",
    why: "uses this request's inputs in the backward pass",
    flags: ["stale-cache", "accumulates"],
    section: "2.7",
    after: { inputs: { x: [2, 2], w: [1, 1], b: 1 }, upstream: { y: 9 } },
    inputs: { x: [0.5, -1], w: [1, 0.5], b: -0.25 },
    upstream: { y: 1 },
  },
  {
    name: "refuses-other-length",
    why: "refuses 2 inputs for 3 weights",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { x: [1, 2], w: [1, 2, 3], b: 0 },
  },
  {
    name: "refuses-more-inputs",
    why: "refuses 3 inputs for 2 weights",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { x: [1, 2, 3], w: [1, 2], b: 0 },
  },
  {
    name: "refuses-other-upstream",
    why: "refuses an upstream gradient of two numbers for its one output",
    flags: ["shape-unchecked"],
    section: "4.1",
    refuses: ["shape"],
    inputs: { x: [1, 2], w: [0.5, -1], b: 0 },
    upstream: { y: [1, 2] },
  },
];
