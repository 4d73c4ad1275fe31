import { assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type Case, loadCases, loadFiles, parseCase } from "../fixtures/mod.ts";
import { type EngineModule, inProcess } from "./adapters/in_process.ts";
import { referenceEngine } from "./reference_engine.ts";
import { failureText } from "./reports/failure_text.ts";
import { runCase, runCases } from "./runner.ts";
import { exitCode, summarize } from "./summary.ts";

const cases = await loadCases();

function caseNamed(id: string): Case {
  const found = cases.find((one) => one.id === id);
  if (!found) throw new Error(`there is no case ${id}`);
  return found;
}

/** An engine that has one operation, and does that wrongly. */
function engineWith(
  operations: EngineModule["operations"],
  info: Partial<EngineModule["info"]> = {},
) {
  return inProcess({
    info: { ...referenceEngine.info, ...info },
    operations,
  });
}

async function verdictOf(
  id: string,
  operations: EngineModule["operations"],
  info?: Partial<EngineModule["info"]>,
) {
  const result = await runCase(engineWith(operations, info), caseNamed(id));
  const texts = result.failures.map(failureText);
  return [result.verdict, ...texts, ...result.reason ? [result.reason] : []];
}

describe("the runner", () => {
  const relu = referenceEngine.operations.relu;

  it("passes a right answer and fails a wrong one, with what was expected", async () => {
    const id = "gates/relu/scalar";
    assertEquals(await verdictOf(id, { relu }), ["pass"]);
    assertEquals(await verdictOf(id, { relu: () => ({ y: 0.5, dx: 0 }) }), [
      "fail",
      "y: expected 0, got 0.5, which is beyond any bound",
    ]);
  });

  it("says which outputs are missing", async () => {
    assertEquals(
      await verdictOf("gates/relu/scalar", { relu: () => ({ y: 0 }) }),
      [
        "fail",
        "dx is missing from the answer",
      ],
    );
  });

  it("ignores outputs that were not asked for", async () => {
    const answer = { y: 0, dx: 0, cache: [[1, 2], [3]] };
    assertEquals(await verdictOf("gates/relu/scalar", { relu: () => answer }), [
      "pass",
    ]);
  });

  it("counts an operation that the engine does not declare as unsupported", async () => {
    assertEquals(await verdictOf("gates/relu/scalar", {}), [
      "unsupported",
      "the engine does not declare it",
    ]);
  });

  it("counts an exception as a crash, never as a refusal", async () => {
    const crash = () => {
      throw new TypeError("no such thing");
    };
    const id = "gates/add/refuses-transposed";
    assertEquals(await verdictOf(id, { add: crash }), [
      "crashed",
      "the engine threw TypeError: no such thing",
    ]);
  });

  it("asks for a refusal, and for the right category of it", async () => {
    const id = "gates/add/refuses-transposed";
    const refused = (category: string) => () => ({
      refused: { category, message: "no" },
    });
    assertEquals(await verdictOf(id, { add: refused("shape") }), ["pass"]);
    assertEquals(await verdictOf(id, { add: refused("value") }), [
      "fail",
      'the engine must refuse with category "shape", and did so with "value": no',
    ]);
    assertEquals(await verdictOf(id, { add: () => ({ z: [1] }) }), [
      "fail",
      "the engine must refuse, and answered",
    ]);
  });

  it("counts `unsupported` as that, where another category is asked for", async () => {
    const refuse = () => ({
      refused: { category: "unsupported", message: "not here" },
    });
    const id = "gates/add/refuses-transposed";
    assertEquals(await verdictOf(id, { add: refuse }), [
      "unsupported",
      "not here",
    ]);
    const unknown = "graph/graph/refuses-unknown-gate";
    assertEquals(await verdictOf(unknown, { graph: refuse }), ["pass"]);
  });

  it("fails a refusal where an answer is due, unless it is `unsupported`", async () => {
    const refused = (category: string) => () => ({
      refused: { category, message: "no" },
    });
    const id = "gates/relu/scalar";
    assertEquals(await verdictOf(id, { relu: refused("shape") }), [
      "fail",
      "the engine must answer, and refused (shape): no",
    ]);
    assertEquals(await verdictOf(id, { relu: refused("unsupported") }), [
      "unsupported",
      "no",
    ]);
  });

  it("calls an answer malformed that is no set of tensors", async () => {
    const [verdict, reason] = await verdictOf("gates/relu/scalar", {
      relu: () => ({ y: "zero", dx: 0 }),
    });
    assertEquals(verdict, "malformed");
    assertMatch(reason, /a tensor holds "zero"/);
  });

  it("asks an engine without gradients for its outputs alone", async () => {
    const forward: EngineModule["operations"] = {
      relu: ({ inputs, upstream }) => {
        if (upstream) throw new Error("there must be no upstream gradient");
        return { y: Math.max(0, inputs.x as number) };
      },
    };
    assertEquals(
      await verdictOf("gates/relu/scalar", forward, { gradients: false }),
      ["pass"],
    );
    assertEquals(
      await verdictOf("gates/relu/repeats", forward, { gradients: false }),
      ["skipped", "the engine has no gradients"],
    );
  });

  it("skips a case whose bounds do not hold in the engine's format", async () => {
    const id = "gates/matmul/wide-range";
    assertEquals(
      await verdictOf(id, { matmul: () => ({}) }, { dtype: "bfloat16" }),
      ["skipped", "its bounds hold for float32 and wider"],
    );
  });

  it("fails a property that does not hold, and names it", async () => {
    const tie: EngineModule["operations"] = {
      max: () => ({ z: [1, -2, 0], dx: [3, -0.5, 1], dy: [3, -0.5, 1] }),
    };
    const [verdict, text] = await verdictOf("gates/max/tie-adds-up", tie);
    assertEquals(verdict, "fail");
    assertMatch(
      text,
      /^\(dx \+ dy\)\[2\]: expected 1, got 2, 2.2·10\^15 times the bound/,
    );
  });

  it("calls a fixture that cannot be parsed our own fault, and says why", async () => {
    const files = await loadFiles();
    const file = files.get("gates/relu.json")!;
    const [raw] = file.cases;
    if (raw.kind !== "golden") throw new Error("the first case is golden");
    const faulty = parseCase(file, { ...raw, inputs: { x: ["one"] } });
    const { verdict, reason } = await runCase(engineWith({ relu }), faulty);
    assertEquals(verdict, "fixture fault");
    assertMatch(
      reason!,
      /^FixtureError: gates\/relu\/grid: a tensor holds "one"/,
    );
  });

  it("calls a case that judges nonsense our own fault", async () => {
    const golden = caseNamed("gates/relu/scalar");
    if (golden.kind !== "golden") throw new Error("the case is golden");
    const broken = { ...golden, expected: { y: null } } as unknown as Case;
    const result = await runCase(engineWith({ relu }), broken);
    assertEquals(result.verdict, "fixture fault");
  });

  it("draws a statistical case again, with other seeds, before it fails it", async () => {
    const right = referenceEngine.operations.initialize;
    const seeds: unknown[] = [];
    const unlucky = (draws: number): EngineModule["operations"] => ({
      initialize: (request) => {
        seeds.push(request.attributes.seed);
        return seeds.length <= draws ? { w: [[7]] } : right(request);
      },
    });
    const id = "initialization/initialize/gaussian-tiny";
    assertEquals(await verdictOf(id, unlucky(2)), ["pass"]);
    assertEquals(new Set(seeds).size, 3);
    seeds.length = 0;
    const [verdict, text] = await verdictOf(id, unlucky(3));
    assertEquals([verdict, seeds.length], ["fail", 3]);
    assertMatch(
      text,
      /^mean of w: expected anything from -0.0000\d* to 0.0000\d*, got 7/,
    );
  });

  it("says which statistic of which output lies outside", async () => {
    const [, text] = await verdictOf("initialization/initialize/zeros", {
      initialize: () => ({ w: [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]] }),
    });
    assertEquals(
      text,
      "w[5]: expected 0, got 1, which is beyond any bound; 1 of 12 elements are wrong",
    );
  });

  it("stops at the first failure where it is asked to", async () => {
    const engine = engineWith({ relu: () => ({ y: 7, dx: 7 }) });
    const some = cases.filter(({ operation }) => operation === "relu");
    const all = await Array.fromAsync(runCases(engine, some));
    const first = await Array.fromAsync(
      runCases(engine, some, { failFast: true }),
    );
    assertEquals([all.length, first.length], [some.length, 1]);
  });
});

describe("the exit code", () => {
  const codeOf = async (operations: EngineModule["operations"]) => {
    const some = cases.filter(({ operation }) => operation === "relu");
    const results = runCases(engineWith(operations), some);
    return exitCode(summarize(await Array.fromAsync(results)));
  };

  it("is 0 for an engine that conforms to all that it declares", async () => {
    const { relu } = referenceEngine.operations;
    assertEquals(await codeOf({ relu }), 0);
  });

  it("is 1 for one that does not", async () => {
    assertEquals(await codeOf({ relu: () => ({ y: 0 }) }), 1);
    assertEquals(
      await codeOf({
        relu: () => {
          throw new Error("always");
        },
      }),
      1,
    );
  });

  it("is 3 where nothing was checked, or a fixture is faulty", async () => {
    assertEquals(await codeOf({}), 3);
    const faulty = {
      case: cases[0],
      verdict: "fixture fault" as const,
      failures: [],
      seconds: 0,
    };
    assertEquals(exitCode(summarize([faulty])), 3);
  });
});
