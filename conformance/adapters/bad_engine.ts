/**
 * An engine for tests of the subprocess adapter: it has relu, and does it right,
 * until it is asked for relu of 666. Then it misbehaves in the way that its argument
 * names.
 *
 * @module
 */
import { readLines } from "./lines.ts";

const [way] = Deno.args;
const encoder = new TextEncoder();

function write(text: string): void {
  const bytes = encoder.encode(text);
  for (let done = 0; done < bytes.length;) {
    done += Deno.stdout.writeSync(bytes.subarray(done));
  }
}

function writeLine(message: unknown): void {
  write(JSON.stringify(message) + "\n");
}

function hello(): void {
  writeLine({
    protocol: way === "other-protocol" ? 2 : 1,
    engine: { name: "bad", version: "1", language: "TypeScript" },
    dtype: way === "other-dtype" ? "float80" : "float64",
    operations: ["relu"],
  });
}

function stayAlive(): Promise<never> {
  setInterval(() => {}, 1000);
  return new Promise(() => {});
}

async function misbehave(seq: number): Promise<void> {
  const answer = { seq, outputs: { y: 666 } };
  switch (way) {
    case "garbage":
      return write("Loading model…\n");
    case "no-object":
      return writeLine([1, 2, 3]);
    case "partial-line":
      write('{"seq":2,"outp');
      return Deno.exit(0);
    case "stale-seq":
      return writeLine({ ...answer, seq: seq - 1 });
    case "no-seq":
      return writeLine({ outputs: answer.outputs });
    case "twice":
      writeLine(answer);
      return writeLine(answer);
    case "silence":
      return;
    case "late":
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return writeLine(answer);
    case "exit":
      console.error("out of luck");
      return Deno.exit(3);
    case "signal":
      return Deno.kill(Deno.pid, "SIGKILL");
    case "endless-line":
      for (;;) write("9".repeat(2 ** 20));
    case "stderr-flood":
      for (let i = 0; i < 20_000; i++) console.error("x".repeat(500));
      return writeLine(answer);
  }
}

if (way === "exits-at-once") Deno.exit(7);
if (way === "never-stops") {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => {});
  }
}
for await (const { text } of readLines(Deno.stdin.readable)) {
  const { cmd, seq, inputs } = JSON.parse(text);
  if (cmd === "start") hello();
  else if (cmd === "stop" && way === "never-stops") await stayAlive();
  else if (cmd === "stop") break;
  else if (inputs.x === 666) await misbehave(seq);
  else writeLine({ seq, outputs: { y: Math.max(0, inputs.x) } });
}
