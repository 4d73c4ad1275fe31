/**
 * Makes a program that speaks the protocol (SPEC.md 2) out of an engine module.
 *
 * @module
 */
import { call, type EngineModule, moduleInfo } from "./in_process.ts";
import { readLines } from "./lines.ts";
import { decodeAll, encodeAll, PROTOCOL, type Request } from "../protocol.ts";

/** A request as it comes: special numbers are still strings. */
interface Message extends Request {
  readonly cmd: "start" | "run" | "stop";
  readonly seq: number;
}

/** Answers requests on standard input until there are no more. */
export async function serve(engine: EngineModule): Promise<void> {
  // Standard output belongs to the protocol.
  console.log = console.info = console.debug = console.error;
  for await (const { text } of readLines(Deno.stdin.readable)) {
    const message: Message = JSON.parse(text);
    if (message.cmd === "stop") break;
    const answer = message.cmd === "start"
      ? introduce(engine)
      : { seq: message.seq, ...await answerTo(engine, message) };
    await write(JSON.stringify(answer) + "\n");
  }
}

function introduce(engine: EngineModule) {
  const { name, version, language, ...rest } = moduleInfo(engine);
  return { protocol: PROTOCOL, engine: { name, version, language }, ...rest };
}

async function answerTo(engine: EngineModule, message: Message) {
  const { operation, inputs, attributes, upstream } = message;
  const answer = await call(engine, {
    operation,
    inputs: decodeAll(inputs),
    attributes,
    ...(upstream && { upstream: decodeAll(upstream) }),
  });
  switch (answer.kind) {
    case "outputs":
      return { outputs: encodeAll(answer.outputs) };
    case "refused":
      return {
        refused: { category: answer.category, message: answer.message },
      };
    case "skipped":
      return { skipped: { reason: answer.reason } };
    default:
      throw new Error(answer.message);
  }
}

async function write(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) {
    done += await Deno.stdout.write(bytes.subarray(done));
  }
}
