/**
 * exp, tanh, sigmoid and ReLU of arrays with SIMD. Numbers outside of the memory of
 * WebAssembly are copied in and out piece by piece, so that each stays in the cache.
 *
 * @module
 */
import { TOGETHER } from "./elementary_code.ts";
import { runElements } from "./elements.ts";
import type { ElementWise } from "./kernels.ts";
import { plain } from "./plain.ts";
import type { Memory } from "./memory.ts";
import type { Team } from "./team.ts";

/** Below so many numbers, copying costs more than SIMD saves. */
const WORTH_COPYING = 16;

/** The functions take so many numbers at a time. */
const STRIDE = 2 * TOGETHER;

/** The numbers of a piece, a multiple of the above. */
const PIECE = 170 * STRIDE;

/** The functions that work in this memory. */
export function elementWise(
  memory: Memory,
  team: Team,
): Record<Name, ElementWise> {
  const kernel = (name: Name): ElementWise => (x, y) => {
    if (x.length < WORTH_COPYING) plain[name](x, y);
    else piecewise(memory, team, name, x, y);
  };
  return {
    exp: kernel("exp"),
    tanh: kernel("tanh"),
    sigmoid: kernel("sigmoid"),
    relu: kernel("relu"),
  };
}

type Name = "exp" | "tanh" | "sigmoid" | "relu";

function piecewise(
  { numbers, addressOf, code }: Memory,
  team: Team,
  name: Name,
  x: Float64Array,
  y: Float64Array,
): void {
  const atX = addressOf(x), atY = addressOf(y);
  // What is written past the end of the numbers must not land behind y.
  const inPlace = atX !== undefined && atY !== undefined
    ? x.length - x.length % STRIDE
    : 0;
  if (inPlace > 0) runElements(team, name, [atX!, atY!], inPlace);
  for (let start = inPlace; start < x.length; start += PIECE) {
    const length = Math.min(PIECE, x.length - start);
    numbers.set(x.subarray(start, start + length));
    code()[name](0, 0, length);
    y.set(numbers.subarray(0, length), start);
  }
}
