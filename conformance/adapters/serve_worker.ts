/**
 * The Worker's side of {@linkcode startWorker}: answers requests with a module.
 *
 * @module
 */
import type { Request } from "../protocol.ts";
import { call, type EngineModule, moduleInfo } from "./in_process.ts";
import type { FromWorker } from "./worker.ts";

/** The part of a Worker's global scope that is used here. */
interface Scope {
  postMessage(message: FromWorker): void;
  onmessage: ((event: MessageEvent<Request>) => void) | null;
}

/** Serves the engine that a module exports, by default or by names. */
export function serve(module: { default?: unknown }): void {
  const scope = globalThis as unknown as Scope;
  // Standard output belongs to the report.
  console.log = console.info = console.debug = console.error;
  const engine = (module.default ?? module) as EngineModule;
  scope.onmessage = async ({ data }) =>
    scope.postMessage({ answer: await call(engine, data) });
  try {
    scope.postMessage({ info: moduleInfo(engine) });
  } catch (error) {
    scope.postMessage({ error: (error as Error).message });
  }
}
