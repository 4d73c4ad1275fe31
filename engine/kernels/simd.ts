/**
 * The kernels in WebAssembly with SIMD.
 *
 * @module
 */
import { elementWise } from "./element_wise.ts";
import type { Kernels } from "./kernels.ts";
import { PRODUCT_BYTES, products } from "./products.ts";
import { openScratch } from "./scratch.ts";

/** The kernels with SIMD, or `undefined` where it is missing. */
export function simd(): Kernels | undefined {
  const scratch = openScratch(PRODUCT_BYTES);
  return scratch && { ...products(scratch), ...elementWise(scratch) };
}
