import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { loadCases } from "../../fixtures/mod.ts";
import { inProcess } from "../adapters/in_process.ts";
import { operationNames } from "../operations.ts";
import { isHarmless, runCases } from "../runner.ts";
import { mutants, mutate } from "./mod.ts";

const byOperation = Map.groupBy(
  await loadCases(),
  ({ operation }) => operation,
);
const operationOf = (id: string) => id.split("/")[0];

describe("the catalogue of mutants", () => {
  it("has at least three for each operation, and says of each what to do", () => {
    const ids = mutants.map(({ id }) => id);
    assertEquals(new Set(ids).size, ids.length, "two mutants of one name");
    for (const operation of operationNames) {
      const own = ids.filter((id) => operationOf(id) === operation);
      assert(own.length >= 3, `${operation} has ${own.length} mutants`);
    }
    for (const { id, note, advice } of mutants) {
      assertMatch(id, /^[a-z0-9_]+\/[a-z0-9-]+$/);
      assert(note.length > 10 && advice.length > 10, id);
    }
  });
});

// `deno task mutants` asks them all.
describe("the suite convicts", () => {
  for (const operation of operationNames) {
    const mutant = mutants.find(({ id }) => operationOf(id) === operation)!;
    it(`${mutant.id}: ${mutant.note}`, async () => {
      const engine = inProcess(mutate(mutant));
      const results = await Array.fromAsync(
        runCases(engine, byOperation.get(operation)!, { failFast: true }),
      );
      assert(!isHarmless(results.at(-1)!.verdict), "every case passes");
    });
  }
});
