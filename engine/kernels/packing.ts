/**
 * Rearranging matrices for the micro-kernel, as WebAssembly. It reads a factor in
 * panels four lanes wide, all of a step side by side: lane l of step k of a panel is
 * number 4k + l. The lanes are rows of x, and columns of y.
 *
 * Lanes past the last one of a matrix hold whatever is at hand, as what they give is no
 * part of the product.
 *
 * @module
 */
import {
  type Code,
  define,
  each,
  greater,
  increase,
  inOrder,
  int,
  load,
  type Local,
  multiplyInt,
  repeatWhile,
  set,
  shuffle,
  store,
  when,
} from "./assembler.ts";

/** The bytes of the four lanes of a step. */
const STEP = 32;

/**
 * Packs a matrix whose rows are the lanes: `packRows(source, stride, lanes, depth,
 * target)`, with the bytes from one row to the next. Two steps of four rows are read
 * and transposed at a time; after an odd depth the second of them is left out.
 */
export const packRows = define("packRows", (locals) => {
  const source = locals.param(), stride = locals.param();
  const lanes = locals.param(), depth = locals.param();
  const target = locals.param();
  const k = locals.i32(), to = locals.i32();
  const at = [0, 1, 2, 3].map(() => locals.i32());
  const rows = [0, 1, 2, 3].map(() => locals.v128());

  return repeatWhile(
    greater(lanes, int(0)),
    each(at, (row, i) =>
      inOrder(
        set(row, source),
        when(greater(lanes, int(i + 1)), increase(source, stride)),
      )),
    set(to, target),
    set(k, depth),
    repeatWhile(
      greater(k, int(0)),
      each(rows, (row, i) => set(row, load(at[i]))),
      storeStep(to, rows, 0),
      when(greater(k, int(1)), storeStep(to, rows, 1)),
      each(at, (row) => increase(row, int(2 * 8))),
      increase(to, int(2 * STEP)),
      increase(k, int(-2)),
    ),
    increase(target, multiplyInt(depth, int(STEP))),
    increase(lanes, int(-4)),
  );
});

/**
 * Packs a matrix whose columns are the lanes: `packColumns(source, stride, lanes,
 * depth, target)`. One row is read after the other: rows that lie a power of two apart
 * would otherwise push each other out of the cache.
 */
export const packColumns = define("packColumns", (locals) => {
  const source = locals.param(), stride = locals.param();
  const lanes = locals.param(), depth = locals.param();
  const target = locals.param();
  const k = locals.i32(), left = locals.i32();
  const from = locals.i32(), to = locals.i32();

  return inOrder(
    set(k, depth),
    repeatWhile(
      greater(k, int(0)),
      set(from, source),
      set(to, target),
      set(left, lanes),
      repeatWhile(
        greater(left, int(0)),
        each(
          [0, 16],
          (offset) => store(to, load(from, offset), offset),
        ),
        increase(from, int(STEP)),
        increase(to, multiplyInt(depth, int(STEP))),
        increase(left, int(-4)),
      ),
      increase(source, stride),
      increase(target, int(STEP)),
      increase(k, int(-1)),
    ),
  );
});

/** Stores the first or second numbers of four rows side by side. */
function storeStep(to: Local, rows: readonly Local[], step: 0 | 1): Code {
  return each([0, 2], (i) =>
    store(
      to,
      shuffle(rows[i], rows[i + 1], [step, 2 + step]),
      step * STEP + i * 8,
    ));
}
