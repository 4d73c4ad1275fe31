/**
 * exp, tanh and sigmoid of arrays with SIMD. Numbers are copied into the memory of
 * WebAssembly and out again piece by piece, so that each piece stays in the cache.
 *
 * @module
 */
import type { ElementWise } from "./kernels.ts";
import { plain } from "./plain.ts";
import type { Scratch } from "./scratch.ts";

/** Below so many numbers, copying costs more than SIMD saves. */
const WORTH_COPYING = 16;

/** The numbers of a piece. */
const PIECE = 2048;

/** The functions that work in this scratch memory. */
export function elementWise(
  scratch: Scratch,
): Record<"exp" | "tanh" | "sigmoid", ElementWise> {
  const { exp, tanh, sigmoid } = scratch.code;
  return {
    exp: (x, y) => isSmall(x) ? plain.exp(x, y) : piecewise(scratch, exp, x, y),
    tanh: (x, y) =>
      isSmall(x) ? plain.tanh(x, y) : piecewise(scratch, tanh, x, y),
    sigmoid: (x, y) =>
      isSmall(x) ? plain.sigmoid(x, y) : piecewise(scratch, sigmoid, x, y),
  };
}

function isSmall({ length }: Float64Array): boolean {
  return length < WORTH_COPYING;
}

function piecewise(
  { numbers }: Scratch,
  f: Scratch["code"]["exp"],
  x: Float64Array,
  y: Float64Array,
): void {
  for (let start = 0; start < x.length; start += PIECE) {
    const piece = x.subarray(start, start + PIECE);
    numbers.set(piece);
    f(0, 0, Math.ceil(piece.length / 2));
    y.set(numbers.subarray(0, piece.length), start);
  }
}
