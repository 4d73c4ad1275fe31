/**
 * The gradient check: an analytic gradient a against centred differences
 * n = (f(x+h) − f(x−h)) / 2h, by the relative error |a−n| / (|a|+|n|).
 *
 * @module
 */
import { ShapeError } from "./errors.ts";
import { requireSameShape } from "./gates/gate.ts";
import { showShape, type Tensor } from "./tensor.ts";

/** Options of {@linkcode checkGradient}. */
export interface CheckGradientOptions {
  /** The distance h; 1e-5 by default. */
  readonly step?: number;
}

/** Where analytic and numeric gradient differ the most. */
export interface GradientComparison {
  /**
   * The largest relative error: below 1e-7 is good, above 1e-2 wrong. Infinite where
   * one of the two gradients is no number.
   */
  readonly maxRelativeError: number;
  /** The index in `x.data` of the element that has it. */
  readonly index: number;
  /** The centred difference there. */
  readonly numeric: number;
  /** The analytic gradient there. */
  readonly analytic: number;
}

/** Below this sum of the two, rounding makes up most of the difference. */
const TINY = 1e-8;

/**
 * Compares a gradient with centred differences.
 *
 * Kinks are no errors: where `f` has one between x−h and x+h, as ReLU at 0, the two
 * gradients may differ though both are right.
 *
 * @param f A function of one tensor, such as a loss as a function of one parameter;
 * it is called twice for each element.
 * @param x Where to check, a tensor of any shape; it is not written to.
 * @param analytic The gradient of `f` at `x`, of its shape.
 * @returns The element with the largest relative error.
 * @throws {ShapeError} If the shapes differ, or there is no element.
 *
 * @example f = Σx³
 * ```ts
 * import { assert } from "@std/assert";
 * import { checkGradient } from "./gradient_check.ts";
 * import { type Tensor, tensor } from "./tensor.ts";
 *
 * const f = ({ data }: Tensor) => data.reduce((sum, a) => sum + a ** 3, 0);
 * const right = checkGradient(f, tensor([1, -2]), tensor([3, 12]));
 * assert(right.maxRelativeError < 1e-7);
 *
 * const wrong = checkGradient(f, tensor([1, -2]), tensor([3, -12]));
 * assert(wrong.maxRelativeError > 0.5 && wrong.index === 1);
 * ```
 */
export function checkGradient(
  f: (x: Tensor) => number,
  x: Tensor,
  analytic: Tensor,
  { step = 1e-5 }: CheckGradientOptions = {},
): GradientComparison {
  requireSameShape("compare gradients", x, analytic);
  const at = (index: number, value: number) =>
    f({ shape: x.shape, data: x.data.with(index, value) });
  const comparisons = Array.from(x.data, (value, index) => {
    const above = value + step, below = value - step;
    // Not 2·step: x ± step are rounded, the more so the larger x is.
    const numeric = (at(index, above) - at(index, below)) / (above - below);
    return compare(index, numeric, analytic.data[index]);
  });
  if (comparisons.length === 0) {
    throw new ShapeError(
      `Cannot check the gradient on no elements: the shape is ${
        showShape(x.shape)
      }`,
    );
  }
  return comparisons.reduce((worst, next) =>
    next.maxRelativeError > worst.maxRelativeError ? next : worst
  );
}

function compare(
  index: number,
  numeric: number,
  analytic: number,
): GradientComparison {
  const scale = Math.max(Math.abs(analytic) + Math.abs(numeric), TINY);
  const error = Math.abs(analytic - numeric) / scale;
  // NaN would lose every comparison, and so hide the worst of all errors.
  const maxRelativeError = Number.isNaN(error) ? Infinity : error;
  return { maxRelativeError, index, numeric, analytic };
}
