import { assert, assertEquals, assertMatch } from "@std/assert";
import { setColorEnabled } from "@std/fmt/colors";
import { describe, it } from "@std/testing/bdd";
import { Ajv } from "ajv";
import { loadCases, loadNotes } from "../../fixtures/mod.ts";
import { type EngineModule, inProcess } from "../adapters/in_process.ts";
import { diagnose } from "../diagnosis.ts";
import { referenceEngine } from "../reference_engine.ts";
import { runCases } from "../runner.ts";
import { summarize } from "../summary.ts";
import { annotations } from "./annotations.ts";
import { changes, isWorse, showChanges } from "./changes.ts";
import { toJson } from "./json.ts";
import { reports, type Run } from "./mod.ts";
import schema from "./report.schema.json" with { type: "json" };

setColorEnabled(false);

const gates = (await loadCases()).filter(({ profile }) => profile === "gates");
const notes = await loadNotes();

/** What checking an engine comes to. */
async function check(engine: EngineModule): Promise<Run> {
  const started = inProcess(engine);
  const results = await Array.fromAsync(runCases(started, gates));
  return {
    version: "1.0",
    engine: started.info,
    command: "deno task conform --engine ./tiny",
    results,
    available: gates.length,
    diagnoses: await diagnose(results, started.info.dtype),
    summary: summarize(results),
    notes,
  };
}

const right = await check(referenceEngine);

/** An engine in which much is wrong, and that says so in awkward words. */
const troubled = await check({
  info: {
    name: 'awk & <ward> "x"',
    version: "1\u0000",
    language: "TypeScript",
    dtype: "float32",
  },
  operations: {
    ...referenceEngine.operations,
    sigmoid: async (request) => {
      const answer = await referenceEngine.operations.sigmoid(request);
      const gradient = { dx: request.inputs.x };
      return "refused" in answer ? answer : { ...answer, ...gradient };
    },
    tanh: () => {
      throw new Error('no ]]> "tanh"\n  # here: \u0007 \ud800 - at all');
    },
    max: () => ({ skipped: { reason: "not\ntoday # TODO" } }),
  },
});
const { counts } = troubled.summary;

describe("the JSON report", () => {
  const validate = new Ajv({ allErrors: true }).compile(schema);

  for (const [name, run] of Object.entries({ right, troubled })) {
    it(`follows its schema: ${name}`, () => {
      const report = JSON.parse(reports.json(run));
      assert(validate(report), JSON.stringify(validate.errors, undefined, 1));
    });
  }

  it("has no field that the schema does not know", () => {
    const [first, ...rest] = JSON.parse(reports.json(right)).cases;
    const report = toJson(right);
    assert(!validate({ ...report, extra: 1 }));
    assert(!validate({ ...report, cases: [{ ...first, extra: 1 }, ...rest] }));
  });

  it("tells the worst element of each output, right or wrong", () => {
    const find = (run: Run, id: string) =>
      toJson(run).cases.find((one) => one.id === id)!;
    const [y] = find(right, "gates/leaky_relu/scalar").compared!;
    assertEquals([y.output, y.index, y.margin], ["y", [], 0]);
    const wrong = find(troubled, "gates/sigmoid/scalar");
    assertEquals(wrong.verdict, "fail");
    const [value, gradient] = wrong.compared!;
    assertEquals([value.output, gradient.output], ["y", "dx"]);
    assert(Number(gradient.ulps) > 1e5);
  });

  it("says whether the engine conforms, and to what", () => {
    assertEquals(toJson(right).conforms, true);
    assertEquals(
      toJson(right).verdict,
      "float64 engine, conforms to gates; largest margin 0.25 (affine)",
    );
    assertEquals(toJson(troubled).conforms, false);
    assertMatch(toJson(troubled).verdict, /^float32 engine, conforms to no/);
  });
});

describe("the badge", () => {
  it("tells a pass from a failure", () => {
    assertEquals(JSON.parse(reports.badge(right)), {
      schemaVersion: 1,
      label: "touchstone",
      message: `float64, ${gates.length} cases pass, margin 0.25`,
      color: "brightgreen",
    });
    const { message, color } = JSON.parse(reports.badge(troubled));
    const bad = counts.fail + counts.crashed;
    assertEquals(message, `float32, ${bad} of ${bad + counts.pass} cases fail`);
    assertEquals(color, "red");
  });
});

describe("what the failures point to", () => {
  for (const format of ["pretty", "json", "junit", "tap", "html"] as const) {
    it(`is told in ${format}`, () => {
      assertMatch(reports[format](troubled), /the derivative of an activation/);
    });
  }
});

describe("annotations", () => {
  const lines = annotations(troubled).trimEnd().split("\n");

  it("are ten errors at most, and a verdict", () => {
    const errors = lines.filter((line) => line.startsWith("::error title="));
    assertEquals(errors.length, 10);
    const rest = counts.fail + counts.crashed - 9;
    assertMatch(errors[9], new RegExp(`::error title=Touchstone%3A ${rest} m`));
    assertMatch(
      lines[10],
      /^::notice title=Touchstone::sigmoid, .*%0Afloat32 engine, /,
    );
    assertEquals(annotations(right).split("::error").length, 1);
  });

  it("are one line each, whatever the engine says", () => {
    assertEquals(lines.length, 11);
    for (const line of lines) assertMatch(line, /^::(error|notice) title=/);
  });
});

describe("the comparison of two reports", () => {
  const before = toJson(right), after = toJson(troubled);

  it("finds what is new, fixed and no longer asked", () => {
    const worse = changes(before, after);
    assertEquals(worse.failing.length, counts.fail + counts.crashed);
    assertEquals(worse.lost.length, counts.skipped);
    assertEquals(isWorse(worse), true);
    const better = changes(after, before);
    assertEquals(better.fixed.length, counts.fail + counts.crashed);
    assertEquals(better.gained.length, counts.skipped);
    assertEquals(isWorse(better), false);
  });

  it("finds margins that grew", () => {
    const grow = (factor: number) => ({
      ...before,
      cases: before.cases.map((one) => ({
        ...one,
        margin: Number(one.margin ?? 0) * factor,
      })),
    });
    const { grown } = changes(before, grow(1.5));
    assert(grown.some(({ id }) => id.startsWith("gates/affine/")));
    assertEquals(changes(before, grow(1.05)).grown, []);
    assertMatch(showChanges(before, grow(1.5)), /grown in margin: \d+\n {2}/);
  });

  it("says so where nothing changed", () => {
    assertMatch(showChanges(before, before), /\n\nNothing changed.\n$/);
    assertMatch(showChanges(after, after), /\nFailing as before: \d+.\n$/);
  });
});

/** Whether a program can be run here. */
async function runs(command: string, ...args: string[]): Promise<boolean> {
  const { state } = await Deno.permissions.query({ name: "run" });
  if (state !== "granted") return false;
  const { success } = await new Deno.Command(command, { args, stderr: "null" })
    .output().catch(() => ({ success: false }));
  return success;
}

/** What a program prints when it reads a text from a file. */
async function readBy(text: string, command: string, ...args: string[]) {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, text);
  const { stdout } = await new Deno.Command(command, {
    args: [...args, file],
    stderr: "null",
  }).output();
  await Deno.remove(file);
  return new TextDecoder().decode(stdout);
}

const needsProve = { skip: !await runs("prove", "--version") };

describe("the TAP report, read by Perl's prove", needsProve, () => {
  it("is a pass for a right engine", async () => {
    const told = await readBy(reports.tap(right), "prove", "-e", "cat");
    assertMatch(told, new RegExp(`Tests=${gates.length},.*\nResult: PASS`));
  });

  it("names what fails, and skips what is not there", async () => {
    const told = await readBy(reports.tap(troubled), "prove", "-e", "cat");
    const bad = counts.fail + counts.crashed;
    assertMatch(told, new RegExp(`Tests: ${gates.length} Failed: ${bad}\\)`));
    assertMatch(told, new RegExp(`less ${counts.skipped} skipped`));
    assert(!told.includes("Parse errors"), told);
  });
});

const python = "/usr/bin/python3";
const needsParser = { skip: !await runs(python, "-c", "import junitparser") };

describe("the JUnit report, read by Python's junitparser", needsParser, () => {
  const script = `
import junitparser, sys
for suite in junitparser.JUnitXml.fromfile(sys.argv[1]):
    cases = list(suite)
    kinds = [type(case.result[0]).__name__ if case.result else "Pass" for case in cases]
    print(suite.name, suite.tests, suite.failures, suite.errors, suite.skipped)
    print(len(cases), kinds.count("Failure"), kinds.count("Error"), kinds.count("Skipped"))
    print(cases[0].classname, cases[0].name)
`;

  for (const [name, run] of Object.entries({ right, troubled })) {
    it(`has the same counts in its head and its body: ${name}`, async () => {
      const told = await readBy(reports.junit(run), python, "-c", script);
      const { fail, crashed, skipped } = run.summary.counts;
      const numbers = `${gates.length} ${fail} ${crashed} ${skipped}`;
      assertEquals(
        told,
        `gates ${numbers}\n${numbers}\ngates.add scalars\n`,
      );
    });
  }
});
