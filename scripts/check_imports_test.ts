import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { problemsOf } from "./check_imports.ts";

describe("the check of imports", () => {
  const problems = (path: string, specifier: string) =>
    problemsOf(path, `import { x } from "${specifier}";`).length;

  it("lets nobody but the reference engine import the library", () => {
    assertEquals(problems("conformance/reference_engine.ts", "../mod.ts"), 0);
    assertEquals(problems("conformance/runner.ts", "../mod.ts"), 1);
    assertEquals(problems("scripts/make_fixtures.ts", "../engine/graph.ts"), 1);
  });

  it("lets the engine import nothing outside itself", () => {
    assertEquals(problems("engine/graph.ts", "./gates/mod.ts"), 0);
    assertEquals(problems("engine/graph.ts", "../fixtures/numbers.ts"), 1);
    assertEquals(problems("engine/graph.ts", "decimal.js"), 1);
  });

  it("lets the layers import downward only", () => {
    assertEquals(problems("scripts/conform.ts", "../conformance/runner.ts"), 0);
    assertEquals(problems("conformance/runner.ts", "../fixtures/mod.ts"), 0);
    assertEquals(problems("fixtures/mod.ts", "../conformance/runner.ts"), 1);
    assertEquals(problems("conformance/runner.ts", "../scripts/conform.ts"), 1);
  });

  it("asks for bare names", () => {
    assertEquals(problems("scripts/conform.ts", "npm:decimal.js"), 1);
    assertEquals(problems("scripts/conform.ts", "decimal.js"), 0);
  });
});
