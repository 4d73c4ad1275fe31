/**
 * An engine that is an object in this process: the built-in one, mutants, and
 * engines in tests.
 *
 * @module
 */
import {
  type Answer,
  type Engine,
  type EngineInfo,
  isRecord,
  parseInfo,
  parseReply,
  PROTOCOL,
  type Request,
  StartError,
} from "../protocol.ts";

/**
 * One operation of an engine in TypeScript: it returns its outputs by name, or what
 * a program would answer: `{ outputs }`, `{ refused }` or `{ skipped }`.
 */
export type OperationFunction = (
  request: Omit<Request, "operation">,
) =>
  | Readonly<Record<string, unknown>>
  | Promise<Readonly<Record<string, unknown>>>;

/** An engine in TypeScript: what it says of itself, and its operations. */
export interface EngineModule {
  readonly info:
    & Omit<EngineInfo, "operations" | "gradients" | "accuracy">
    & Partial<Pick<EngineInfo, "gradients" | "accuracy">>;
  readonly operations: Readonly<Record<string, OperationFunction>>;
}

/** An engine in this process. */
export function inProcess(module: EngineModule): Engine {
  return {
    info: moduleInfo(module),
    run: (request) => call(module, request),
    stop: () => Promise.resolve(),
  };
}

/**
 * What a module says of itself.
 *
 * @throws {StartError} If it is no engine module.
 */
export function moduleInfo(module: unknown): EngineInfo {
  if (
    !isRecord(module) || !isRecord(module.info) || !isRecord(module.operations)
  ) {
    throw new StartError(
      "The module is no engine: it must export (by default or by name) the objects `info` and `operations`",
    );
  }
  const { name, version, language, dtype, gradients, accuracy } = module.info;
  return parseInfo({
    protocol: PROTOCOL,
    engine: { name, version, language },
    dtype,
    operations: Object.keys(module.operations),
    gradients,
    accuracy,
  });
}

/** Runs one operation; an exception is a crash. */
export async function call(
  module: EngineModule,
  request: Request,
): Promise<Answer> {
  const { operation, ...body } = request;
  try {
    const result = await module.operations[operation](body);
    const isNo = isRecord(result) &&
      ("refused" in result || "skipped" in result);
    return parseReply(isNo ? result : { outputs: result });
  } catch (error) {
    return { kind: "crashed", message: `the engine threw ${error}` };
  }
}
