/**
 * exp, tanh, sigmoid and ReLU as WebAssembly, two numbers at a time: the steps of
 * `elementary.ts`, whose bits they give. Where that has a condition, both values are
 * computed here, and one is chosen.
 *
 * @module
 */
import {
  absolute,
  add,
  addBits,
  and,
  atLeast,
  atMost,
  choose,
  type Code,
  define,
  divide,
  each,
  greater,
  increase,
  int,
  less,
  load,
  type Local,
  multiply,
  negate,
  or,
  repeatWhile,
  set,
  shiftLeft,
  splat,
  store,
  subtract,
  type WasmFunction,
} from "./assembler.ts";
import {
  EXP_EVEN,
  EXP_HIGH,
  EXP_LOW,
  EXP_ODD,
  LN2,
  LN2_HIGH,
  LN2_LOW,
  LOG2_E,
  ROUNDER,
  SIGMOID_LOW,
  TANH_HIGH,
  TANH_P,
  TANH_Q,
  TANH_SMALL,
} from "./elementary.ts";

/**
 * So many vectors take each step together: it waits for the one before, and the
 * machine has other work meanwhile.
 */
export const TOGETHER = 6;

/** What formulas are made with. */
interface Tools {
  /** A variable of its own. */
  variable(): Local;
  /** A number in both lanes; it is kept in a variable, which is set only once. */
  constant(value: number): Code;
}

/** The steps that put f(x) in the place of x. */
type Formula = (x: Local, tools: Tools) => Code[];

/** The steps of `quickExp`. */
const quickExp: Formula = (x, tools) => {
  const { variable, constant: c } = tools;
  const n = variable(), shifted = variable(), square = variable();
  const even = variable(), odd = variable();
  return [
    ...wholePart(x, { n, shifted }, tools),
    set(x, subtract(x, multiply(n, c(LN2)))),
    set(square, multiply(x, x)),
    ...series(x, square, { even, odd }, tools),
    set(x, add(c(1), add(x, odd))),
    set(x, multiply(x, powerOfTwo(shifted, tools))),
  ];
};

const exp: Formula = (x, tools) => {
  const { variable, constant: c } = tools;
  const n = variable(), shifted = variable();
  return [
    set(x, atLeast(atMost(x, c(EXP_HIGH)), c(EXP_LOW))),
    ...reducedExp(x, { n, shifted }, tools),
    set(shifted, add(multiply(n, c(0.5)), c(ROUNDER))),
    set(n, subtract(n, subtract(shifted, c(ROUNDER)))),
    set(x, multiply(x, powerOfTwo(shifted, tools))),
    set(shifted, add(n, c(ROUNDER))),
    set(x, multiply(x, powerOfTwo(shifted, tools))),
  ];
};

/** Puts eˣ/2ⁿ in the place of x, and sets n and `shifted`, n + ROUNDER. */
function reducedExp(
  x: Local,
  whole: Record<"n" | "shifted", Local>,
  tools: Tools,
): Code[] {
  const { variable, constant: c } = tools, { n } = whole;
  const low = variable(), r = variable(), square = variable();
  const even = variable(), odd = variable(), head = variable();
  return [
    ...wholePart(x, whole, tools),
    set(x, subtract(x, multiply(n, c(LN2_HIGH)))),
    set(low, multiply(n, c(LN2_LOW))),
    set(r, subtract(x, low)),
    set(square, multiply(r, r)),
    ...series(r, square, { even, odd }, tools),
    set(low, subtract(odd, low)),
    set(head, add(c(1), x)),
    set(x, subtract(x, subtract(head, c(1)))),
    set(x, add(head, add(x, low))),
  ];
}

/** Sets n, x·log₂ e rounded to an integer, and n + ROUNDER. */
function wholePart(
  x: Local,
  { n, shifted }: Record<"n" | "shifted", Local>,
  { constant: c }: Tools,
): Code[] {
  return [
    set(shifted, add(multiply(x, c(LOG2_E)), c(ROUNDER))),
    set(n, subtract(shifted, c(ROUNDER))),
  ];
}

/** Sets `odd` to eʳ−1−r, from r and its square. */
function series(
  r: Local,
  square: Local,
  { even, odd }: Record<"even" | "odd", Local>,
  tools: Tools,
): Code[] {
  return [
    ...polynomial(even, EXP_EVEN, square, tools),
    ...polynomial(odd, EXP_ODD, square, tools),
    set(odd, add(even, multiply(r, odd))),
    set(odd, multiply(square, odd)),
  ];
}

const tanh: Formula = (x, tools) => {
  const { variable, constant: c } = tools;
  const a = variable(), z = variable(), isSmall = variable();
  const p = variable(), q = variable(), power = variable();
  return [
    set(a, absolute(x)),
    set(power, multiply(c(2), atMost(a, c(TANH_HIGH)))),
    ...quickExp(power, tools),
    set(power, add(power, c(1))),
    set(z, multiply(a, a)),
    ...polynomial(p, TANH_P, z, tools),
    ...polynomial(q, TANH_Q, z, tools),
    set(p, multiply(multiply(a, z), p)),
    set(isSmall, less(a, c(TANH_SMALL))),
    set(p, choose(p, c(2), isSmall)),
    set(q, choose(q, power, isSmall)),
    set(a, choose(a, c(1), isSmall)),
    set(a, subtract(a, divide(p, q))),
    set(x, or(a, and(x, c(-0)))),
  ];
};

const sigmoid: Formula = (x, tools) => {
  const { variable, constant: c } = tools;
  const isLow = variable(), power = variable();
  return [
    set(isLow, less(x, c(SIGMOID_LOW))),
    set(power, choose(x, negate(x), isLow)),
    ...exp(power, tools),
    set(x, divide(c(1), add(c(1), power))),
    set(x, choose(power, x, isLow)),
  ];
};

/** The sum turns −0 into 0, as `Math.max(0, x)` does. */
const relu: Formula = (x, { constant: c }) => [
  set(x, add(atLeast(x, c(0)), c(0))),
];

/** Horner's rule, written out. */
function polynomial(
  sum: Local,
  coefficients: Float64Array,
  z: Local,
  { constant: c }: Tools,
): Code[] {
  const [first, ...others] = coefficients.toReversed();
  return others.map((other, i) => {
    const before = i > 0 ? sum : c(first);
    const product = i === 0 && first === 1 ? z : multiply(before, z);
    return set(sum, add(product, c(other)));
  });
}

/**
 * 2ⁿ, from n + ROUNDER: its low bits are those of n, which belong into the exponent.
 */
function powerOfTwo(shifted: Code, { constant: c }: Tools): Code {
  return addBits(shiftLeft(shifted, 52), c(1));
}

/** `name(x, y, count)`: f of each number at address x, written to y. */
function elementWise(name: string, formula: Formula): WasmFunction {
  return define(name, (locals) => {
    const x = locals.param(), y = locals.param(), count = locals.param();
    const constants = new Map<number, Local>();
    const constant = (value: number): Code => {
      const key = Object.is(value, -0) ? NaN : value; // a Map takes −0 for 0
      const local = constants.get(key) ?? locals.v128();
      constants.set(key, local);
      return local;
    };
    const values = Array.from({ length: TOGETHER }, locals.v128);
    const steps = values.map((value, i) => [
      set(value, load(x, i * 16)),
      ...formula(value, { variable: locals.v128, constant }),
      store(y, value, i * 16),
    ]);
    const loop = repeatWhile(
      greater(count, int(0)),
      each(steps[0], (_, i) => each(steps, (ofOne) => ofOne[i])),
      increase(x, int(TOGETHER * 16)),
      increase(y, int(TOGETHER * 16)),
      increase(count, int(-2 * TOGETHER)),
    );
    const setConstants = each(
      [...constants],
      ([key, local]) => set(local, splat(Number.isNaN(key) ? -0 : key)),
    );
    return setConstants + loop;
  });
}

/** The functions of the module. */
export const elementaryFunctions = [
  elementWise("exp", exp),
  elementWise("tanh", tanh),
  elementWise("sigmoid", sigmoid),
  elementWise("relu", relu),
];
