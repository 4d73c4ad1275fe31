/**
 * Mutants of the L2 penalty.
 *
 * @module
 */
import { flatten, type Nested, shapeOf } from "../../fixtures/numbers.ts";
import { type Matrix, product, transpose } from "./matrices.ts";
import {
  changed,
  mapNested,
  misunderstood,
  type Mutant,
  otherGradients,
  type Replaced,
  right,
  sumOfSquares,
} from "./mutant.ts";

const NAME = "l2_penalty";

/** Another function of the weights in place of Σw². */
function insteadOfSquares(f: (w: Nested) => number): Replaced {
  return changed(NAME, (answer, { inputs: { w }, attributes }) => ({
    ...answer,
    loss: 0.5 * (attributes.reg as number) * f(w),
  }));
}

/** The square of the largest singular value, by power iteration. */
function spectralNormSquared(w: Matrix): number {
  const gram = product(transpose(w), w);
  let v = gram.map((_, i) => [1 + i / 7]), size = 0;
  for (let i = 0; i < 500; i++) {
    const next = product(gram, v);
    size = Math.sqrt(sumOfSquares(next));
    if (!(size > 0)) return size;
    v = next.map(([a]) => [a / size]);
  }
  return size;
}

/** Mutants of l2_penalty. */
export const penaltyMutants: readonly Mutant[] = [
  {
    id: "l2_penalty/no-half",
    note: "reg·Σw² with the gradient reg·w: loss and gradient do not fit",
    advice: "Halve the sum: ½·reg·Σw²",
    replace: () =>
      changed(
        NAME,
        ({ loss, ...rest }) => ({ ...rest, loss: 2 * (loss as number) }),
      ),
  },
  {
    id: "l2_penalty/no-half-in-both",
    note:
      "reg·Σw² with the gradient 2·reg·w, as in later assignments of cs231n: loss and gradient fit, at twice the strength",
    advice: "½·reg·Σw², with the gradient reg·w",
    replace: () =>
      misunderstood(NAME, ({ attributes }) => ({
        attributes: { reg: 2 * (attributes.reg as number) },
      })),
  },
  {
    id: "l2_penalty/one-factor-only",
    note:
      "w∘w is differentiated by one of its factors alone: ½·reg·w, as in brain.js",
    advice: "Both factors are w: their gradients add up to reg·w",
    replace: () =>
      otherGradients(NAME, ({ dw }) => ({ dw: mapNested(dw, (d) => d / 2) })),
  },
  {
    id: "l2_penalty/mean-of-squares",
    note: "the mean of the squares in place of their sum, in loss and gradient",
    advice: "Sum the squares: more weights cost more",
    replace: () =>
      misunderstood(NAME, ({ inputs, attributes }) => ({
        attributes: {
          reg: attributes.reg as number / flatten(inputs.w).length,
        },
      })),
  },
  {
    id: "l2_penalty/norm-not-squared",
    note: "the norm of w in place of its square: the same for norm 1",
    advice: "Square the norm, or do not take the root",
    replace: () => insteadOfSquares((w) => Math.sqrt(sumOfSquares(w))),
  },
  {
    id: "l2_penalty/spectral-norm",
    note:
      "`np.linalg.norm(w, 2)` of a matrix is its largest singular value: vectors do not show it",
    advice: "Sum the squares of all elements: the Frobenius norm",
    replace: () =>
      insteadOfSquares((w) =>
        shapeOf(w)!.length === 2
          ? spectralNormSquared(w as Matrix)
          : sumOfSquares(w)
      ),
  },
  {
    id: "l2_penalty/sum-of-sizes",
    note: "L1: Σ|w|, with the gradient reg·sign(w)",
    advice: "Square the weights",
    replace: () =>
      changed(NAME, (answer, { inputs: { w }, attributes, upstream }) => {
        const reg = attributes.reg as number;
        const loss = reg * flatten(w).reduce((s, a) => s + Math.abs(a), 0);
        if (!upstream) return { ...answer, loss };
        const scale = reg * (upstream.loss as number);
        return {
          ...answer,
          loss,
          dw: mapNested(w, (a) => scale * Math.sign(a)),
        };
      }),
  },
  {
    id: "l2_penalty/upstream-ignored",
    note:
      "the gradient is reg·w, whatever arrives, as for weight decay in an optimiser",
    advice: "Multiply the gradient by the upstream gradient",
    replace: () =>
      otherGradients(
        NAME,
        (_answer, request) =>
          right(NAME)({ ...request, upstream: { loss: 1 } }) as Record<
            string,
            Nested
          >,
      ),
  },
  {
    id: "l2_penalty/zero-is-default",
    note: "`reg || 0.001`: a reg of 0 is none",
    advice: "Ask whether reg is missing, not whether it is true",
    replace: () =>
      misunderstood(NAME, ({ attributes }) => ({
        attributes: { reg: attributes.reg || 0.001 },
      })),
  },
  {
    id: "l2_penalty/gradient-without-reg",
    note: "dw = w: right for reg 1 only",
    advice: "dw = reg·w·dloss",
    replace: () =>
      otherGradients(NAME, (_answer, { inputs, upstream }) => ({
        dw: mapNested(inputs.w, (a) => a * (upstream!.loss as number)),
      })),
  },
  {
    id: "l2_penalty/nan-left-out",
    note: "weights that are NaN are left out of the sum, as by `np.nansum`",
    advice: "Take the plain sum: one NaN makes the penalty NaN",
    replace: () =>
      insteadOfSquares((w) =>
        sumOfSquares(flatten(w).filter((a) => !Number.isNaN(a)))
      ),
  },
];
