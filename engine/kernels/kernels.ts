/**
 * What an implementation of the kernels has to offer: the loops in which almost all
 * of the time goes. There are two, plain and SIMD, which give the same bits.
 *
 * Shapes are checked by the callers: kernels are bare.
 *
 * @module
 */
import type { Room, Tensor } from "../tensor.ts";

/** A matrix product; it is written to `z` where one is given, which it returns. */
export type Product = (x: Tensor, y: Tensor, z?: Tensor) => Tensor;

/** A function of each element of `x`, written to `y`, which may be `x` itself. */
export type ElementWise = (x: Float64Array, y: Float64Array) => void;

/**
 * Runs work with room for tensors that the kernels reach best. With the end of the
 * work, however it ends, all of them are gone: their memory is used again. The same
 * happens to what an outer call's room gives within an inner call.
 */
export type WithRoom = <T>(work: (room: Room) => T) => T;

/**
 * The kernels. Every sum over the inner dimension of a product starts at 0 and runs
 * in the order of its index, without fused multiply-add, and the functions are made of
 * + − · / alone: so results have the same bits on every machine.
 */
export interface Kernels {
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
  /** Lends room. */
  readonly withRoom: WithRoom;
}
