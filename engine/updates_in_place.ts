/**
 * The steps of the update rules, whose formulas are in `updates.ts`, written into the
 * parameter and its state: so a long training needs no memory for each of its steps.
 *
 * @module
 */
import { requireInteger } from "./checks.ts";
import { ValueError } from "./errors.ts";
import { requireSameShape } from "./gates/gate.ts";
import { axpy, momentum as momentumStep } from "./kernels/mod.ts";
import type { Tensor } from "./tensor.ts";
import type { Updated, UpdateName, UpdateOptions } from "./updates.ts";

/**
 * Moves the parameter `w` by one step, and its state: all tensors of `moving` are
 * written to.
 *
 * @throws {ShapeError} If parameter, gradient and state differ in shape.
 * @throws {ValueError} If an option is missing that has no default.
 */
export type UpdateInPlace = (
  moving: Updated,
  dw: Tensor,
  options: UpdateOptions,
) => void;

/** The names of the tensors that each rule keeps beside the parameter. */
export const stateNames: Readonly<Record<UpdateName, readonly string[]>> = {
  sgd: [],
  momentum: ["v"],
  nesterov: ["v"],
  adagrad: ["cache"],
  rmsprop: ["cache"],
  adam: ["m", "v"],
};

/** All update rules, writing to what they are given. */
export const updatesInPlace: Readonly<Record<UpdateName, UpdateInPlace>> = {
  sgd: (moving, dw, { learningRate }) => {
    const { w } = numbersOf(moving, dw);
    axpy(dw.data, w, -learningRate);
  },
  momentum: (moving, dw, options) => {
    const { w, v } = numbersOf(moving, dw);
    momentumStep(dw.data, v, w, momentumOf(options), options.learningRate);
  },
  nesterov: (moving, dw, options) => {
    const { w, v } = numbersOf(moving, dw), g = dw.data;
    const mu = momentumOf(options), { learningRate } = options;
    for (let i = 0; i < w.length; i++) {
      const next = mu * v[i] - learningRate * g[i];
      w[i] = w[i] - mu * v[i] + (1 + mu) * next;
      v[i] = next;
    }
  },
  adagrad: (moving, dw, { learningRate, epsilon = 1e-8 }) => {
    const { w, cache } = numbersOf(moving, dw), g = dw.data;
    for (let i = 0; i < w.length; i++) {
      cache[i] += g[i] * g[i];
      w[i] -= learningRate * g[i] / (Math.sqrt(cache[i]) + epsilon);
    }
  },
  rmsprop: (moving, dw, { learningRate, epsilon = 1e-8, decay = 0.99 }) => {
    const { w, cache } = numbersOf(moving, dw), g = dw.data;
    for (let i = 0; i < w.length; i++) {
      cache[i] = decay * cache[i] + (1 - decay) * (g[i] * g[i]);
      w[i] -= learningRate * g[i] / (Math.sqrt(cache[i]) + epsilon);
    }
  },
  adam: (moving, dw, options) => {
    const { w, m, v } = numbersOf(moving, dw), g = dw.data;
    const { learningRate, epsilon = 1e-8 } = options;
    const { beta1 = 0.9, beta2 = 0.999, t = NaN } = options;
    requireInteger("step t of adam", t, 1);
    const biasOfM = 1 - beta1 ** t, biasOfV = 1 - beta2 ** t;
    for (let i = 0; i < w.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
      const scale = Math.sqrt(v[i] / biasOfV) + epsilon;
      w[i] -= learningRate * (m[i] / biasOfM) / scale;
    }
  },
};

/** The numbers of parameter and state, which must have the shape of the gradient. */
function numbersOf(moving: Updated, dw: Tensor): Record<string, Float64Array> {
  for (const tensor of [dw, ...Object.values(moving)]) {
    requireSameShape("update", moving.w, tensor);
  }
  return Object.fromEntries(
    Object.entries(moving).map(([name, { data }]) => [name, data]),
  );
}

function momentumOf({ momentum }: UpdateOptions): number {
  if (momentum !== undefined) return momentum;
  throw new ValueError(
    `Rules with momentum need the option "momentum": it is ${momentum}`,
  );
}
