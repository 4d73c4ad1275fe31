/**
 * What a mutant is: the reference engine with one deliberate, plausible bug. The
 * suite is worth what it convicts, so every mutant must fail.
 *
 * @module
 */
import type { CategoryName } from "../../fixtures/fixture.ts";
import { flatten, type Nested, shapeOf } from "../../fixtures/numbers.ts";
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
  readonly advice: string;
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

/** What an operation is asked. */
export type Asked = Parameters<Prompt>[0];

/** The operations that a mutant replaces. */
export type Replaced = ReturnType<Mutant["replace"]>;

/** The right outputs with other gradients; without an upstream nothing is wrong. */
export function otherGradients(
  operation: Operation,
  change: (answer: Answer, request: Asked) => Answer,
): Replaced {
  return changed(
    operation,
    (answer, request) =>
      request.upstream ? { ...answer, ...change(answer, request) } : answer,
  );
}

/** What the right operation refuses is asked once more, with something changed. */
export function accepting(
  operation: Operation,
  change: (request: Asked) => Partial<Asked>,
): Replaced {
  return {
    [operation]: (request: Asked) => {
      const answer = right(operation)(request);
      return "refused" in answer
        ? right(operation)({ ...request, ...change(request) })
        : answer;
    },
  };
}

/** The right operation, which refuses more than it should. */
export function refusing(
  operation: Operation,
  category: CategoryName,
  isRefused: (request: Asked) => boolean,
): Replaced {
  return {
    [operation]: (request: Asked) =>
      isRefused(request)
        ? { refused: { category, message: "refused by mistake" } }
        : right(operation)(request),
  };
}

/** Refusals of one category are given out for those of another. */
export function recategorised(
  operation: Operation,
  from: CategoryName,
  to: CategoryName,
): Replaced {
  return {
    [operation]: (request: Asked) => {
      const answer = right(operation)(request);
      const { refused } = answer as { refused?: { category: string } };
      return refused?.category === from
        ? { refused: { ...refused, category: to } }
        : answer;
    },
  };
}

/** What an answer says of the inputs of its request. */
export function gradientsOf(answer: Answer, { inputs }: Asked): Answer {
  const names = Object.keys(inputs).map((name) => `d${name}`);
  return Object.fromEntries(
    Object.entries(answer).filter(([name]) => names.includes(name)),
  );
}

/** Every backward pass works with the inputs of the first request of these shapes. */
export function remembering(operation: Operation): Replaced {
  const cache = new Map<string, Asked["inputs"]>();
  return otherGradients(operation, (_answer, request) => {
    const key = JSON.stringify(Object.values(request.inputs).map(shapeOf));
    const inputs = cache.get(key) ?? request.inputs;
    cache.set(key, inputs);
    return gradientsOf(
      right(operation)({ ...request, inputs }) as Answer,
      request,
    );
  });
}

/** Gradients of these names are added to the earlier ones of the same shape. */
export function accumulating(
  operation: Operation,
  names: readonly string[],
): Replaced {
  const sums = new Map<string, Nested>();
  return otherGradients(
    operation,
    (answer) =>
      Object.fromEntries(names.map((name) => {
        const key = `${name} ${shapeOf(answer[name])}`, before = sums.get(key);
        const sum = mapNested(
          answer[name],
          (a, b) => a + b,
          before ?? mapNested(answer[name], () => 0),
        );
        sums.set(key, sum);
        return [name, sum];
      })),
  );
}

/** Each number rounded to float32. */
export function single(x: Nested): Nested {
  return mapNested(x, Math.fround);
}

/** The same function on each value of a record. */
export function mapRecord<A, B>(
  record: Readonly<Record<string, A>>,
  f: (value: A) => B,
): Record<string, B> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, f(value)]),
  );
}
