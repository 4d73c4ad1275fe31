/**
 * Batch normalization in training: every column of a batch of n gets mean β and
 * standard deviation γ.
 *
 * μ = (1/n)Σxᵢ, σ² = (1/n)Σ(xᵢ−μ)², x̂ = (x−μ)/√(σ²+ε), y = γx̂ + β
 *
 * The batch shapes its own μ and σ, so the gradient on x has two terms more than
 * that of a scaling. With g the upstream gradient:
 *
 * dγ = Σgᵢx̂ᵢ, dβ = Σgᵢ, dxᵢ = γ/√(σ²+ε) · (gᵢ − dβ/n − x̂ᵢ·dγ/n)
 *
 * Source: S. Ioffe and C. Szegedy, "Batch normalization" (2015).
 *
 * @module
 */
import { columnMoments, map, sumRows } from "../kernels/mod.ts";
import type { Tensor } from "../tensor.ts";
import {
  attribute,
  type Attributes,
  type Gate,
  requirePerColumn,
} from "./gate.ts";

/** y = γx̂ + β of x `[n, d]`, γ `[d]` and β `[d]`: `[n, d]`; `epsilon` is ε. */
export const batchNorm: Gate = {
  inputs: ["x", "gamma", "beta"],
  output: "y",
  forward: ([x, gamma, beta], attributes) => {
    requirePerColumn(x, { gamma, beta });
    const { xHat } = normalized(x, attributes), d = x.shape[1];
    return map(xHat, (a, i) => gamma.data[i % d] * a + beta.data[i % d]);
  },
  backward: (dy, [x, gamma], _y, attributes) => {
    const { xHat, deviation } = normalized(x, attributes), [n, d] = x.shape;
    const dbeta = sumRows(dy);
    const dgamma = sumRows(map(dy, (g, i) => g * xHat.data[i]));
    const dx = map(dy, (g, i) => {
      const j = i % d, a = xHat.data[i];
      const centred = g - dbeta.data[j] / n - a * (dgamma.data[j] / n);
      return gamma.data[j] / deviation.data[j] * centred;
    });
    return [dx, dgamma, dbeta];
  },
};

/** x̂ `[n, d]` and √(σ²+ε) `[d]`. */
function normalized(
  x: Tensor,
  attributes: Attributes,
): { xHat: Tensor; deviation: Tensor } {
  const epsilon = attribute(attributes, "epsilon"), d = x.shape[1];
  const { mean, variance } = columnMoments(x);
  const deviation = map(variance, (v) => Math.sqrt(v + epsilon));
  const xHat = map(
    x,
    (a, i) => (a - mean.data[i % d]) / deviation.data[i % d],
  );
  return { xHat, deviation };
}
