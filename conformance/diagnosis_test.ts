import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { loadCases } from "../fixtures/mod.ts";
import { type EngineModule, inProcess } from "./adapters/in_process.ts";
import { diagnose } from "./diagnosis.ts";
import { isLong } from "./long_cases.ts";
import { mutants, mutate } from "./mutants/mod.ts";
import { mapNested } from "./mutants/mutant.ts";
import { referenceEngine } from "./reference_engine.ts";
import { runCases } from "./runner.ts";

// A diagnosis leaves out the others.
const cases = (await loadCases()).filter((one) => !isLong(one));

/** The diagnoses of an engine by its cases of one operation, or by the first of them. */
async function diagnosesOf(
  module: EngineModule,
  operation: string,
  first = Infinity,
) {
  const engine = inProcess(module);
  const own = cases.filter((one) => one.operation === operation)
    .slice(0, first);
  const results = await Array.fromAsync(runCases(engine, own));
  return await diagnose(results, engine.info.dtype);
}

function mutantNamed(id: string): EngineModule {
  return mutate(mutants.find((one) => one.id === id)!);
}

/** The engine with an operation replaced. */
function replacing(
  operation: string,
  replacement: EngineModule["operations"][string],
): EngineModule {
  const { info, operations } = referenceEngine;
  return { info, operations: { ...operations, [operation]: replacement } };
}

/** The engine, computing in float64 and rounding its answers to float32. */
function inFloat32(
  { info, operations }: EngineModule,
  operation: string,
): EngineModule {
  return {
    info: { ...info, dtype: "float32" },
    operations: {
      [operation]: async (request) => {
        const answer = await operations[operation](request);
        return "refused" in answer ? answer : Object.fromEntries(
          Object.entries(answer).map(([name, x]) => [
            name,
            mapNested(x as number[], Math.fround),
          ]),
        );
      },
    },
  };
}

describe("the diagnosis", () => {
  const KNOWN = [
    "tanh/slope-not-squared",
    "batch_norm/unbiased-variance",
  ];
  for (const id of KNOWN) {
    const [operation] = id.split("/");

    it(`names ${id} first, with all that it explains`, async () => {
      const [found] = await diagnosesOf(mutantNamed(id), operation);
      const [best] = found.likely;
      assertEquals([found.operation, best.id], [operation, id]);
      assertEquals(best.explains, found.failing);
    });

    it(`knows it in float32: ${id}`, async () => {
      const engine = inFloat32(mutantNamed(id), operation);
      const [found] = await diagnosesOf(engine, operation);
      assertEquals(found.likely[0].id, id);
    });
  }

  it("knows a wrong distribution by its statistics", async () => {
    const engine = mutantNamed("sample_trials/not-log-uniform");
    const [found] = await diagnosesOf(engine, "sample_trials", 1);
    assertEquals(found.likely[0].id, "sample_trials/not-log-uniform");
  });

  it("is quiet where no mutant gives these numbers", async () => {
    const engine = replacing("tanh", ({ inputs }) => ({
      y: mapNested(inputs.x, (x) => Math.sin(3 * x)),
      dx: mapNested(inputs.x, (x) => Math.cos(3 * x)),
    }));
    assertEquals(await diagnosesOf(engine, "tanh"), []);
  });

  it("is quiet about crashes that no mutant has", async () => {
    const always = replacing("graph", () => {
      throw new Error("out of memory");
    });
    assertEquals(await diagnosesOf(always, "graph"), []);
    let calls = 0;
    const sometimes = replacing("graph", (request) => {
      if (calls++ % 3 === 0) throw new Error("out of memory");
      return referenceEngine.operations.graph(request);
    });
    assertEquals(await diagnosesOf(sometimes, "graph"), []);
  });

  it("has nothing to say of a right engine", async () => {
    assertEquals(await diagnosesOf(referenceEngine, "batch_norm"), []);
  });
});
