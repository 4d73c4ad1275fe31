/**
 * The memory of WebAssembly, and the code of the SIMD kernels on it. Its size is fixed.
 * The first part is scratch, to which the kernels copy what they can't reach. The rest
 * is room for tensors that they read and write in place; it is a stack, from which
 * whoever asks for room takes, and gives all back at the end. When it is full, tensors
 * live in arrays of their own as elsewhere, so that no number of nets makes it grow.
 * Threads may share it, where the machine lets them.
 *
 * @module
 */
import { sizeOf, zeros } from "../tensor.ts";
import {
  assemble,
  define,
  set,
  splat,
  type WasmFunction,
} from "./assembler.ts";
import { elementaryFunctions } from "./elementary_code.ts";
import type { ElementLoop } from "./elements.ts";
import type { WithRoom } from "./kernels.ts";
import { loopFunctions } from "./loops_code.ts";
import { multiplyPacked } from "./micro_kernel.ts";
import { packColumns, packRows } from "./packing.ts";
import { BOARD_BYTES } from "./team.ts";
import { twist } from "./twister_code.ts";

/** A function of WebAssembly, of integers, addresses and numbers. */
type Routine = (...args: number[]) => void;

type RoutineName =
  | "multiply"
  | "packRows"
  | "packColumns"
  | "addSquares"
  | "twist"
  | ElementLoop;

/** The functions of the module. */
export type Code = Readonly<Record<RoutineName, Routine>>;

/** The memory and what works on it. */
export interface Memory {
  /** The memory itself. */
  readonly memory: WebAssembly.Memory;
  /** The memory, as numbers. */
  readonly numbers: Float64Array;
  /** The functions of the module, which the first call makes. */
  code(): Code;
  /** Where these numbers stand in the memory; `undefined` if they are elsewhere. */
  addressOf(data: Float64Array): number | undefined;
  /** Lends room for tensors. */
  readonly withRoom: WithRoom;
}

/** The size of a page of WebAssembly memory. */
const PAGE = 65536;

/** The bytes of a vector, and of what the kernels may read past the end of numbers. */
const VECTOR = 16, SLACK = 256;

/** The bytes at the end, which nobody may have. */
const END = SLACK + BOARD_BYTES;

/**
 * A function that needs SIMD. It has more than 4 KB, as the kernels do: up to version
 * 113, Chrome does not compile that much at once for a page.
 */
const probe = define(
  "probe",
  (locals) => set(locals.v128(), splat(0)).repeat(250),
);

/**
 * Opens a memory; `undefined` where WebAssembly or its SIMD is missing. Memory costs
 * nothing until it is written to.
 *
 * @param scratch The bytes of scratch, a multiple of 16.
 * @param room The bytes of room for tensors.
 */
export function openMemory(scratch: number, room: number): Memory | undefined {
  const pages = Math.ceil((scratch + room + END) / PAGE);
  try {
    const memory = shareableMemory(pages), { buffer } = memory;
    compile([probe], memory);
    let code: Code | undefined;
    return {
      memory,
      numbers: new Float64Array(buffer),
      code: () => code ??= codeOn(memory),
      addressOf: (data) => data.buffer === buffer ? data.byteOffset : undefined,
      withRoom: roomIn(buffer, scratch),
    };
  } catch {
    return undefined;
  }
}

/** Memory that threads can share, unless there are none, as on many a web page. */
function shareableMemory(pages: number): WebAssembly.Memory {
  const size = { initial: pages, maximum: pages };
  const shared = typeof SharedArrayBuffer !== "undefined";
  return new WebAssembly.Memory({ ...size, shared });
}

/** The kernels on a memory, which may be that of another thread. */
export function codeOn(memory: WebAssembly.Memory): Code {
  return compile([
    multiplyPacked,
    packRows,
    packColumns,
    ...elementaryFunctions,
    ...loopFunctions,
    twist,
  ], memory) as Code;
}

function compile(
  functions: readonly WasmFunction[],
  memory: WebAssembly.Memory,
): WebAssembly.Exports {
  const { buffer } = memory, pages = buffer.byteLength / PAGE;
  const bytes = assemble(functions, pages, !(buffer instanceof ArrayBuffer));
  const module = new WebAssembly.Module(bytes);
  const imports = { scratch: { memory } };
  return new WebAssembly.Instance(module, imports).exports;
}

/** Lends what is behind `start`. */
function roomIn(buffer: ArrayBufferLike, start: number): WithRoom {
  const end = buffer.byteLength - END;
  let free = start;
  return (work) => {
    const before = free;
    try {
      return work((shape) => {
        const size = sizeOf(shape), address = free;
        const next = address + Math.ceil(size * 8 / VECTOR) * VECTOR;
        if (next > end) return zeros(shape);
        free = next;
        return { shape, data: new Float64Array(buffer, address, size) };
      });
    } finally {
      free = before;
    }
  };
}
