import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { StartError } from "../protocol.ts";
import { startWorker } from "./worker.ts";

const { state } = await Deno.permissions.query({ name: "read" });
const needsRead = state === "granted" ? {} : { skip: "needs --allow-read" };

/** A module with this source. */
function moduleOf(source: string): URL {
  return new URL(`data:application/javascript,${encodeURIComponent(source)}`);
}

const INFO = `export const info = {
  name: "tiny", version: "1", language: "JavaScript", dtype: "float64",
};`;

function relu(x: number) {
  return { operation: "relu", inputs: { x }, attributes: {} };
}

describe("the Worker adapter", needsRead, () => {
  it("runs a module that exports info and operations", async () => {
    const engine = await startWorker(moduleOf(`${INFO}
      export const operations = {
        relu: ({ inputs }) => ({ y: Math.max(0, inputs.x) }),
      };`));
    assertEquals(engine.info.name, "tiny");
    assertEquals(engine.info.operations, ["relu"]);
    assertEquals(await engine.run(relu(3)), {
      kind: "outputs",
      outputs: { y: 3 },
    });
    assertEquals(await engine.run(relu(NaN)), {
      kind: "outputs",
      outputs: { y: NaN },
    });
    await engine.stop();
  });

  it("gives it no permission", async () => {
    const engine = await startWorker(moduleOf(`${INFO}
      export const operations = {
        relu: () => ({ y: Deno.readTextFileSync("deno.json").length }),
      };`));
    const answer = await engine.run(relu(1));
    assertEquals(answer.kind, "crashed");
    assertMatch("message" in answer ? answer.message : "", /read access/);
    await engine.stop();
  });

  it("ends an operation that does not, and goes on", async () => {
    const engine = await startWorker(
      moduleOf(`${INFO}
        export const operations = {
          relu: ({ inputs }) => {
            while (inputs.x === 666);
            return { y: Math.max(0, inputs.x) };
          },
        };`),
      { timeout: 0.5 },
    );
    assertEquals((await engine.run(relu(666))).kind, "timed out");
    assertEquals((await engine.run(relu(1))).kind, "outputs");
    await engine.stop();
  });

  it("takes a refusal from a module", async () => {
    const engine = await startWorker(moduleOf(`${INFO}
      export const operations = {
        relu: () => ({ refused: { category: "shape", message: "no" } }),
      };`));
    assertEquals(await engine.run(relu(1)), {
      kind: "refused",
      category: "shape",
      message: "no",
    });
    await engine.stop();
  });

  it("says what is wrong with a module that is no engine", async () => {
    const start = (source: string) => () => startWorker(moduleOf(source));
    const none = await assertRejects(start("export const x = 1;"), StartError);
    assertMatch(none.message, /must export .* `info` and `operations`/);
    const broken = await assertRejects(start("syntax error"), StartError);
    assertMatch(broken.message, /Unexpected|Expected/);
  });
});
