/**
 * A small assembler for WebAssembly: each function gives the bytes of one
 * instruction behind those of its operands, so that nested calls read like the
 * expression that they compute. Functions have no results, and the one memory is
 * imported.
 *
 * Source: WebAssembly Core Specification 2.0, chapter 5, "Binary Format".
 *
 * @module
 */

/** Bytes, nested as they were put together. */
export type Code = readonly (number | Code)[];

/** The number of a local variable or parameter of a function. */
export type Local = number;

/** Hands out the parameters and local variables of a function. */
export interface Locals {
  /** The next parameter, an i32; all of them come before the first variable. */
  param(): Local;
  /** The next parameter, a float64. */
  numberParam(): Local;
  /** A variable for an integer or an address. */
  i32(): Local;
  /** A variable for a vector of two float64. */
  v128(): Local;
}

const I32 = 0x7f, F64 = 0x7c, V128 = 0x7b, NO_RESULT = 0x40, END = 0x0b;

/** An unsigned integer in LEB128. */
function unsigned(n: number): number[] {
  return n < 128 ? [n] : [n & 127 | 128, ...unsigned(n >>> 7)];
}

/** A signed integer in LEB128. */
function signed(n: number): number[] {
  return -64 <= n && n < 64 ? [n & 127] : [n & 127 | 128, ...signed(n >> 7)];
}

/** The value of a local. */
export const get = (local: Local): Code => [0x20, unsigned(local)];

/** Sets a local. */
export const set = (local: Local, value: Code): Code => [
  value,
  0x21,
  unsigned(local),
];

/** An integer. */
export const int = (n: number): Code => [0x41, signed(n)];

/** a + b of integers. */
export const addInt = (a: Code, b: Code): Code => [a, b, 0x6a];

/** a·b of integers. */
export const multiplyInt = (a: Code, b: Code): Code => [a, b, 0x6c];

/** a > b of signed integers. */
export const greater = (a: Code, b: Code): Code => [a, b, 0x4a];

/** Adds an integer to a local. */
export const increase = (local: Local, by: Code): Code =>
  set(local, addInt(get(local), by));

/** Runs code if the condition is not 0. */
export const when = (condition: Code, ...code: Code[]): Code => [
  condition,
  [0x04, NO_RESULT],
  code,
  END,
];

/** Runs the first code if the condition is not 0, or else the second. */
export const ifElse = (condition: Code, yes: Code, no: Code): Code => [
  condition,
  [0x04, NO_RESULT],
  yes,
  0x05,
  no,
  END,
];

/** Runs code, and runs it again as long as the condition behind it is not 0. */
export const repeatWhile = (condition: Code, ...code: Code[]): Code => [
  [0x03, NO_RESULT],
  code,
  condition,
  [0x0d, 0],
  END,
];

/** Runs code as long as the condition before it is not 0. */
export const asLongAs = (condition: Code, ...code: Code[]): Code =>
  when(condition, repeatWhile(condition, ...code));

const SIMD = 0xfd;

/** An instruction on vectors, by the number that the specification gives it. */
const simd = (opcode: number, ...operands: Code[]): Code => [
  operands,
  SIMD,
  unsigned(opcode),
];

/** The vector at an address, which need not be aligned. */
export const load = (address: Code, offset = 0): Code => [
  simd(0x00, address),
  3,
  unsigned(offset),
];

/** Stores a vector at an address. */
export const store = (address: Code, value: Code, offset = 0): Code => [
  simd(0x0b, address, value),
  3,
  unsigned(offset),
];

/** Stores one lane of a vector, a number, at an address. */
export const storeLane = (
  address: Code,
  value: Code,
  lane: 0 | 1,
  offset = 0,
): Code => [simd(0x5b, address, value), 3, unsigned(offset), lane];

/** The vector that has this number in both lanes. */
export const splat = (number: number): Code => [
  simd(0x0c),
  [...new Uint8Array(Float64Array.of(number, number).buffer)],
];

/** The vector that has the number of a local in both lanes. */
export const splatLocal = (number: Local): Code => simd(0x14, get(number));

/** Two lanes of the four that a and b have together: 0 and 1 are of a, 2 and 3 of b. */
export const shuffle = (
  a: Code,
  b: Code,
  lanes: readonly [number, number],
): Code => [
  simd(0x0d, a, b),
  lanes.flatMap((lane) => [0, 1, 2, 3, 4, 5, 6, 7].map((i) => lane * 8 + i)),
];

/** The vector that has this integer of 32 bits in all four lanes. */
export const splatWord = (word: number): Code => [
  simd(0x0c),
  [...new Uint8Array(Int32Array.of(word, word, word, word).buffer)],
];

/** Words of a and b, by number: 0 to 3 are of a, 4 to 7 of b. */
export const shuffleWords = (
  a: Code,
  b: Code,
  words: readonly [number, number, number, number],
): Code => [
  simd(0x0d, a, b),
  words.flatMap((word) => [0, 1, 2, 3].map((i) => word * 4 + i)),
];

/** The bits of each word shifted to the left. */
export const shiftWordsLeft = (a: Code, bits: number): Code =>
  simd(0xab, a, int(bits));

/** The bits of each word shifted to the right, with zeros from the left. */
export const shiftWordsRight = (a: Code, bits: number): Code =>
  simd(0xad, a, int(bits));

/** −a of each word. */
export const negateWords = (a: Code): Code => simd(0xa1, a);

/** The two lower words, without a sign, as numbers. */
export const numbersOfWords = (a: Code): Code => simd(0xff, a);

/** a + b, lane by lane, as are all that follow. */
export const add = (a: Code, b: Code): Code => simd(0xf0, a, b);

/** a − b. */
export const subtract = (a: Code, b: Code): Code => simd(0xf1, a, b);

/** a·b. */
export const multiply = (a: Code, b: Code): Code => simd(0xf2, a, b);

/** a/b. */
export const divide = (a: Code, b: Code): Code => simd(0xf3, a, b);

/** b where b < a, else a: NaN of a stays. */
export const atMost = (a: Code, b: Code): Code => simd(0xf6, a, b);

/** b where a < b, else a: NaN of a stays. */
export const atLeast = (a: Code, b: Code): Code => simd(0xf7, a, b);

/** |a|. */
export const absolute = (a: Code): Code => simd(0xec, a);

/** −a. */
export const negate = (a: Code): Code => simd(0xed, a);

/** All bits set where a < b, else none. */
export const less = (a: Code, b: Code): Code => simd(0x49, a, b);

/** The bits that a and b share. */
export const and = (a: Code, b: Code): Code => simd(0x4e, a, b);

/** The bits in which a and b differ. */
export const exclusiveOr = (a: Code, b: Code): Code => simd(0x51, a, b);

/** The bits of a and of b. */
export const or = (a: Code, b: Code): Code => simd(0x50, a, b);

/** a where the bits of the mask are set, else b. */
export const choose = (a: Code, b: Code, mask: Code): Code =>
  simd(0x52, a, b, mask);

/** The bits of each lane, as integers of 64 bits, shifted to the left. */
export const shiftLeft = (a: Code, bits: number): Code =>
  simd(0xcb, a, int(bits));

/** The sum of each lane's bits, as integers of 64 bits. */
export const addBits = (a: Code, b: Code): Code => simd(0xce, a, b);

/** A function that the module exports. */
export interface WasmFunction {
  readonly name: string;
  /** The types of the parameters. */
  readonly params: readonly number[];
  /** The types of the variables. */
  readonly variables: readonly number[];
  readonly body: Code;
}

/** Defines a function; `build` asks for its locals and gives its code. */
export function define(
  name: string,
  build: (locals: Locals) => Code,
): WasmFunction {
  const params: number[] = [], variables: number[] = [];
  const variable = (type: number) => params.length + variables.push(type) - 1;
  const body = build({
    param: () => params.push(I32) - 1,
    numberParam: () => params.push(F64) - 1,
    i32: () => variable(I32),
    v128: () => variable(V128),
  });
  return { name, params, variables, body };
}

/**
 * The bytes of a module, which imports its memory as `scratch.memory`.
 *
 * @param pages The size of the memory. As it is declared to be fixed, an engine that
 *   checks addresses has to look it up once only, and not in every loop.
 * @param isShared Whether the memory is one that threads share.
 */
export function assemble(
  functions: readonly WasmFunction[],
  pages: number,
  isShared: boolean,
): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ params }) => [
    0x60,
    unsigned(params.length),
    params,
    0,
  ]);
  const limits = [isShared ? 3 : 1, unsigned(pages), unsigned(pages)];
  const memory = [text("scratch"), text("memory"), 2, limits];
  const exported = functions.map(({ name }, i) => [text(name), 0, unsigned(i)]);
  const bodies = functions.map(({ variables, body }) => {
    const declared = variables.map((type) => [1, type]);
    const bytes = flat([unsigned(variables.length), declared, body, END]);
    return [unsigned(bytes.length), bytes];
  });
  return new Uint8Array(flat([
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, types),
    section(2, [memory]),
    section(3, functions.map((_, i) => unsigned(i))),
    section(7, exported),
    section(10, bodies),
  ]));
}

function section(id: number, items: readonly Code[]): Code {
  const bytes = flat([unsigned(items.length), items]);
  return [id, unsigned(bytes.length), bytes];
}

function text(ascii: string): Code {
  return [ascii.length, Array.from(ascii, (c) => c.charCodeAt(0))];
}

function flat(code: Code): number[] {
  return (code as unknown[]).flat(Infinity) as number[];
}
