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

/** Bytes, as the characters of a string, which grows faster than an array of numbers. */
export type Code = string;

/** A local variable or parameter of a function: the code that gives its value. */
export type Local = Code & { readonly isLocal: true };

const GET = "\x20", SET = "\x21";

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

const I32 = "\x7f", F64 = "\x7c", V128 = "\x7b";

/** One byte. */
const byte = (value: number): Code => String.fromCharCode(value);

/** An unsigned integer in LEB128. */
function unsigned(n: number): Code {
  return n < 128 ? byte(n) : byte(n & 127 | 128) + unsigned(n >>> 7);
}

/** A signed integer in LEB128. */
function signed(n: number): Code {
  return -64 <= n && n < 64
    ? byte(n & 127)
    : byte(n & 127 | 128) + signed(n >> 7);
}

/** Sets a local. */
export const set = (local: Local, value: Code): Code =>
  value + SET + local.slice(GET.length);

/** An integer. */
export const int = (n: number): Code => "\x41" + signed(n);

/** a + b of integers. */
export const addInt = (a: Code, b: Code): Code => a + b + "\x6a";

/** a·b of integers. */
export const multiplyInt = (a: Code, b: Code): Code => a + b + "\x6c";

/** a > b of signed integers. */
export const greater = (a: Code, b: Code): Code => a + b + "\x4a";

/** Adds an integer to a local. */
export const increase = (local: Local, by: Code): Code =>
  set(local, addInt(local, by));

/** Pieces of code, one after the other. */
export const inOrder = (...code: Code[]): Code => code.join("");

/** Code for each of some things, one after the other. */
export const each = <T>(
  things: readonly T[],
  code: (thing: T, i: number) => Code,
): Code => things.map(code).join("");

/** Code for each number from 0 on, so many of them. */
export const times = (count: number, code: (i: number) => Code): Code =>
  Array.from({ length: count }, (_, i) => code(i)).join("");

/** What stands at the beginning of a block without a result, and at its end. */
const IF = "\x04\x40", ELSE = "\x05", LOOP = "\x03\x40", END = "\x0b";

/** Jumps to the beginning of the loop if the condition is not 0. */
const againIf = (condition: Code): Code => condition + "\x0d\0";

/** Runs code if the condition is not 0. */
export const when = (condition: Code, ...code: Code[]): Code =>
  condition + IF + inOrder(...code) + END;

/** Runs the first code if the condition is not 0, or else the second. */
export const ifElse = (condition: Code, yes: Code, no: Code): Code =>
  condition + IF + yes + ELSE + no + END;

/** Runs code, and runs it again as long as the condition behind it is not 0. */
export const repeatWhile = (condition: Code, ...code: Code[]): Code =>
  LOOP + inOrder(...code) + againIf(condition) + END;

/** Runs code as long as the condition before it is not 0. */
export const asLongAs = (condition: Code, ...code: Code[]): Code =>
  when(condition, repeatWhile(condition, ...code));

/** An instruction on vectors, by the number that the specification gives it. */
const simd = (opcode: number): Code => "\xfd" + unsigned(opcode);

const ofOne = (opcode: number) => {
  const instruction = simd(opcode);
  return (a: Code): Code => a + instruction;
};

const ofTwo = (opcode: number) => {
  const instruction = simd(opcode);
  return (a: Code, b: Code): Code => a + b + instruction;
};

const shift = (opcode: number) => {
  const instruction = simd(opcode);
  return (a: Code, bits: number): Code => a + int(bits) + instruction;
};

const LOAD = simd(0x00) + "\x03", STORE = simd(0x0b) + "\x03";
const STORE_LANE = simd(0x5b) + "\x03", CONSTANT = simd(0x0c);
const SHUFFLE = simd(0x0d), SPLAT = simd(0x14), CHOOSE = simd(0x52);

/** The vector at an address, which need not be aligned. */
export const load = (address: Code, offset = 0): Code =>
  address + LOAD + unsigned(offset);

/** Stores a vector at an address. */
export const store = (address: Code, value: Code, offset = 0): Code =>
  address + value + STORE + unsigned(offset);

/** Stores one lane of a vector, a number, at an address. */
export const storeLane = (
  address: Code,
  value: Code,
  lane: 0 | 1,
  offset = 0,
): Code => address + value + STORE_LANE + unsigned(offset) + byte(lane);

/** The vector of these bits. */
const vector = ({ buffer }: Float64Array | Int32Array): Code =>
  CONSTANT + String.fromCharCode(...new Uint8Array(buffer));

/** The vector that has this number in both lanes. */
export const splat = (number: number): Code =>
  vector(Float64Array.of(number, number));

/** The vector that has this integer of 32 bits in all four lanes. */
export const splatWord = (word: number): Code =>
  vector(Int32Array.of(word, word, word, word));

/** The vector that has the number of a local in both lanes. */
export const splatLocal = (number: Local): Code => number + SPLAT;

/** The numbers of a word's bytes, of the words of two vectors. */
const bytesOfWord = (word: number): Code =>
  String.fromCharCode(4 * word, 4 * word + 1, 4 * word + 2, 4 * word + 3);

/** Two lanes of the four that a and b have together: 0 and 1 are of a, 2 and 3 of b. */
export const shuffle = (
  a: Code,
  b: Code,
  [first, second]: readonly [number, number],
): Code =>
  shuffleWords(a, b, [2 * first, 2 * first + 1, 2 * second, 2 * second + 1]);

/** Four words of the eight that a and b have together: 0 to 3 are of a, 4 to 7 of b. */
export const shuffleWords = (
  a: Code,
  b: Code,
  words: readonly [number, number, number, number],
): Code => a + b + SHUFFLE + each(words, bytesOfWord);

/** The bits of each word shifted to the left. */
export const shiftWordsLeft = shift(0xab);

/** The bits of each word shifted to the right, with zeros from the left. */
export const shiftWordsRight = shift(0xad);

/** −a of each word. */
export const negateWords = ofOne(0xa1);

/** The two lower words, without a sign, as numbers. */
export const numbersOfWords = ofOne(0xff);

/** a + b, lane by lane, as are all that follow. */
export const add = ofTwo(0xf0);

/** a − b. */
export const subtract = ofTwo(0xf1);

/** a·b. */
export const multiply = ofTwo(0xf2);

/** a/b. */
export const divide = ofTwo(0xf3);

/** b where b < a, else a: NaN of a stays. */
export const atMost = ofTwo(0xf6);

/** b where a < b, else a: NaN of a stays. */
export const atLeast = ofTwo(0xf7);

/** |a|. */
export const absolute = ofOne(0xec);

/** −a. */
export const negate = ofOne(0xed);

/** All bits set where a < b, else none. */
export const less = ofTwo(0x49);

/** The bits that a and b share. */
export const and = ofTwo(0x4e);

/** The bits in which a and b differ. */
export const exclusiveOr = ofTwo(0x51);

/** The bits of a and of b. */
export const or = ofTwo(0x50);

/** a where the bits of the mask are set, else b. */
export const choose = (a: Code, b: Code, mask: Code): Code =>
  a + b + mask + CHOOSE;

/** The bits of each lane, as integers of 64 bits, shifted to the left. */
export const shiftLeft = shift(0xcb);

/** The sum of each lane's bits, as integers of 64 bits. */
export const addBits = ofTwo(0xce);

/** A function that the module exports. */
export interface WasmFunction {
  readonly name: string;
  /** Asks for its locals and gives its code. */
  readonly build: (locals: Locals) => Code;
}

/** Defines a function, whose code is built when a module is made of it. */
export const define = (
  name: string,
  build: (locals: Locals) => Code,
): WasmFunction => ({ name, build });

/** The types of a function's parameters and variables, and its code. */
function built({ build }: WasmFunction) {
  const params: Code[] = [], variables: Code[] = [];
  const declare = (types: Code[], type: Code): Local => {
    const before = params.length + variables.length;
    types.push(type);
    return GET + unsigned(before) as Local;
  };
  const body = build({
    param: () => declare(params, I32),
    numberParam: () => declare(params, F64),
    i32: () => declare(variables, I32),
    v128: () => declare(variables, V128),
  });
  return { params, variables, body };
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
  const all = functions.map(built);
  const types = all.map(({ params }) => "\x60" + list(params) + "\0");
  const limits = byte(isShared ? 3 : 1) + unsigned(pages) + unsigned(pages);
  const memory = sized("scratch") + sized("memory") + "\x02" + limits;
  const exported = functions.map(({ name }, i) =>
    sized(name) + "\0" + unsigned(i)
  );
  const bodies = all.map(({ variables, body }) =>
    sized(list(variables.map((type) => "\x01" + type)) + body + END)
  );
  const module = "\0asm\x01\0\0\0" +
    section(1, types) +
    section(2, [memory]) +
    section(3, functions.map((_, i) => unsigned(i))) +
    section(7, exported) +
    section(10, bodies);
  const inBytes = new Uint8Array(module.length);
  for (let i = 0; i < module.length; i++) inBytes[i] = module.charCodeAt(i);
  return inBytes;
}

/** So many items, one after the other, behind their count. */
function list(items: readonly Code[]): Code {
  return unsigned(items.length) + items.join("");
}

/** Code behind its length. */
function sized(code: Code): Code {
  return unsigned(code.length) + code;
}

function section(id: number, items: readonly Code[]): Code {
  return byte(id) + sized(list(items));
}
