import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { inProcess } from "../../conformance/adapters/in_process.ts";
import { referenceEngine } from "../../conformance/reference_engine.ts";
import schema from "../../conformance/reports/report.schema.json" with {
  type: "json",
};
import { runCase, runCases } from "../../conformance/runner.ts";
import type { Case } from "../../fixtures/mod.ts";
import {
  draftOf,
  familyOf,
  keyOf,
  randomCases,
  type RandomSource,
  solveDraft,
} from "./cases.ts";
import { asRecorded, atRandom } from "./draw.ts";
import { families } from "./families.ts";

const engine = inProcess(referenceEngine);
/** Those that are solved, which takes some milliseconds each, for more than one test. */
const { cases: solved } = randomCases(75, 3);

/** What is asked and expected, by id; NaN and −0 are told apart. */
function contents(cases: readonly Case[]): Map<string, string> {
  return new Map(cases.map((one) => [
    one.id,
    Deno.inspect(one.kind === "golden" && [one.request, one.expected], {
      depth: 20,
      iterableLimit: 1000,
    }),
  ]));
}

/** Something of one operation in every so many draws. */
function drawsOf(operation: string, count: number): RandomSource[] {
  const family = families.find((one) => one.operation === operation)!;
  return Array.from(
    { length: count },
    (_, i) => draftOf(family, atRandom(5, i, 0)).source,
  );
}

describe("random cases", () => {
  it("are the same for the same seed, however many there are", () => {
    const few = contents(randomCases(10, 3).cases), more = contents(solved);
    assertEquals([few.size, more.size], [10, 75]);
    for (const [id, content] of few) assertEquals(more.get(id), content);
  });

  it("are others for another seed", () => {
    const one = [...contents(solved).values()];
    const other = [...contents(randomCases(5, 4).cases).values()];
    assertEquals(other.filter((content) => one.includes(content)), []);
  });

  it("have ids of which the report knows the pattern, and which name them", () => {
    const { cases } = randomCases(300, 12);
    const { pattern } = schema.definitions.case.properties.id;
    for (const { id, profile, operation } of cases) {
      assert(new RegExp(pattern).test(id), id);
      const key = keyOf(id)!, family = familyOf(key);
      assertEquals(
        `${family.profile}/${family.operation}`,
        `${profile}/${operation}`,
      );
      assertEquals(id, `${profile}/${operation}/fuzz-12-${key.number}`);
    }
    assertEquals(new Set(cases.map(({ id }) => id)).size, 300);
    assertEquals(keyOf("gates/relu/grid"), undefined);
  });

  it("are there for every operation whose outcome is not chance", () => {
    const { cases } = randomCases(600, 1);
    const found = new Set(
      cases.map(({ profile, operation }) => `${profile}/${operation}`),
    );
    assertEquals(found.size, families.length);
    assertEquals(families.length, 37);
  });

  for (const family of families) {
    const { profile, operation } = family;
    it(`pass the built-in engine: the simplest of ${profile}/${operation}`, async () => {
      const simplest = draftOf(family, asRecorded(new Map()));
      const testCase = solveDraft(family, simplest, "simplest");
      const { verdict } = await runCase(engine, testCase!);
      assertEquals(verdict, "pass");
    });
  }

  it("pass the built-in engine: 75 of them", async () => {
    const results = await Array.fromAsync(runCases(engine, solved));
    const wrong = results.filter(({ verdict }) => verdict !== "pass");
    assertEquals(wrong.map(({ case: { id } }) => id), []);
  });

  it("serve float32 at least, but for streams of random bits", () => {
    for (const { narrowest, profile } of solved) {
      assertEquals(narrowest === "float64", profile === "random");
    }
  });

  it("have shapes of every rank, and special values without a gradient", () => {
    const draws = drawsOf("multiply", 200);
    const texts = draws.map(({ inputs }) => Deno.inspect(inputs.x));
    for (const start of [/^-?\d/, /^\[ -?\d/, /^\[ ?\[ -?\d/, /^\[\s*\[ ?\[/]) {
      assert(texts.some((text) => start.test(text)), String(start));
    }
    const special = draws.filter(({ inputs }) =>
      /NaN|Infinity/.test(Deno.inspect(inputs))
    );
    assertNotEquals(special, []);
    for (const { upstream } of special) assertEquals(upstream, undefined);
  });

  it("now and then come after another request with the same numbers elsewhere", () => {
    const draws = drawsOf("sgd", 100).filter(({ after }) => after);
    assert(draws.length > 5 && draws.length < 25);
    for (const { inputs, after } of draws) {
      assertEquals([after!.inputs.w].flat(9).reverse(), [inputs.w].flat(9));
    }
  });

  it("are graphs with forks, values used twice, dead ends and unused inputs", () => {
    const graphs = drawsOf("graph", 200).map(({ inputs, attributes }) => {
      const nodes = attributes!.nodes as { name: string; inputs: string[] }[];
      const used = nodes.flatMap((node) => node.inputs);
      const users = (name: string) =>
        nodes.filter((node) => node.inputs.includes(name)).length;
      const names = [...Object.keys(inputs), ...nodes.map(({ name }) => name)];
      return {
        size: nodes.length,
        forks: names.some((name) => users(name) > 1),
        twice: nodes.some((node) =>
          new Set(node.inputs).size < node.inputs.length
        ),
        deadEnds: nodes.some(({ name }) =>
          name !== attributes!.output && users(name) === 0
        ),
        unused: Object.keys(inputs).some((name) => !used.includes(name)),
        shuffled: nodes.some((node, i) =>
          node.inputs.some((name) =>
            nodes.slice(i).some((later) => later.name === name)
          )
        ),
      };
    });
    const share = (has: (graph: typeof graphs[0]) => boolean) =>
      graphs.filter(has).length / graphs.length;
    assertEquals(Math.max(...graphs.map(({ size }) => size)), 12);
    for (
      const key of ["forks", "twice", "deadEnds", "unused", "shuffled"] as const
    ) {
      assert(share((graph) => graph[key]) > 0.2, key);
    }
  });
});
