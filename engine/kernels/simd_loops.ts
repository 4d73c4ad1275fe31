/**
 * The loops of little arithmetic with SIMD, on numbers in the memory of WebAssembly.
 * Others are left to plain TypeScript: copying them would take what SIMD saves.
 *
 * @module
 */
import { runElements } from "./elements.ts";
import type { Loops } from "./kernels.ts";
import type { Memory } from "./memory.ts";
import { loops as plain, PARTIAL_SUMS } from "./plain_loops.ts";
import type { Team } from "./team.ts";

/** The loops that work in this memory. */
export function loops(
  { numbers, addressOf, code }: Memory,
  team: Team,
): Loops {
  const ofTwo = (name: "times" | "axpy") =>
  (
    x: Float64Array,
    y: Float64Array,
    a: number,
  ) => {
    const atX = addressOf(x), atY = addressOf(y);
    if (atX === undefined || atY === undefined) plain[name](x, y, a);
    else runElements(team, name, [atX, atY], x.length, [a]);
  };
  const ofThree = (
    name: "reluBackward" | "tanhBackward" | "sigmoidBackward" | "momentum",
  ) =>
  (x: Float64Array, y: Float64Array, z: Float64Array, a = 0, b = 0) => {
    const atX = addressOf(x), atY = addressOf(y), atZ = addressOf(z);
    if (atX === undefined || atY === undefined || atZ === undefined) {
      plain[name](x, y, z, a, b);
    } else runElements(team, name, [atX, atY, atZ], x.length, [a, b]);
  };
  return {
    reluBackward: ofThree("reluBackward"),
    tanhBackward: ofThree("tanhBackward"),
    sigmoidBackward: ofThree("sigmoidBackward"),
    times: ofTwo("times"),
    axpy: ofTwo("axpy"),
    momentum: ofThree("momentum"),
    sumOfSquares: (x) => {
      const at = addressOf(x);
      if (at === undefined) return plain.sumOfSquares(x);
      const rest = x.length % PARTIAL_SUMS, whole = x.length - rest;
      const partial = numbers.fill(0, 0, PARTIAL_SUMS);
      code().addSquares(at, whole, 0);
      for (let l = 0; l < rest; l++) partial[l] += x[whole + l] * x[whole + l];
      let sum = 0;
      for (let l = 0; l < PARTIAL_SUMS; l++) sum += partial[l];
      return sum;
    },
  };
}
