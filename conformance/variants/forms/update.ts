/**
 * Formulas of the update rules and the update ratio (SPEC.md 3.4).
 *
 * @module
 */
import type { Numbers } from "../arithmetic/arithmetic.ts";
import { requireThat } from "../engine/tensor.ts";

/** A formula in these numbers. */
export type OfNumbers<Names extends string> = (
  m: Numbers,
  parts: Readonly<Record<Names, number>>,
) => number;

/** Adam's η·m̂/(√v̂ + ε); `left1` is 1−β₁ᵗ. */
export type AdamStep = OfNumbers<
  "rate" | "mean" | "square" | "left1" | "left2" | "epsilon"
>;

/** ‖η·dw‖/‖w‖. */
export type UpdateRatio = (
  m: Numbers,
  w: readonly number[],
  dw: readonly number[],
  rate: number,
) => number;

type Blend = (m: Numbers, beta: number, old: number, now: number) => number;

/** β·old + (1−β)·now. */
export const weighted: Blend = (m, beta, old, now) =>
  m.multiplyAdd(beta, old, m.multiply(m.subtract(1, beta), now));

/** old + (1−β)·(now − old). */
export const fromOld: Blend = (m, beta, old, now) =>
  m.multiplyAdd(m.subtract(1, beta), m.subtract(now, old), old);

/** From whichever end is nearer, so that no weight is above ½. */
export const fromNearer: Blend = (m, beta, old, now) =>
  beta > 0.5
    ? fromOld(m, beta, old, now)
    : m.multiplyAdd(beta, m.subtract(old, now), now);

type Velocity = OfNumbers<"v" | "dw" | "rate" | "momentum">;

/** μ·v − η·dw. */
export const rateInside: Velocity = (m, { v, dw, rate, momentum }) =>
  m.multiplyAdd(momentum, v, -m.multiply(rate, dw));

/** −η·(μ·u + dw) of u = −v/η, where the rate is kept outside. */
export const rateOutside: Velocity = (m, { v, dw, rate, momentum }) => {
  requireThat(rate !== 0, "unsupported", "A rate of 0 leaves no trace of v");
  const u = -m.divide(v, rate);
  return -m.multiply(rate, m.multiplyAdd(momentum, u, dw));
};

/** What a step of momentum makes of a parameter. */
export type Coast = OfNumbers<"w" | "v" | "dw" | "next" | "rate" | "momentum">;

/** w + v′. */
export const alongVelocity: Coast = (m, { w, next }) => m.add(w, next);

/** w + μ·v − η·dw, from the left to the right. */
export const termByTerm: Coast = (m, { w, v, dw, rate, momentum }) =>
  m.multiplyAdd(-rate, dw, m.multiplyAdd(momentum, v, w));

/** What a step of Nesterov's rule makes of a parameter. */
export type Nesterov = Coast;

/** w − μ·v + (1+μ)·v′. */
export const threeTerms: Nesterov = (m, { w, v, next, momentum }) =>
  m.sum([
    w,
    -m.multiply(momentum, v),
    m.multiply(m.add(1, momentum), next),
  ]);

/** w + v′ + μ·(v′ − v). */
export const fromTheVelocity: Nesterov = (m, { w, v, next, momentum }) =>
  m.sum([w, next, m.multiply(momentum, m.subtract(next, v))]);

/** w + μ·v′ − η·dw. */
export const fromTheGradient: Nesterov = (
  m,
  { w, dw, next, rate, momentum },
) => m.multiplyAdd(-rate, dw, m.multiplyAdd(momentum, next, w));

/** m̂ = m/(1−β₁ᵗ), √v̂ = √(v/(1−β₂ᵗ)). */
export const rootOfQuotient: AdamStep = (m, parts) => {
  const { rate, mean, square, left1, left2, epsilon } = parts;
  const root = m.add(m.sqrt(m.divide(square, left2)), epsilon);
  return m.divide(m.multiply(rate, m.divide(mean, left1)), root);
};

/** η/(1−β₁ᵗ) times m/(√v/√(1−β₂ᵗ) + ε). */
export const quotientOfRoots: AdamStep = (m, parts) => {
  const { rate, mean, square, left1, left2, epsilon } = parts;
  const root = m.add(m.divide(m.sqrt(square), m.sqrt(left2)), epsilon);
  return m.multiply(m.divide(rate, left1), m.divide(mean, root));
};

/** η·√(1−β₂ᵗ)/(1−β₁ᵗ) times m/(√v + ε·√(1−β₂ᵗ)). */
export const correctedRate: AdamStep = (m, parts) => {
  const { rate, mean, square, left1, left2, epsilon } = parts;
  const correction = m.sqrt(left2);
  const corrected = m.divide(m.multiply(rate, correction), left1);
  const root = m.multiplyAdd(epsilon, correction, m.sqrt(square));
  return m.divide(m.multiply(corrected, mean), root);
};

/** The product of so many equal factors. */
export function repeatedProduct(
  m: Numbers,
  base: number,
  exponent: number,
): number {
  let product = m.constant(1);
  for (let i = 0; i < exponent; i++) product = m.multiply(product, base);
  return product;
}

type RateAt = OfNumbers<"rate" | "decay" | "epoch">;

/** η·decay^(epoch−1). */
export const byPower: RateAt = (m, { rate, decay, epoch }) =>
  m.multiply(rate, m.power(decay, epoch - 1));

/** Epoch after epoch. */
export const epochAfterEpoch: RateAt = (m, { rate, decay, epoch }) => {
  for (let i = 1; i < epoch; i++) rate = m.multiply(rate, decay);
  return rate;
};

/** The norm of η·dw over that of w. */
export const normOfProducts: UpdateRatio = (m, w, dw, rate) =>
  m.divide(norm(m, dw.map((d) => m.multiply(rate, d))), norm(m, w));

/** η times the norm of dw, over that of w. */
export const rateTimesNorm: UpdateRatio = (m, w, dw, rate) =>
  m.divide(m.multiply(rate, norm(m, dw)), norm(m, w));

/** The same with norms that cannot overflow. */
export const scaledNorms: UpdateRatio = (m, w, dw, rate) =>
  m.divide(m.multiply(rate, scaledNorm(m, dw)), scaledNorm(m, w));

function norm(m: Numbers, x: readonly number[]): number {
  return m.sqrt(m.dot(x, x));
}

/** Each element is divided by the largest, as BLAS does. */
function scaledNorm(m: Numbers, x: readonly number[]): number {
  const largest = x.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  if (largest === 0) return 0;
  return m.multiply(largest, norm(m, x.map((a) => m.divide(a, largest))));
}
