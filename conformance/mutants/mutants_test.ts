import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { loadCases } from "../../fixtures/mod.ts";
import { inProcess } from "../adapters/in_process.ts";
import { isHarmless, runCases } from "../runner.ts";
import { mutants, mutate } from "./mod.ts";

const cases = await loadCases();

describe("the suite convicts", () => {
  for (const mutant of mutants) {
    it(`${mutant.id}: ${mutant.note}`, async () => {
      const engine = inProcess(mutate(mutant));
      const results = await Array.fromAsync(runCases(engine, cases));
      const convicting = results.filter(({ verdict }) => !isHarmless(verdict));
      assert(convicting.length > 0, "every case passes");
      // One bug is built in: it must not be blamed on another operation.
      const [operation] = mutant.id.split("/");
      const blamed = new Set(convicting.map((result) => result.case.operation));
      assertEquals([...blamed], [operation]);
    });
  }
});
