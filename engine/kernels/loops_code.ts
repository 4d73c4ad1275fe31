/**
 * The loops of little arithmetic as WebAssembly: two numbers at a time, in the steps of
 * `plain_loops.ts`. Each takes the addresses of its arrays, the count of their numbers,
 * and its factors: `axpy(x, y, count, a)`. Arrays may be the same. Nothing is written
 * behind the last number, though one more may be read.
 *
 * @module
 */
import {
  add,
  and,
  asLongAs,
  type Code,
  define,
  each,
  greater,
  increase,
  inOrder,
  int,
  less,
  load,
  type Local,
  multiply,
  set,
  splat,
  splatLocal,
  store,
  storeLane,
  subtract,
  times,
  type WasmFunction,
  when,
} from "./assembler.ts";
import { PARTIAL_SUMS } from "./plain_loops.ts";

/** The bytes of a vector, two numbers. */
const VECTOR = 16;

/** So many vectors are written out one after the other, to save jumps. */
const UNROLLED = 4;

/** What a loop does with an array. */
type Use = "read" | "write" | "change";

/** A number that the steps need: a constant, or one that the caller gives. */
type Factor = number | "given";

/** The steps on a vector of each array, with the factors in both lanes. */
type Steps = (vectors: Local[], factors: Code[]) => Code;

function loop(
  name: string,
  uses: readonly Use[],
  factors: readonly Factor[],
  steps: Steps,
): WasmFunction {
  return define(name, (locals) => {
    const arrays = uses.map(locals.param), count = locals.param();
    const values = factors.map((factor) =>
      factor === "given" ? splatLocal(locals.numberParam()) : splat(factor)
    );
    const pairs = factors.map(locals.v128), vectors = uses.map(locals.v128);
    const all = steps(vectors, pairs);

    const from = (offset: number): Code =>
      each(
        uses,
        (use, i) =>
          use === "write" ? "" : set(vectors[i], load(arrays[i], offset)),
      );
    const to = (offset: number, isLast = false): Code =>
      each(uses, (use, i) => {
        if (use === "read") return "";
        const at = arrays[i], vector = vectors[i];
        return isLast
          ? storeLane(at, vector, 0, offset)
          : store(at, vector, offset);
      });
    const some = (vectorCount: number): Code =>
      asLongAs(
        greater(count, int(2 * vectorCount - 1)),
        times(
          vectorCount,
          (i) => from(i * VECTOR) + all + to(i * VECTOR),
        ),
        each(arrays, (array) => increase(array, int(vectorCount * VECTOR))),
        increase(count, int(-2 * vectorCount)),
      );
    return inOrder(
      each(pairs, (pair, i) => set(pair, values[i])),
      some(UNROLLED),
      some(1),
      when(count, from(0), all, to(0, true)),
    );
  });
}

/** dx = dy·f(y), with the local gradient f. */
function backward(
  name: string,
  factors: readonly Factor[],
  localGradient: (y: Code, factors: Code[]) => Code,
): WasmFunction {
  const uses = ["read", "read", "write"] as const;
  return loop(
    name,
    uses,
    factors,
    ([dy, y, dx], values) => set(dx, multiply(dy, localGradient(y, values))),
  );
}

/**
 * `addSquares(x, count, sums)`: adds the squares of the numbers to the partial sums in
 * memory. The count must be a multiple of theirs.
 */
const addSquares = define("addSquares", (locals) => {
  const x = locals.param(), count = locals.param(), sums = locals.param();
  const partial = Array.from({ length: PARTIAL_SUMS / 2 }, locals.v128);
  const value = locals.v128();
  return inOrder(
    each(partial, (sum, i) => set(sum, load(sums, i * VECTOR))),
    asLongAs(
      count,
      each(partial, (sum, i) =>
        inOrder(
          set(value, load(x, i * VECTOR)),
          set(sum, add(sum, multiply(value, value))),
        )),
      increase(x, int(PARTIAL_SUMS * 8)),
      increase(count, int(-PARTIAL_SUMS)),
    ),
    each(partial, (sum, i) => store(sums, sum, i * VECTOR)),
  );
});

/** The functions of the module. */
export const loopFunctions = [
  backward("reluBackward", [0, 1], (y, [zero, one]) => and(less(zero, y), one)),
  backward("tanhBackward", [1], (y, [one]) => subtract(one, multiply(y, y))),
  backward("sigmoidBackward", [1], (y, [one]) => multiply(y, subtract(one, y))),
  loop(
    "times",
    ["read", "write"],
    ["given"],
    ([x, y], [a]) => set(y, multiply(a, x)),
  ),
  loop(
    "axpy",
    ["read", "change"],
    ["given"],
    ([x, y], [a]) => set(y, add(y, multiply(a, x))),
  ),
  loop("momentum", ["read", "change", "change"], ["given", "given"], (
    [g, v, w],
    [mu, rate],
  ) =>
    inOrder(
      set(v, subtract(multiply(mu, v), multiply(rate, g))),
      set(w, add(w, v)),
    )),
  addSquares,
];
