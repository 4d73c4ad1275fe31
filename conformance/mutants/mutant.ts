/**
 * What a mutant is: the reference engine with one deliberate, plausible bug. The
 * suite is worth what it convicts, so every mutant must fail.
 *
 * @module
 */
import type {
  EngineModule,
  OperationFunction,
} from "../adapters/in_process.ts";
import type { Operation } from "../operations.ts";
import { referenceEngine } from "../reference_engine.ts";

/** One bug, and how to build it in. */
export interface Mutant {
  /** The operation that is wrong, and a name: `tanh/slope-not-squared`. */
  readonly id: string;
  /** The bug, its effect, who makes it. */
  readonly note: string;
  /** The wrong operations; called anew for each engine, since some keep state. */
  readonly replace: () => Partial<Record<Operation, OperationFunction>>;
}

/** The reference engine with that bug. */
export function mutate({ id, replace }: Mutant): EngineModule {
  const { info, operations } = referenceEngine;
  return {
    info: { ...info, name: `mutant ${id}` },
    operations: { ...operations, ...replace() },
  };
}

/** An operation that answers at once, as all of the reference engine's gates do. */
type Prompt = (
  request: Parameters<OperationFunction>[0],
) => Readonly<Record<string, unknown>>;

/** The right operation, to build a wrong one upon. */
export function right(operation: string): Prompt {
  return referenceEngine.operations[operation] as Prompt;
}
