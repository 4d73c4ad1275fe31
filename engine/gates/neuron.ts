/**
 * The neuron of the lecture: firing rate = sigmoid(Σ wᵢxᵢ + b).
 *
 * @module
 */
import { map } from "../kernels/mod.ts";
import { item, type Nested, type Tensor, tensor } from "../tensor.ts";
import { sigmoid } from "./activations.ts";
import { type Gate, requireRank, requireSameShape } from "./gate.ts";

/** y = sigmoid(Σ wᵢxᵢ + b) of x `[d]`, w `[d]` and the scalar b: a scalar. */
export const neuron: Gate = {
  inputs: ["x", "w", "b"],
  output: "y",
  forward: ([x, w, b]) => {
    requireRank("x", x, 1);
    requireRank("b", b, 0);
    requireSameShape("weigh the inputs of a neuron", x, w);
    let sum = 0;
    for (let i = 0; i < x.data.length; i++) sum += w.data[i] * x.data[i];
    return sigmoid.forward([tensor(sum + item(b))], {});
  },
  backward: (dy, [x, w], y) => {
    const rate = item(y), ds = item(dy) * rate * (1 - rate);
    return [map(w, (a) => a * ds), map(x, (a) => a * ds), tensor(ds)];
  },
};

/**
 * The firing rate of one neuron: sigmoid(Σ wᵢxᵢ + b).
 *
 * @param inputs What arrives at the dendrites, `[d]`.
 * @param weights The synaptic strengths, `[d]`.
 * @param bias Added to the weighted sum.
 * @returns The rate, between 0 and 1.
 * @throws {ShapeError} If `inputs` and `weights` differ in length.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { neuronTick } from "./neuron.ts";
 *
 * assertEquals(neuronTick([1, -2], [0.5, 0.25]), 0.5);
 * ```
 */
export function neuronTick(
  inputs: readonly number[],
  weights: readonly number[],
  bias = 0,
): number {
  const parts: Nested[] = [inputs, weights, bias];
  return item(neuron.forward(parts.map((part): Tensor => tensor(part)), {}));
}
