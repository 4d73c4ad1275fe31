/**
 * Update rules: how a parameter w moves, given the gradient dw on it. With η the
 * learning rate, and squares and roots element by element:
 *
 * | rule | step |
 * |---|---|
 * | sgd | w ← w − η·dw |
 * | momentum | v ← μ·v − η·dw, w ← w + v |
 * | nesterov | v′ = μ·v − η·dw, w ← w − μ·v + (1+μ)·v′, v ← v′ |
 * | adagrad | cache ← cache + dw², w ← w − η·dw/(√cache + ε) |
 * | rmsprop | cache ← ρ·cache + (1−ρ)·dw², w ← w − η·dw/(√cache + ε) |
 * | adam | m ← β₁·m + (1−β₁)·dw, v ← β₂·v + (1−β₂)·dw², w ← w − η·m̂/(√v̂ + ε), with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ) |
 *
 * Rules are pure: they return the new parameter and the new state, and write to
 * nothing. State that is not given starts at zeros.
 *
 * @module
 */
import { requireInteger } from "./checks.ts";
import { ValueError } from "./errors.ts";
import { requireSameShape } from "./gates/gate.ts";
import { map, plus, times } from "./kernels/mod.ts";
import { type Tensor, zeros } from "./tensor.ts";

/** Options of the rules; each takes those that its formula has. */
export interface UpdateOptions {
  /** The learning rate η of this step. */
  readonly learningRate: number;
  /** μ of momentum and nesterov; it has no default. */
  readonly momentum?: number;
  /** ρ of rmsprop: the weight of the old cache, 0.99 by default. */
  readonly decay?: number;
  /** ε of adagrad, rmsprop and adam, outside of the root; 1e-8 by default. */
  readonly epsilon?: number;
  /** β₁ of adam, 0.9 by default. */
  readonly beta1?: number;
  /** β₂ of adam, 0.999 by default. */
  readonly beta2?: number;
  /** The number of this step, from 1, for adam's correction of its bias. */
  readonly t?: number;
}

/** The state of a rule, tensors of the parameter's shape; what is missing is zeros. */
export type UpdateState<Name extends string = string> = Readonly<
  Partial<Record<Name, Tensor>>
>;

/** The parameter `w` and the state of its rule after a step. */
export type Updated<Name extends string = string> = Readonly<
  Record<"w" | Name, Tensor>
>;

/**
 * One step of a parameter.
 *
 * @throws {ShapeError} If parameter, gradient and state differ in shape.
 * @throws {ValueError} If an option is missing that has no default.
 */
export type UpdateRule = (
  w: Tensor,
  dw: Tensor,
  state: UpdateState,
  options: UpdateOptions,
) => Updated;

/** The names of all update rules. */
export type UpdateName =
  | "sgd"
  | "momentum"
  | "nesterov"
  | "adagrad"
  | "rmsprop"
  | "adam";

/**
 * Plain stochastic gradient descent.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor } from "./tensor.ts";
 * import { sgd } from "./updates.ts";
 *
 * const { w } = sgd(tensor([1]), tensor([4]), {}, { learningRate: 0.5 });
 * assertEquals(w, tensor([-1]));
 * ```
 */
export function sgd(
  w: Tensor,
  dw: Tensor,
  _state: UpdateState<never>,
  { learningRate }: UpdateOptions,
): Updated<never> {
  requireFit(w, dw);
  return { w: plus(w, dw, -learningRate) };
}

/**
 * Momentum: w rolls with velocity v. The learning rate is inside the velocity, so
 * that a rate that decays leaves the speed already gained as it is.
 *
 * @throws {ValueError} If the option `momentum` is missing: a default of 0 would
 * silently make plain sgd of it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensor } from "./tensor.ts";
 * import { momentum } from "./updates.ts";
 *
 * const options = { learningRate: 0.5, momentum: 0.5 };
 * const first = momentum(tensor([1]), tensor([4]), {}, options);
 * const { w, v } = momentum(first.w, tensor([0]), first, options);
 * assertEquals([w, v], [tensor([-2]), tensor([-1])]);
 * ```
 */
export function momentum(
  w: Tensor,
  dw: Tensor,
  { v = zeros(w.shape) }: UpdateState<"v">,
  options: UpdateOptions,
): Updated<"v"> {
  const next = nextVelocity(w, dw, v, options);
  return { w: plus(w, next), v: next };
}

/**
 * Nesterov's momentum, in the form whose w is the point ahead, to which v is about
 * to carry: there the gradient is taken.
 *
 * @throws {ValueError} If the option `momentum` is missing.
 */
export function nesterov(
  w: Tensor,
  dw: Tensor,
  { v = zeros(w.shape) }: UpdateState<"v">,
  options: UpdateOptions,
): Updated<"v"> {
  const next = nextVelocity(w, dw, v, options), mu = momentumOf(options);
  const step = (a: number, i: number) =>
    a - mu * v.data[i] + (1 + mu) * next.data[i];
  return { w: map(w, step), v: next };
}

/** Adagrad: a weight slows down with all the gradient that it has ever seen. */
export function adagrad(
  w: Tensor,
  dw: Tensor,
  { cache = zeros(w.shape) }: UpdateState<"cache">,
  options: UpdateOptions,
): Updated<"cache"> {
  requireFit(w, dw, cache);
  const next = map(cache, (c, i) => c + dw.data[i] ** 2);
  return { w: scaledStep(w, dw, next, options), cache: next };
}

/** RMSprop: Adagrad whose memory fades. */
export function rmsprop(
  w: Tensor,
  dw: Tensor,
  { cache = zeros(w.shape) }: UpdateState<"cache">,
  options: UpdateOptions,
): Updated<"cache"> {
  requireFit(w, dw, cache);
  const { decay = 0.99 } = options;
  const next = map(cache, (c, i) => decay * c + (1 - decay) * dw.data[i] ** 2);
  return { w: scaledStep(w, dw, next, options), cache: next };
}

/**
 * Adam: momentum over RMSprop's scaling, both corrected for having started at 0. It
 * returns m and v as they are, without the correction.
 *
 * @throws {ValueError} If the option `t` is no integer from 1.
 *
 * Source: D. Kingma and J. Ba, "Adam: a method for stochastic optimization" (2015).
 *
 * @example Its first step is η against the sign of the gradient
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tensor } from "./tensor.ts";
 * import { adam } from "./updates.ts";
 *
 * const options = { learningRate: 0.5, t: 1 };
 * const { w } = adam(tensor([1]), tensor([4]), {}, options);
 * assertAlmostEquals(w.data[0], 0.5, 1e-8);
 * ```
 */
export function adam(
  w: Tensor,
  dw: Tensor,
  { m = zeros(w.shape), v = zeros(w.shape) }: UpdateState<"m" | "v">,
  options: UpdateOptions,
): Updated<"m" | "v"> {
  requireFit(w, dw, m, v);
  const { beta1 = 0.9, beta2 = 0.999, t = NaN } = options;
  requireInteger("step t of adam", t, 1);
  const nextM = map(m, (a, i) => beta1 * a + (1 - beta1) * dw.data[i]);
  const nextV = map(v, (a, i) => beta2 * a + (1 - beta2) * dw.data[i] ** 2);
  const mHat = map(nextM, (a) => a / (1 - beta1 ** t));
  const vHat = map(nextV, (a) => a / (1 - beta2 ** t));
  return { w: scaledStep(w, mHat, vHat, options), m: nextM, v: nextV };
}

/** All update rules by name. */
export const updateRules: Readonly<Record<UpdateName, UpdateRule>> = {
  sgd,
  momentum,
  nesterov,
  adagrad,
  rmsprop,
  adam,
};

/** μ·v − η·dw. */
function nextVelocity(
  w: Tensor,
  dw: Tensor,
  v: Tensor,
  options: UpdateOptions,
): Tensor {
  requireFit(w, dw, v);
  const mu = momentumOf(options), { learningRate } = options;
  return plus(times(mu, v), dw, -learningRate);
}

function momentumOf({ momentum }: UpdateOptions): number {
  if (momentum !== undefined) return momentum;
  throw new ValueError(
    `Rules with momentum need the option "momentum": it is ${momentum}`,
  );
}

/** w − η·direction/(√scale + ε). */
function scaledStep(
  w: Tensor,
  direction: Tensor,
  scale: Tensor,
  { learningRate, epsilon = 1e-8 }: UpdateOptions,
): Tensor {
  const step = (i: number) =>
    learningRate * direction.data[i] / (Math.sqrt(scale.data[i]) + epsilon);
  return map(w, (a, i) => a - step(i));
}

function requireFit(w: Tensor, ...others: readonly Tensor[]): void {
  for (const other of others) requireSameShape("update", w, other);
}
