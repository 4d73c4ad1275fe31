/**
 * The memory in which the SIMD kernels work, and their code on it. It belongs to the
 * kernels alone: tensors live in arrays of their own, so that no number of nets makes
 * it grow.
 *
 * @module
 */
import { assemble } from "./assembler.ts";
import { elementaryFunctions } from "./elementary_code.ts";
import { multiplyPacked } from "./micro_kernel.ts";
import { closeRows, packColumns, packRows } from "./packing.ts";

/** A function of WebAssembly, of integers and addresses. */
type Routine = (...args: number[]) => void;

type RoutineName =
  | "multiply"
  | "packRows"
  | "packColumns"
  | "closeRows"
  | "exp"
  | "tanh"
  | "sigmoid";

/** The memory and what works on it. */
export interface Scratch {
  /** The memory, as numbers. */
  readonly numbers: Float64Array;
  /** The functions of the module. */
  readonly code: Readonly<Record<RoutineName, Routine>>;
}

/** The size of a page of WebAssembly memory. */
const PAGE = 65536;

/** Compiles the kernels; `undefined` where WebAssembly or its SIMD is missing. */
export function openScratch(bytes: number): Scratch | undefined {
  try {
    const pages = Math.ceil(bytes / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const products = [multiplyPacked, packRows, packColumns, closeRows];
    const module = new WebAssembly.Module(
      assemble([...products, ...elementaryFunctions]),
    );
    const { exports } = new WebAssembly.Instance(module, {
      scratch: { memory },
    });
    const code = exports as unknown as Scratch["code"];
    return { numbers: new Float64Array(memory.buffer), code };
  } catch {
    return undefined;
  }
}
