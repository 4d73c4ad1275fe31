/**
 * The specification, sentence by sentence, on the built-in engine. Each sentence is
 * a case of fixtures/, and its subject is the operation that stands above it.
 */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type Case, loadCases } from "../fixtures/mod.ts";
import { inProcess } from "./adapters/in_process.ts";
import { sectionText } from "./explain.ts";
import { operationNames, profiles } from "./operations.ts";
import { referenceEngine } from "./reference_engine.ts";
import { failureText } from "./reports/failure_text.ts";
import { runCase } from "./runner.ts";
import spec from "./SPEC.md" with { type: "text" };

const engine = inProcess(referenceEngine);
const cases = await loadCases();

async function requirePass(testCase: Case): Promise<void> {
  const { verdict, reason, failures } = await runCase(engine, testCase);
  const details = [...failures.map(failureText), reason ?? ""].join("\n");
  assertEquals(verdict, "pass", `${testCase.id}: ${details}`);
}

for (const profile of profiles) {
  describe(profile, () => {
    const own = cases.filter((testCase) => testCase.profile === profile);
    for (const [operation, group] of Map.groupBy(own, (one) => one.operation)) {
      describe(operation, () => {
        for (const testCase of group) {
          it(testCase.why, () => requirePass(testCase));
        }
      });
    }
  });
}

describe("the specification", () => {
  it("has cases for every operation, and operations for all cases", () => {
    const known = new Set(cases.map(({ operation }) => operation));
    assertEquals([...known], operationNames);
  });

  it("has the section that each case names", () => {
    const bySection = Map.groupBy(cases, ({ section }) => section);
    for (const [section, [{ id }]] of bySection) {
      const text = sectionText(spec, section);
      assert(!text.includes("there is no such section"), `${id}: ${text}`);
    }
  });

  it("has a case for every operation's section", () => {
    const sections = spec.matchAll(/^### ((?:[4-9]|1[0-3])\.\d+) (\w+)/gm);
    const enforced = new Set(cases.map(({ section }) => section));
    for (const [heading, section] of sections) {
      assert(enforced.has(section), `no case enforces "${heading}"`);
    }
  });
});
