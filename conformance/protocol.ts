/**
 * The messages between the runner and an engine (SPEC.md 2), as types, and the
 * check of what an engine sends.
 *
 * @module
 */
import type { CategoryName, RequestBody } from "../fixtures/fixture.ts";
import { decode, encode, type Nested } from "../fixtures/numbers.ts";
import { type Dtype, formats, isDtype } from "./dtypes.ts";

/** The version of the protocol that the runner speaks. */
export const PROTOCOL = 1;

/** What an engine says of itself in its first message. */
export interface EngineInfo {
  readonly name: string;
  readonly version: string;
  readonly language: string;
  /** The number format in which it computes. */
  readonly dtype: Dtype;
  /** The operations that it has. */
  readonly operations: readonly string[];
  /** False for an engine that only computes forward. */
  readonly gradients: boolean;
  /** Whether it takes part in the profile `accuracy`. */
  readonly accuracy: boolean;
}

/** A request to run one operation. */
export interface Request extends RequestBody {
  readonly operation: string;
}

/** Outputs by name; `dx` is the gradient on the input `x`. */
export type Outputs = Readonly<Record<string, Nested>>;

/** What an engine can say to a request. */
export type Reply =
  | { readonly kind: "outputs"; readonly outputs: Outputs }
  | {
    readonly kind: "refused";
    readonly category: string;
    readonly message: string;
  }
  | { readonly kind: "skipped"; readonly reason: string };

/** What an engine's failure to say anything looks like. */
export interface Breakdown {
  readonly kind: "crashed" | "timed out" | "malformed";
  readonly message: string;
}

/** What comes of a request. */
export type Answer = Reply | Breakdown;

/** An engine under test, however it is reached. */
export interface Engine {
  readonly info: EngineInfo;
  /** Never rejects: whatever goes wrong is an answer. */
  run(request: Request): Promise<Answer>;
  stop(): Promise<void>;
}

/** The engine could not be started; the message is one sentence for the user. */
export class StartError extends Error {
  /** The name of the class, as printed in front of the message. */
  override readonly name = "StartError";
}

const CATEGORIES: readonly CategoryName[] = [
  "shape",
  "value",
  "graph",
  "unsupported",
];

/** A request as a line of JSON, without its end. */
export function requestLine(seq: number, request: Request): string {
  const { operation, inputs, attributes, upstream } = request;
  return JSON.stringify({
    cmd: "run",
    seq,
    operation,
    inputs: encodeAll(inputs),
    attributes,
    ...(upstream && { upstream: encodeAll(upstream) }),
  });
}

/**
 * What an engine says of itself.
 *
 * @throws {StartError} If it speaks another protocol or leaves something out.
 */
export function parseInfo(message: unknown): EngineInfo {
  if (!isRecord(message)) {
    throw new StartError(
      `The engine's first message must be a JSON object: it is ${
        show(message)
      }`,
    );
  }
  const { protocol, engine, dtype, operations, gradients, accuracy } = message;
  if (protocol !== PROTOCOL) {
    throw new StartError(
      `The engine speaks protocol ${
        JSON.stringify(protocol) ?? "of no number"
      }, and this suite speaks ${PROTOCOL}: its first message must hold "protocol": ${PROTOCOL}`,
    );
  }
  if (
    !isRecord(engine) ||
    ["name", "version", "language"].some((key) =>
      typeof engine[key] !== "string"
    )
  ) {
    throw new StartError(
      `The engine's first message must hold "engine" with the strings "name", "version" and "language": it holds ${
        show(engine)
      }`,
    );
  }
  if (!isDtype(dtype)) {
    throw new StartError(
      `The engine's dtype must be one of ${
        Object.keys(formats).join(", ")
      }: it is ${show(dtype)}`,
    );
  }
  if (
    !Array.isArray(operations) ||
    operations.some((name) => typeof name !== "string")
  ) {
    throw new StartError(
      `The engine's first message must list the names of its "operations": it holds ${
        show(operations)
      }`,
    );
  }
  const { name, version, language } = engine as Record<string, string>;
  return {
    name,
    version,
    language,
    dtype,
    operations,
    gradients: gradients !== false,
    accuracy: accuracy === true,
  };
}

/** What an engine replies; anything that is no reply is `malformed`. */
export function parseReply(message: unknown): Reply | Breakdown {
  if (!isRecord(message)) return malformed("is no JSON object", message);
  const { outputs, refused, skipped } = message;
  if (isRecord(refused)) {
    const { category, message: text = "" } = refused;
    return CATEGORIES.includes(category as CategoryName)
      ? { kind: "refused", category: String(category), message: String(text) }
      : malformed(
        `refuses with a category that is none of ${CATEGORIES.join(", ")}`,
        refused,
      );
  }
  if (isRecord(skipped)) {
    return { kind: "skipped", reason: String(skipped.reason ?? "") };
  }
  if (!isRecord(outputs)) {
    return malformed('has neither "outputs", "refused" nor "skipped"', message);
  }
  try {
    return { kind: "outputs", outputs: decodeAll(outputs) };
  } catch (error) {
    return malformed(
      `is no set of tensors (${(error as Error).message})`,
      outputs,
    );
  }
}

/** A breakdown that quotes what the engine said. */
export function malformed(what: string, message: unknown): Breakdown {
  return {
    kind: "malformed",
    message: `the engine's answer ${what}: ${show(message)}`,
  };
}

/** The beginning of a value as JSON. */
export function show(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text === undefined) return "missing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Whether that is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tensors by name as JSON can hold them. */
export function encodeAll(tensors: Readonly<Record<string, Nested>>) {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, values]) => [name, encode(values)]),
  );
}

/** Tensors by name from parsed JSON. */
export function decodeAll(tensors: Readonly<Record<string, unknown>>): Outputs {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, values]) => [name, decode(values)]),
  );
}
