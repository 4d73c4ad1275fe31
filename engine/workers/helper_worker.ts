/**
 * The Worker of {@linkcode startHelpers}: learns what memory it shares, and helps from
 * then on.
 *
 * @module
 */
import { helper } from "../kernels/simd.ts";

/** What a helper is told. */
export interface Call {
  readonly memory: WebAssembly.Memory;
  /** Its number among the threads, from 1. */
  readonly thread: number;
}

interface Scope {
  postMessage(answer: "ready"): void;
  onmessage: ((event: MessageEvent<Call>) => void) | null;
}
const scope = self as unknown as Scope;

scope.onmessage = ({ data: { memory, thread } }) => {
  const help = helper(memory, thread);
  scope.postMessage("ready");
  help();
};
