/**
 * What an implementation of the kernels has to offer: the loops in which almost all
 * of the time goes. There are two, plain and SIMD, which give the same bits.
 *
 * Shapes are checked by the callers: kernels are bare.
 *
 * @module
 */
import type { Room, Tensor } from "../tensor.ts";

/**
 * A matrix product; it is written to `z` where one is given, which it returns. Every sum
 * starts at 0, or from what stands in z if the product `adds` to it.
 */
export type Product = (
  x: Tensor,
  y: Tensor,
  z?: Tensor,
  adds?: boolean,
) => Tensor;

/** A function of each element of `x`, written to `y`, which may be `x` itself. */
export type ElementWise = (x: Float64Array, y: Float64Array) => void;

/** A function of each row of so many columns in `x`; `y` may be `x` itself. */
export type RowWise = (
  x: Float64Array,
  y: Float64Array,
  columns: number,
) => void;

/**
 * Of a function y = f(x) of each element, the gradient on x, from that on y and from y
 * itself. It is written to `dx`, which may be one of them.
 */
export type Backward = (
  dy: Float64Array,
  y: Float64Array,
  dx: Float64Array,
) => void;

/**
 * Runs work with room for tensors that the kernels reach best. With the end of the
 * work, however it ends, all of them are gone: their memory is used again. The same
 * happens to what an outer call's room gives within an inner call.
 */
export type WithRoom = <T>(work: (room: Room) => T) => T;

/**
 * Moves the 624 words of a state of MT19937 on, in their place, and writes the words that
 * the new ones give, and the 312 floats in [0, 1) that pairs of these give.
 */
export type Twist = (
  state: Int32Array,
  words: Int32Array,
  floats: Float64Array,
) => void;

/** Loops of little arithmetic on arrays of one length. */
export interface Loops {
  /** dx = dy where y > 0, else dy·0. */
  readonly reluBackward: Backward;
  /** dx = dy·(1 − y²). */
  readonly tanhBackward: Backward;
  /** dx = dy·(y·(1 − y)). */
  readonly sigmoidBackward: Backward;
  /** y = a·x; y may be x. */
  readonly times: (x: Float64Array, y: Float64Array, a: number) => void;
  /** y += a·x. */
  readonly axpy: (x: Float64Array, y: Float64Array, a: number) => void;
  /** A step with momentum: v = mu·v − rate·g, then w += v. */
  readonly momentum: (
    g: Float64Array,
    v: Float64Array,
    w: Float64Array,
    mu: number,
    rate: number,
  ) => void;
  /** Σx², in the order that `plain_loops.ts` defines. */
  readonly sumOfSquares: (x: Float64Array) => number;
}

/**
 * The kernels. Every sum over the inner dimension of a product, or over a row, runs in
 * the order of its index, without fused multiply-add, and the functions are made of
 * + − · / alone: so results have the same bits on every machine.
 */
export interface Kernels extends Loops {
  /** `x·y` of `x` `[n, k]` and `y` `[k, m]`: `[n, m]`. */
  readonly matmul: Product;
  /** `xᵀ·y` of `x` `[k, n]` and `y` `[k, m]`: `[n, m]`. */
  readonly matmulTransposedLeft: Product;
  /** `x·yᵀ` of `x` `[n, k]` and `y` `[m, k]`: `[n, m]`. */
  readonly matmulTransposedRight: Product;
  /** eˣ, within 1 ULP. */
  readonly exp: ElementWise;
  /** tanh x, within 2.5 ULP. */
  readonly tanh: ElementWise;
  /** 1/(1+e⁻ˣ), within 2.5 ULP. */
  readonly sigmoid: ElementWise;
  /** max(0, x), and NaN of NaN. */
  readonly relu: ElementWise;
  /** e^(x−m)/Σe^(x−m) along each row, with the row's maximum m. */
  readonly softmax: RowWise;
  /** A block of random numbers. */
  readonly twist: Twist;
  /** Lends room. */
  readonly withRoom: WithRoom;
}
