/**
 * What a mutant is: the reference engine with one deliberate, plausible bug. The
 * suite is worth what it convicts, so every mutant must fail.
 *
 * @module
 */
import { flatten, type Nested } from "../../fixtures/numbers.ts";
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
  /** Where to look in an engine that has it: one sentence, an imperative. */
  readonly advice?: string;
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

/** An answer that is no refusal. */
type Answer = Readonly<Record<string, Nested>>;

/** The right answer with something changed; a refusal stays as it is. */
export function changed(
  operation: Operation,
  change: (answer: Answer, request: Parameters<Prompt>[0]) => Answer,
): Partial<Record<Operation, OperationFunction>> {
  return {
    [operation]: (request: Parameters<Prompt>[0]) => {
      const answer = right(operation)(request);
      return "refused" in answer ? answer : change(answer as Answer, request);
    },
  };
}

/** The right operation on a request with something changed. */
export function misunderstood(
  operation: Operation,
  change: (request: Parameters<Prompt>[0]) => Partial<Parameters<Prompt>[0]>,
): Partial<Record<Operation, OperationFunction>> {
  return {
    [operation]: (request: Parameters<Prompt>[0]) =>
      right(operation)({ ...request, ...change(request) }),
  };
}

/** `f` of each number, with that at the same place of a second tensor. */
export function mapNested(
  x: Nested,
  f: (x: number, other: number) => number,
  other: Nested = x,
): Nested {
  return typeof x === "number"
    ? f(x, other as number)
    : x.map((part, i) => mapNested(part, f, (other as Nested[])[i]));
}

/** Σ of the squares of all elements. */
export function sumOfSquares(x: Nested): number {
  return flatten(x).reduce((sum, a) => sum + a * a, 0);
}
