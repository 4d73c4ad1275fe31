import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { loadCases } from "../../fixtures/mod.ts";
import { inProcess } from "../adapters/in_process.ts";
import { isHarmless, runCases } from "../runner.ts";
import { mutants, mutate } from "./mod.ts";

// Whole trainings take long, and the golden ones must suffice.
const cases = (await loadCases()).filter(({ operation, kind }) =>
  operation !== "train" || kind === "golden"
);
const byOperation = Map.groupBy(cases, ({ operation }) => operation);

describe("the suite convicts", () => {
  for (const mutant of mutants) {
    it(`${mutant.id}: ${mutant.note}`, async () => {
      const engine = inProcess(mutate(mutant));
      const [operation] = mutant.id.split("/");
      const results = await Array.fromAsync(
        runCases(engine, byOperation.get(operation)!, { failFast: true }),
      );
      assert(!isHarmless(results.at(-1)!.verdict), "every case passes");
    });
  }

  it("only what a mutant gets wrong", async () => {
    const [mutant] = mutants;
    const gates = cases.filter(({ profile }) => profile === "gates");
    const engine = inProcess(mutate(mutant));
    const results = await Array.fromAsync(runCases(engine, gates));
    const blamed = results.filter(({ verdict }) => !isHarmless(verdict))
      .map((result) => result.case.operation);
    assertEquals([...new Set(blamed)], [mutant.id.split("/")[0]]);
  });
});
