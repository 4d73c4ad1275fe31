/**
 * The innermost loops of the matrix product, as WebAssembly: tiles of 4×4 sums that
 * stay in registers while the whole inner dimension runs past them.
 *
 * A load costs more than an addition here, as it is checked against the size of the
 * memory. So both factors are loaded as whole vectors, two rows of x and two columns
 * of y, and the vector of x is used twice, the second time with its lanes swapped:
 * the first products belong to the diagonal of a 2×2 block of z, the second ones to
 * its antidiagonal. Only at the end are the lanes sorted into rows.
 *
 * @module
 */
import {
  add,
  asLongAs,
  type Code,
  define,
  each,
  greater,
  ifElse,
  increase,
  inOrder,
  int,
  load,
  type Local,
  type Locals,
  multiply,
  multiplyInt,
  repeatWhile,
  set,
  shuffle,
  splat,
  store,
  storeLane,
  times,
  when,
} from "./assembler.ts";

/** Rows and columns of a tile: panels of packed factors have that width. */
export const TILE = 4;

/** The bytes of a vector, two numbers. */
const VECTOR = 16;

/** So many steps of the inner dimension are written out, to save jumps. */
const UNROLLED = 4;

/** The sums of a 2×2 block of z. */
interface Block {
  /** z(0, 0) and z(1, 1). */
  readonly diagonal: Local;
  /** z(1, 0) and z(0, 1). */
  readonly antidiagonal: Local;
}

const swapLanes = (a: Local): Code => shuffle(a, a, [1, 0]);

/**
 * z = x·y, or z += x·y, of packed factors: `multiply(rows, columns, depth, x, y, z,
 * stride, isFirst)` with addresses x, y and z, and the bytes from one row of z to the
 * next. The factors are made of whole tiles, of which z gets what belongs to it.
 */
export const multiplyPacked = define("multiply", (locals) => {
  const rows = locals.param(), columns = locals.param();
  const depth = locals.param(), x = locals.param(), y = locals.param();
  const z = locals.param(), stride = locals.param(), isFirst = locals.param();
  const rowsLeft = locals.i32(), k = locals.i32();
  const a = locals.i32(), b = locals.i32(), next = locals.i32();
  const zRows = [0, 1, 2, 3].map(() => locals.i32());
  const registers = tileRegisters(locals);
  const { blocks } = registers;

  /** As many steps as are left, `count` at a time, for two or four columns. */
  const someSteps = (count: number, halves: number): Code =>
    asLongAs(
      greater(k, int(count - 1)),
      times(count, (i) => step(a, b, i, registers, halves)),
      increase(a, int(count * TILE * 8)),
      increase(b, int(count * TILE * 8)),
      increase(k, int(-count)),
    );

  return repeatWhile(
    greater(columns, int(0)),
    set(a, x),
    set(next, z),
    set(rowsLeft, rows),
    repeatWhile(
      greater(rowsLeft, int(0)),
      each(zRows, (row, i) =>
        inOrder(
          set(row, next),
          // In place of a row below the last one, the last one is read again.
          when(greater(rowsLeft, int(i + 1)), increase(next, stride)),
        )),
      ifElse(
        isFirst,
        each(
          blocks.flat(),
          ({ diagonal, antidiagonal }) =>
            set(diagonal, splat(0)) + set(antidiagonal, splat(0)),
        ),
        loadTile(zRows, blocks),
      ),
      set(b, y),
      set(k, depth),
      ifElse(
        greater(columns, int(TILE / 2)),
        someSteps(UNROLLED, 2) + someSteps(1, 2),
        someSteps(UNROLLED, 1) + someSteps(1, 1),
      ),
      ifElse(
        multiplyInt(
          greater(rowsLeft, int(TILE - 1)),
          greater(columns, int(TILE - 1)),
        ),
        each(zRows, (row, i) => storeRow(row, i, blocks)),
        each(zRows, (row, i) =>
          when(
            greater(rowsLeft, int(i)),
            storePartOfRow(row, i, blocks, columns),
          )),
      ),
      increase(rowsLeft, int(-TILE)),
    ),
    set(y, b),
    increase(z, int(TILE * 8)),
    increase(columns, int(-TILE)),
  );
});

interface Registers {
  /** The blocks of the tile, by row and column. */
  readonly blocks: readonly (readonly Block[])[];
  readonly xs: Local;
  readonly ys: readonly Local[];
}

function tileRegisters(locals: Locals): Registers {
  const block = (): Block => ({
    diagonal: locals.v128(),
    antidiagonal: locals.v128(),
  });
  const blocks = [0, 1].map(() => [block(), block()]);
  return { blocks, xs: locals.v128(), ys: [locals.v128(), locals.v128()] };
}

/**
 * Adds the products of the `i`-th step from addresses a and b on, to the first half of
 * the columns or to both.
 */
function step(
  a: Local,
  b: Local,
  i: number,
  { blocks, xs, ys: allYs }: Registers,
  halves: number,
): Code {
  const ys = allYs.slice(0, halves);
  const at = i * TILE * 8;
  const addTo = (sum: Local, y: Local) => set(sum, add(sum, multiply(xs, y)));
  return inOrder(
    each(ys, (y, j) => set(y, load(b, at + j * VECTOR))),
    each(blocks, (row, i) =>
      inOrder(
        set(xs, load(a, at + i * VECTOR)),
        each(ys, (y, j) => addTo(row[j].diagonal, y)),
        set(xs, swapLanes(xs)),
        each(ys, (y, j) => addTo(row[j].antidiagonal, y)),
      )),
  );
}

/** Loads the tile that stands at these rows. */
function loadTile(
  zRows: readonly Local[],
  blocks: Registers["blocks"],
): Code {
  return each(blocks, (row, i) =>
    each(row, ({ diagonal, antidiagonal }, j) => {
      const [upper, lower] = [zRows[2 * i], zRows[2 * i + 1]]
        .map((row) => load(row, j * VECTOR));
      return inOrder(
        set(diagonal, shuffle(upper, lower, [0, 3])),
        set(antidiagonal, shuffle(lower, upper, [0, 3])),
      );
    }));
}

/** The two vectors of a row of the tile. */
function rowOf(blocks: Registers["blocks"], i: number): Code[] {
  return blocks[i >> 1].map(({ diagonal, antidiagonal }) =>
    i % 2 === 0
      ? shuffle(diagonal, antidiagonal, [0, 3])
      : shuffle(antidiagonal, diagonal, [0, 3])
  );
}

function storeRow(row: Local, i: number, blocks: Registers["blocks"]): Code {
  return each(
    rowOf(blocks, i),
    (vector, j) => store(row, vector, j * VECTOR),
  );
}

/** Stores as many numbers of a row as there are columns. */
function storePartOfRow(
  row: Local,
  i: number,
  blocks: Registers["blocks"],
  columns: Local,
): Code {
  return each(rowOf(blocks, i), (vector, j) =>
    ifElse(
      greater(columns, int(2 * j + 1)),
      store(row, vector, j * VECTOR),
      when(
        greater(columns, int(2 * j)),
        storeLane(row, vector, 0, j * VECTOR),
      ),
    ));
}
