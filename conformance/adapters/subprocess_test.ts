import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { StartError } from "../protocol.ts";
import { startSubprocess, type SubprocessOptions } from "./subprocess.ts";

const { state } = await Deno.permissions.query({ name: "run" });
const needsRun = state === "granted" ? {} : { skip: "needs --allow-run" };

const program = new URL("./bad_engine.ts", import.meta.url).pathname;

function start(way: string, options: SubprocessOptions = {}) {
  const command = [Deno.execPath(), "run", "--allow-run", program, way];
  return startSubprocess(command, { timeout: 10, ...options });
}

function relu(x: number) {
  return { operation: "relu", inputs: { x }, attributes: {} };
}

/** What comes of relu(1), relu(666), relu(2); right are 1 and 2. */
async function aroundTrouble(way: string, options?: SubprocessOptions) {
  const engine = await start(way, options);
  const answers = [];
  for (const x of [1, 666, 2]) answers.push(await engine.run(relu(x)));
  await engine.stop();
  const [before, trouble, after] = answers;
  const right = (y: number) => ({ kind: "outputs", outputs: { y } });
  assertEquals(before, right(1) as typeof before);
  assertEquals(after, right(2) as typeof after, "the run does not go on");
  return [trouble.kind, "message" in trouble ? trouble.message : ""];
}

describe("the subprocess adapter", needsRun, () => {
  const TROUBLES: [way: string, verdict: string, message: RegExp][] = [
    ["garbage", "malformed", /is no line of JSON .*: Loading model…$/],
    ["no-object", "malformed", /is no JSON object: \[1,2,3\]$/],
    [
      "partial-line",
      "malformed",
      /breaks off after {"seq":2,"outp \(the engine exited with code 0\)$/,
    ],
    ["stale-seq", "malformed", /has seq 1 and not 2/],
    ["no-seq", "malformed", /has seq missing and not 2/],
    [
      "exit",
      "crashed",
      /exited with code 3; its last words were: out of luck$/,
    ],
    ["signal", "crashed", /was killed by SIGKILL$/],
    ["endless-line", "malformed", /is a line of more than 64 MiB$/],
  ];
  for (const [way, verdict, message] of TROUBLES) {
    it(`calls it ${verdict} and goes on: ${way}`, async () => {
      const [kind, text] = await aroundTrouble(way);
      assertEquals(kind, verdict);
      assertMatch(text, message);
    });
  }

  it("calls silence timed out, and goes on", async () => {
    const trouble = await aroundTrouble("silence", { timeout: 1 });
    assertEquals(trouble, [
      "timed out",
      "the engine gave no answer within 1 s: it must flush its output after each line; --timeout gives a slow one more time",
    ]);
  });

  it("discards an answer that comes too late", async () => {
    const [kind] = await aroundTrouble("late", { timeout: 1 });
    assertEquals(kind, "timed out");
  });

  it("does not take a second answer for that to the next request", async () => {
    const engine = await start("twice");
    const answers = [];
    for (const x of [666, 2, 3]) answers.push((await engine.run(relu(x))).kind);
    await engine.stop();
    assertEquals(answers, ["outputs", "malformed", "outputs"]);
  });

  it("notices that the engine has closed its output", async () => {
    const hello = JSON.stringify({
      protocol: 1,
      engine: { name: "bash", version: "5", language: "bash" },
      dtype: "float64",
      operations: ["relu"],
    });
    const engine = await startSubprocess([
      "bash",
      "-c",
      `read; echo '${hello}'; read; exec >&-; sleep 60`,
    ]);
    assertEquals(await engine.run(relu(1)), {
      kind: "crashed",
      message: "the engine closed its output",
    });
    await engine.stop();
  });

  it("survives 10 MB of logs on stderr", async () => {
    assertEquals((await aroundTrouble("stderr-flood"))[0], "outputs");
  });

  it("gives up an engine that breaks down again and again", async () => {
    const engine = await start("exit", { restarts: 2 });
    const messages = [];
    for (let i = 0; i < 5; i++) {
      const answer = await engine.run(relu(666));
      messages.push("message" in answer ? answer.message : "");
    }
    await engine.stop();
    assertMatch(messages[2], /exited with code 3/);
    const givenUp = "the engine was restarted 2 times, and is given up";
    assertEquals(messages.slice(3), [givenUp, givenUp]);
  });

  it("kills an engine that does not stop", async () => {
    const engine = await start("never-stops", { stopTimeout: 0.5 });
    const before = performance.now();
    await engine.stop();
    assert(performance.now() - before < 3000);
  });

  it("kills what the engine has started as well", async () => {
    const wrapper = `exec 3>&1; "$0" run ${program} silence; echo never`;
    const engine = await startSubprocess(
      ["bash", "-c", wrapper, Deno.execPath()],
      { timeout: 1 },
    );
    assertEquals((await engine.run(relu(666))).kind, "timed out");
    assertEquals((await engine.run(relu(2))).kind, "outputs");
    await engine.stop();
  });

  const START_ERRORS: [way: string, message: RegExp][] = [
    ["exits-at-once", /did not start: the engine exited with code 7/],
    ["other-protocol", /speaks protocol 2, and this suite speaks 1/],
    [
      "other-dtype",
      /must be one of float64, float32, float16, bfloat16: it is float80/,
    ],
  ];
  for (const [way, message] of START_ERRORS) {
    it(`does not start an engine with one sentence: ${way}`, async () => {
      const error = await assertRejects(() => start(way), StartError);
      assertMatch(error.message, message);
    });
  }

  it("says that there is no such program", async () => {
    const error = await assertRejects(
      () => startSubprocess(["./no_such_engine"]),
      StartError,
    );
    assertEquals(
      error.message,
      'Cannot start the engine "./no_such_engine": there is no such program',
    );
  });

  it("says what a file that is no program may be", async () => {
    const error = await assertRejects(
      () => startSubprocess(["./conformance/reference_engine.ts"]),
      StartError,
    );
    assertEquals(
      error.message,
      'Cannot start the engine "./conformance/reference_engine.ts": it is not executable (an engine that is a module is given by --module)',
    );
  });
});
