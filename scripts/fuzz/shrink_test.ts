import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  type EngineModule,
  inProcess,
} from "../../conformance/adapters/in_process.ts";
import { mutants, mutate } from "../../conformance/mutants/mod.ts";
import type { Engine } from "../../conformance/protocol.ts";
import { referenceEngine } from "../../conformance/reference_engine.ts";
import {
  type CaseResult,
  isHarmless,
  runCases,
} from "../../conformance/runner.ts";
import type { Nested } from "../../fixtures/numbers.ts";
import { keyOf, randomCases } from "./cases.ts";
import { shrunkFailures } from "./mod.ts";
import { BUDGET, shrink, type Start } from "./shrink.ts";

/** The cases of one operation among the first so many. */
function casesOf(operation: string, count: number) {
  return randomCases(count, 1).cases.filter((one) =>
    one.operation === operation
  );
}

async function firstFailure(
  engine: Engine,
  operation: string,
): Promise<CaseResult> {
  const cases = casesOf(operation, 1000);
  const results = runCases(engine, cases, { failFast: true });
  const last = (await Array.fromAsync(results)).at(-1)!;
  assert(!isHarmless(last.verdict), "every random case passes");
  return last;
}

function mutant(id: string): EngineModule {
  return mutate(mutants.find((one) => one.id === id)!);
}

/** The reference engine, of which one operation is another. */
function changed(operations: EngineModule["operations"]): EngineModule {
  return {
    ...referenceEngine,
    operations: { ...referenceEngine.operations, ...operations },
  };
}

/** What is left of the first failure of that engine. */
async function smallest(module: EngineModule, operation: string) {
  const { case: { id }, verdict } = await firstFailure(
    inProcess(module),
    operation,
  );
  return await shrink(starting(module), keyOf(id)!, verdict);
}

function starting(module: EngineModule): Start {
  return () => Promise.resolve(inProcess(module));
}

describe("a failing random case", () => {
  it("shrinks to one number where tanh has a wrong slope", async () => {
    const left = await smallest(mutant("tanh/slope-not-squared"), "tanh");
    assertEquals(left!.source, { inputs: { x: 1 }, upstream: { y: 1 } });
    assertEquals(left!.result.verdict, "fail");
  });

  it("shrinks to one node where a graph forgets a fork", async () => {
    const left = await smallest(mutant("graph/fork-overwritten"), "graph");
    const { inputs, attributes } = left!.source;
    const [node, ...others] = attributes!.nodes as { inputs: string[] }[];
    assertEquals(others, []);
    assert(new Set(node.inputs).size < node.inputs.length);
    assert(JSON.stringify(inputs).length < 40);
  });

  it("loses what is in front of the element that matters", async () => {
    const { relu } = referenceEngine.operations;
    const leaky = changed({
      relu: async (request) => {
        const answer = await relu(request);
        const { x } = request.inputs;
        const isWrong = [x].flat(9).some((value) => value === -2);
        return isWrong ? { ...answer, y: x } : answer;
      },
    });
    const left = await smallest(leaky, "relu");
    assert(JSON.stringify(left!.source).length <= 30);
    assertEquals([left!.source.inputs.x].flat(9), [-2]);
  });

  it("is no more where the engine passes when it is asked alone", async () => {
    let requests = 0;
    const tired = () =>
      changed({
        relu: (request) =>
          requests++ < 3 ? referenceEngine.operations.relu(request) : { y: 7 },
      });
    const failure = await firstFailure(inProcess(tired()), "relu");
    requests = 0;
    const key = keyOf(failure.case.id)!;
    assertEquals(await shrink(starting(tired()), key, "fail"), undefined);
  });

  it("fails alone where it fails by what earlier requests have left", async () => {
    const { relu } = referenceEngine.operations;
    const start = () => {
      let seen = 0;
      const module = changed({
        relu: async (request) => {
          const { y, ...rest } = await relu(request) as { y: Nested };
          seen += [y].flat(9).includes(1) ? 1 : 0;
          return { y: seen > 0 ? 7 : y, ...rest };
        },
      });
      return Promise.resolve(inProcess(module));
    };
    const { case: { id } } = await firstFailure(await start(), "relu");
    const left = await shrink(start, keyOf(id)!, "fail");
    const numbers = Object.values(left!.source).flatMap(({ x }) => x).flat(9);
    assert(numbers.includes(1), JSON.stringify(left!.source));
  });

  it("is not asked more often than its budget allows", async () => {
    let requests = 0;
    const crashing = changed({
      affine: () => {
        requests++;
        throw new Error("out of order");
      },
    });
    const { case: { id } } = await firstFailure(inProcess(crashing), "affine");
    requests = 0;
    const left = await shrink(starting(crashing), keyOf(id)!, "crashed");
    assert(requests > 3 && requests < 20, `${requests} requests`);
    // The last one is asked once more, of an engine of its own.
    assert(left!.spent >= 30 * (requests - 1) && left!.spent < BUDGET + 30);
  });
});

describe("what is told of failing random cases", () => {
  it("is the first of each operation, as a case source", async () => {
    const wrong = changed({
      ...mutant("sgd/ascends").operations,
      relu: () => ({}),
    });
    const cases = [...casesOf("sgd", 200), ...casesOf("relu", 400)];
    const results = await Array.fromAsync(runCases(inProcess(wrong), cases));
    const told = await Array.fromAsync(
      shrunkFailures(results, starting(wrong)),
    );
    assertEquals(told.length, 2);
    assertEquals(
      told[0].replace(/fuzz-1-\d+/g, "fuzz-1-N"),
      `update/sgd/fuzz-1-N, made smaller: fail
  w: expected -1, got 1, which is beyond any bound
As a case for scripts/golden/, where it needs a name and a reason of its own:
  {
    name: "fuzz-1-N",
    why: "has the right outputs in a random case",
    inputs: { w: 0, dw: 1 },
    attributes: { learning_rate: 1 },
  },
`,
    );
  });
});
