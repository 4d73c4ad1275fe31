/**
 * The kernels in WebAssembly with SIMD.
 *
 * @module
 */
import { elementWise } from "./element_wise.ts";
import type { Kernels } from "./kernels.ts";
import { openMemory } from "./memory.ts";
import { PRODUCT_BYTES, products } from "./products.ts";

/** The bytes of room for tensors: a net of 3072-500-10 fits with a batch of 1000. */
const ROOM = 2 ** 26;

/** The kernels with SIMD, or `undefined` where it is missing. */
export function simd(room = ROOM): Kernels | undefined {
  const memory = openMemory(PRODUCT_BYTES, room) ??
    openMemory(PRODUCT_BYTES, 0); // where there is not so much to be had
  return memory && {
    ...products(memory),
    ...elementWise(memory),
    withRoom: memory.withRoom,
  };
}
