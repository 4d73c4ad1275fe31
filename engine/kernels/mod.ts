/**
 * The loops in which the time goes. Where WebAssembly has SIMD, it does the heavy
 * ones; elsewhere plain TypeScript gives the same bits.
 *
 * @module
 */
import type { Kernels } from "./kernels.ts";
import { plain } from "./plain.ts";
import { simd } from "./simd.ts";

const kernels: Kernels = simd() ?? plain;

export const {
  matmul,
  matmulTransposedLeft,
  matmulTransposedRight,
  exp,
  tanh,
  sigmoid,
  withRoom,
} = kernels;
export * from "./loops.ts";
