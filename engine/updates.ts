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
 * nothing. State that is not given starts at zeros. The steps themselves stand in
 * `updates_in_place.ts`.
 *
 * @module
 */
import { copy } from "./kernels/mod.ts";
import { type Tensor, zeros } from "./tensor.ts";
import { stateNames, updatesInPlace } from "./updates_in_place.ts";

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
  state: UpdateState<never>,
  options: UpdateOptions,
): Updated<never> {
  return onCopies("sgd", w, dw, state, options);
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
  state: UpdateState<"v">,
  options: UpdateOptions,
): Updated<"v"> {
  return onCopies("momentum", w, dw, state, options);
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
  state: UpdateState<"v">,
  options: UpdateOptions,
): Updated<"v"> {
  return onCopies("nesterov", w, dw, state, options);
}

/** Adagrad: a weight slows down with all the gradient that it has ever seen. */
export function adagrad(
  w: Tensor,
  dw: Tensor,
  state: UpdateState<"cache">,
  options: UpdateOptions,
): Updated<"cache"> {
  return onCopies("adagrad", w, dw, state, options);
}

/** RMSprop: Adagrad whose memory fades. */
export function rmsprop(
  w: Tensor,
  dw: Tensor,
  state: UpdateState<"cache">,
  options: UpdateOptions,
): Updated<"cache"> {
  return onCopies("rmsprop", w, dw, state, options);
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
  state: UpdateState<"m" | "v">,
  options: UpdateOptions,
): Updated<"m" | "v"> {
  return onCopies("adam", w, dw, state, options);
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

/** Makes a step with copies of the parameter and its state. */
function onCopies<Name extends string>(
  rule: UpdateName,
  w: Tensor,
  dw: Tensor,
  state: UpdateState<Name>,
  options: UpdateOptions,
): Updated<Name> {
  const names = stateNames[rule] as readonly Name[];
  const entries = names.map((name) => {
    const known: Tensor | undefined = state[name];
    return [name, known ? copy(known) : zeros(w.shape)];
  });
  const moving = Object.fromEntries([["w", copy(w)], ...entries]);
  updatesInPlace[rule](moving, dw, options);
  return moving;
}
