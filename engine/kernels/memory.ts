/**
 * The memory of WebAssembly, and the code of the SIMD kernels on it. Its size is fixed.
 * The first part is scratch, to which the kernels copy what they can't reach. The rest
 * is room for tensors that they read and write in place; it is a stack, from which
 * whoever asks for room takes, and gives all back at the end. When it is full, tensors
 * live in arrays of their own as elsewhere, so that no number of nets makes it grow.
 *
 * @module
 */
import { sizeOf, zeros } from "../tensor.ts";
import { assemble } from "./assembler.ts";
import { elementaryFunctions } from "./elementary_code.ts";
import type { WithRoom } from "./kernels.ts";
import { multiplyPacked } from "./micro_kernel.ts";
import { packColumns, packRows } from "./packing.ts";

/** A function of WebAssembly, of integers and addresses. */
type Routine = (...args: number[]) => void;

type RoutineName =
  | "multiply"
  | "packRows"
  | "packColumns"
  | "exp"
  | "tanh"
  | "sigmoid";

/** The memory and what works on it. */
export interface Memory {
  /** The memory, as numbers. */
  readonly numbers: Float64Array;
  /** The functions of the module. */
  readonly code: Readonly<Record<RoutineName, Routine>>;
  /** Where these numbers stand in the memory; `undefined` if they are elsewhere. */
  addressOf(data: Float64Array): number | undefined;
  /** Lends room for tensors. */
  readonly withRoom: WithRoom;
}

/** The size of a page of WebAssembly memory. */
const PAGE = 65536;

/** The bytes of a vector, and of what the kernels may read past the end of numbers. */
const VECTOR = 16, SLACK = 256;

/**
 * Compiles the kernels; `undefined` where WebAssembly or its SIMD is missing. Memory
 * costs nothing until it is written to.
 *
 * @param scratch The bytes of scratch, a multiple of 16.
 * @param room The bytes of room for tensors.
 */
export function openMemory(scratch: number, room: number): Memory | undefined {
  try {
    const pages = Math.ceil((scratch + room + SLACK) / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const products = [multiplyPacked, packRows, packColumns];
    const module = new WebAssembly.Module(
      assemble([...products, ...elementaryFunctions]),
    );
    const { exports } = new WebAssembly.Instance(module, {
      scratch: { memory },
    });
    const { buffer } = memory;
    return {
      numbers: new Float64Array(buffer),
      code: exports as unknown as Memory["code"],
      addressOf: (data) => data.buffer === buffer ? data.byteOffset : undefined,
      withRoom: roomIn(buffer, scratch),
    };
  } catch {
    return undefined;
  }
}

/** Lends what is behind `start`. */
function roomIn(buffer: ArrayBufferLike, start: number): WithRoom {
  const end = buffer.byteLength - SLACK;
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
