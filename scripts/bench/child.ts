/**
 * A peer as a program that runs beside the benchmark.
 *
 * @module
 */
import type { Peer } from "./peers.ts";
import type { Answer, Greeting } from "./protocol.ts";
import type { Workload } from "./workloads.ts";

/** The peer cannot be started; the message is one sentence that says why. */
export class MissingError extends Error {}

/** A peer that has been started. */
export interface Child extends Greeting {
  readonly id: string;
  /** Does a workload; nothing any more once the program has ended unasked. */
  run(workload: Workload): Promise<Answer>;
  /** Ends the program. */
  stop(): Promise<void>;
  /** Ends the program whatever it is doing. */
  kill(): void;
}

/**
 * Starts a peer and waits until it says what it is.
 *
 * @throws {MissingError} If it ends instead, or there is no such program.
 */
export async function start({ id, command, env, setUp }: Peer): Promise<Child> {
  const [program, ...args] = command;
  const hint = setUp ? ` (set-up: ${setUp})` : "";
  const missing = (why: string) =>
    new MissingError(`${id} is left out: ${why}${hint}`);
  const spawn = () => {
    try {
      return new Deno.Command(program, {
        args,
        env: { NO_COLOR: "1", ...env },
        cwd: new URL(".", import.meta.url),
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    } catch (error) {
      throw missing((error as Error).message);
    }
  };
  const process = spawn();
  const complaints = new Response(process.stderr).text();
  const input = process.stdin.getWriter();
  const output = process.stdout.pipeThrough(new TextDecoderStream())
    .getReader();
  let buffer = "";

  const line = async (): Promise<string> => {
    while (!buffer.includes("\n")) {
      const { value, done } = await output.read();
      if (done) {
        const lines = (await complaints).trim().split("\n");
        throw missing(
          lines.find((text) => /error/i.test(text)) ?? lines.at(-1)!,
        );
      }
      buffer += value;
    }
    const end = buffer.indexOf("\n"), text = buffer.slice(0, end);
    buffer = buffer.slice(end + 1);
    // Libraries may greet the world on their own: what is no JSON is not for us.
    return text.startsWith("{") ? text : await line();
  };

  const ask = async (request: string) => {
    await input.write(new TextEncoder().encode(request)).catch(() => {});
    return JSON.parse(await line());
  };
  const kill = () => {
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  };

  const greeting: Greeting = JSON.parse(await line());
  let hasEnded = false;
  return {
    id,
    ...greeting,
    run: async (workload) => {
      if (hasEnded) return {};
      try {
        return await ask(`run ${workload.id} ${workload.repetitions}\n`);
      } catch (error) {
        if (!(error instanceof MissingError)) throw error;
        console.error(`In the workload "${workload.id}", ${error.message}`);
        hasEnded = true;
        return {};
      }
    },
    stop: async () => {
      await input.close().catch(() => {});
      kill(); // libraries with threads of their own do not end by themselves
      await process.status;
    },
    kill,
  };
}
