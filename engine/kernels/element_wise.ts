/**
 * exp, tanh and sigmoid of arrays with SIMD. Numbers outside of the memory of
 * WebAssembly are copied in and out piece by piece, so that each stays in the cache.
 *
 * @module
 */
import { TOGETHER } from "./elementary_code.ts";
import type { ElementWise } from "./kernels.ts";
import { plain } from "./plain.ts";
import type { Memory } from "./memory.ts";

/** Below so many numbers, copying costs more than SIMD saves. */
const WORTH_COPYING = 16;

/** The functions take so many numbers at a time. */
const STRIDE = 2 * TOGETHER;

/** The numbers of a piece, a multiple of the above. */
const PIECE = 170 * STRIDE;

/** The functions that work in this memory. */
export function elementWise(
  memory: Memory,
): Record<"exp" | "tanh" | "sigmoid", ElementWise> {
  const { exp, tanh, sigmoid } = memory.code;
  return {
    exp: (x, y) => isSmall(x) ? plain.exp(x, y) : piecewise(memory, exp, x, y),
    tanh: (x, y) =>
      isSmall(x) ? plain.tanh(x, y) : piecewise(memory, tanh, x, y),
    sigmoid: (x, y) =>
      isSmall(x) ? plain.sigmoid(x, y) : piecewise(memory, sigmoid, x, y),
  };
}

function isSmall({ length }: Float64Array): boolean {
  return length < WORTH_COPYING;
}

function piecewise(
  { numbers, addressOf }: Memory,
  f: Memory["code"]["exp"],
  x: Float64Array,
  y: Float64Array,
): void {
  const atX = addressOf(x), atY = addressOf(y);
  for (let start = 0; start < x.length; start += PIECE) {
    const length = Math.min(PIECE, x.length - start);
    // What is written past the end of the numbers must not land behind y.
    const inPlace = atY !== undefined && length % STRIDE === 0;
    const from = atX === undefined ? 0 : atX + start * 8;
    const to = inPlace ? atY + start * 8 : 0;
    if (atX === undefined) numbers.set(x.subarray(start, start + length));
    f(from, to, Math.ceil(length / 2));
    if (!inPlace) y.set(numbers.subarray(0, length), start);
  }
}
