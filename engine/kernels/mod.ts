/**
 * The loops in which the time goes. Where WebAssembly has SIMD, it does the heavy
 * ones; elsewhere plain TypeScript gives the same bits.
 *
 * @module
 */
import type { Kernels } from "./kernels.ts";
import { plain } from "./plain.ts";
import { simd } from "./simd.ts";

const fast = simd();
const kernels: Kernels = fast?.kernels ?? plain;

/** The threads that run the SIMD kernels. */
export const team = fast?.team;

export const {
  matmul,
  matmulTransposedLeft,
  matmulTransposedRight,
  exp,
  tanh,
  sigmoid,
  relu,
  reluBackward,
  tanhBackward,
  sigmoidBackward,
  times,
  axpy,
  momentum,
  sumOfSquares,
  softmax,
  twist,
  withRoom,
} = kernels;
export * from "./loops.ts";
export { fromLargest } from "./softmax.ts";
export { floatOf } from "./plain_twister.ts";
