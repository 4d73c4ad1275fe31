import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { problemsOf, untested } from "./check_imports.ts";

describe("the check of imports", () => {
  const problems = (path: string, specifier: string) =>
    problemsOf(path, `import { x } from "${specifier}";`).length;

  it("lets no part of the suite but the reference engine import the library", () => {
    assertEquals(problems("conformance/reference_engine.ts", "../mod.ts"), 0);
    assertEquals(problems("conformance/runner.ts", "../mod.ts"), 1);
    assertEquals(problems("scripts/make_fixtures.ts", "../engine/graph.ts"), 1);
  });

  it("lets the lecture show the library, by what it exports", () => {
    assertEquals(problems("scripts/lecture/main.ts", "../../mod.ts"), 0);
    const inside = "../../engine/graph.ts";
    assertEquals(problems("scripts/lecture/main.ts", inside), 1);
    assertEquals(problems("scripts/conform.ts", "../mod.ts"), 1);
  });

  it("does not take the word in a sentence for an import", () => {
    const source = 'const why = "where it comes from", flags = ["a"];';
    assertEquals(problemsOf("engine/graph.ts", source), []);
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

  it("misses no test in what `deno test` runs but those of scripts and mutants", () => {
    const listed = "../engine/graph_test.ts";
    const source = `await import("${listed}");`;
    const paths = ["engine/graph.ts", "engine/graph_test.ts"];
    assertEquals(untested(paths, source), []);
    const others = [
      "fixtures/fixtures_test.ts",
      "scripts/conform_test.ts",
      "conformance/mutants/mutants_test.ts",
    ];
    assertEquals(untested(others, source), ["fixtures/fixtures_test.ts"]);
  });

  it("asks for bare names", () => {
    assertEquals(problems("scripts/conform.ts", "npm:decimal.js"), 1);
    assertEquals(problems("scripts/conform.ts", "decimal.js"), 0);
  });
});
