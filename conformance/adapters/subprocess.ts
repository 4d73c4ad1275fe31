/**
 * An engine that is a program: JSON Lines over its standard input and output, one
 * request in flight (SPEC.md 2).
 *
 * Whatever the program does, each request gets an answer. After a breakdown the
 * process is killed, with all that it has started, and the next request starts a
 * fresh one; so nothing that it says late can be taken for the answer to another
 * request.
 *
 * @module
 */
import { stripAnsiCode } from "@std/fmt/colors";
import {
  type Answer,
  type Breakdown,
  type Engine,
  isRecord,
  malformed,
  parseInfo,
  parseReply,
  PROTOCOL,
  requestLine,
  show,
  StartError,
} from "../protocol.ts";
import { LineTooLong, LONGEST_LINE, readLines } from "./lines.ts";

/** Options of {@linkcode startSubprocess}. */
export interface SubprocessOptions {
  /** How long an answer may take, in seconds. */
  readonly timeout?: number;
  /** How long the first message may take, in seconds. */
  readonly startTimeout?: number;
  /** How long the process may take to exit when it is told to stop, in seconds. */
  readonly stopTimeout?: number;
  /** How often it is started again, until it is given up. */
  readonly restarts?: number;
  /** The folder in which the program runs. */
  readonly cwd?: string;
}

/**
 * Starts the program and shakes hands with it.
 *
 * @param command The program and its arguments.
 * @throws {StartError} If it cannot be started or its first message is not right.
 */
export async function startSubprocess(
  command: readonly string[],
  {
    timeout = 10,
    startTimeout = 60,
    stopTimeout = 2,
    restarts = 20,
    cwd,
  }: SubprocessOptions = {},
): Promise<Engine> {
  let seq = 0, left = restarts;
  const start = async () => {
    const process = spawn(command, cwd);
    const hello = JSON.stringify({ cmd: "start", protocol: PROTOCOL });
    const answer = await process.ask(hello, startTimeout);
    try {
      if ("message" in answer) {
        throw new StartError(
          `The engine \`${
            command.join(" ")
          }\` did not start: ${answer.message}`,
        );
      }
      return { process, info: parseInfo(answer.json) };
    } catch (error) {
      await process.kill();
      throw error;
    }
  };
  const first = await start();
  let current: Process | undefined = first.process;

  const run = async (line: string, number: number): Promise<Answer> => {
    if (!current) {
      if (left === 0) {
        return {
          kind: "crashed",
          message:
            `the engine was restarted ${restarts} times, and is given up`,
        };
      }
      left--;
      try {
        current = (await start()).process;
      } catch (error) {
        return { kind: "crashed", message: (error as Error).message };
      }
    }
    const answer = await current.ask(line, timeout);
    if ("message" in answer) return answer;
    const { json } = answer;
    if (!isRecord(json)) return malformed("is no JSON object", json);
    if (json.seq !== number) {
      return malformed(`has seq ${show(json.seq)} and not ${number}`, json);
    }
    return parseReply(json);
  };

  return {
    info: first.info,
    run: async (request) => {
      const number = ++seq;
      const answer = await run(requestLine(number, request), number);
      const isBroken = answer.kind === "crashed" ||
        answer.kind === "timed out" || answer.kind === "malformed";
      if (isBroken && current) {
        await current.kill();
        current = undefined;
      }
      return answer;
    },
    stop: async () => {
      await current?.stop(stopTimeout);
      current = undefined;
    },
  };
}

/** A line of JSON from the process, or what went wrong. */
type Heard = { readonly json: unknown } | Breakdown;

interface Process {
  /** Sends a line and waits for one, for so many seconds. */
  ask(line: string, seconds: number): Promise<Heard>;
  /** Tells it to stop, and kills it if it does not within so many seconds. */
  stop(seconds: number): Promise<void>;
  /** Kills it and all that it has started. */
  kill(): Promise<void>;
}

function spawn(command: readonly string[], cwd?: string): Process {
  const child = spawnChild(command, cwd);
  const lines = readLines(child.stdout);
  const input = child.stdin.getWriter();
  const log = tailOf(child.stderr);

  /** Never rejects: a process that does not read, or is gone, is noticed later. */
  const send = (line: string) =>
    input.write(new TextEncoder().encode(line + "\n")).catch(() => {});

  const hear = async (): Promise<Heard> => {
    try {
      const { value, done } = await lines.next();
      if (done) return await crash();
      if (!value.complete) {
        const { message } = await crash();
        return {
          kind: "malformed",
          message: `the engine's answer breaks off after ${
            show(value.text)
          } (${message})`,
        };
      }
      try {
        return { json: JSON.parse(value.text) };
      } catch {
        return malformed(
          /\b(NaN|Infinity)\b/.test(value.text)
            ? 'is no JSON, in which NaN and infinities must be strings ("NaN")'
            : "is no line of JSON (logs belong on standard error)",
          value.text,
        );
      }
    } catch (error) {
      if (!(error instanceof LineTooLong)) throw error;
      return {
        kind: "malformed",
        message: `the engine's answer is a line of more than ${
          LONGEST_LINE / 2 ** 20
        } MiB`,
      };
    }
  };
  const crash = async (): Promise<Breakdown> => {
    const gone = await within(1, child.status);
    const how = gone === undefined
      ? "the engine closed its output"
      : gone.signal
      ? `the engine was killed by ${gone.signal}`
      : `the engine exited with code ${gone.code}`;
    await within(0.1, log.done);
    const last = log.lastLine();
    return {
      kind: "crashed",
      message: last ? `${how}; its last words were: ${last}` : how,
    };
  };
  const kill = async () => {
    try {
      Deno.kill(-child.pid, "SIGKILL"); // the whole group
    } catch {
      // It is gone already.
    }
    await child.status;
    await input.abort().catch(() => {});
    await within(0.1, lines.return(undefined));
    log.stop();
  };
  return {
    kill,
    ask: async (line, seconds) => {
      send(line);
      return await within(seconds, hear()) ??
        {
          kind: "timed out",
          message:
            `the engine gave no answer within ${seconds} s: it must flush its output after each line; --timeout gives a slow one more time`,
        };
    },
    stop: async (seconds) => {
      send(JSON.stringify({ cmd: "stop" }));
      input.close().catch(() => {});
      await within(seconds, child.status);
      await kill();
    },
  };
}

function spawnChild(
  [program, ...args]: readonly string[],
  cwd?: string,
): Deno.ChildProcess {
  try {
    return new Deno.Command(program, {
      args,
      cwd,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      detached: true, // a group of its own, so that all of it can be killed
    }).spawn();
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such program"
      : error instanceof Deno.errors.PermissionDenied
      ? "it is not executable (an engine that is a module is given by --module)"
      : (error as Error).message;
    throw new StartError(`Cannot start the engine "${program}": ${why}`);
  }
}

/** Reads a stream to its end and keeps the last of it. */
function tailOf(stream: ReadableStream<Uint8Array>) {
  const reader = stream.getReader(), decoder = new TextDecoder();
  let tail = "";
  const read = async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      tail = (tail + decoder.decode(value, { stream: true })).slice(-4096);
    }
  };
  return {
    done: read().catch(() => {}),
    // Indented lines are stack frames and quoted code: the message is not.
    lastLine: () =>
      stripAnsiCode(tail).split("\n").findLast((line: string) =>
        /^\S/.test(line)
      )
        ?.slice(0, 200),
    stop: () => void reader.cancel().catch(() => {}),
  };
}

/** The result, or undefined if it does not come within so many seconds. */
async function within<T>(
  seconds: number,
  result: Promise<T>,
): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), seconds * 1000);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}
