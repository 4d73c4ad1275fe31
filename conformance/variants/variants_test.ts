import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { loadCases } from "../../fixtures/mod.ts";
import { casesFor, isBlamed, judge, variants } from "./mod.ts";
import { type Variant, variant } from "./variant.ts";

const cases = await loadCases();

/** The cases in which the suite blames a variant, with their margins. */
async function blamed(one: Variant): Promise<string[]> {
  const results = await judge(one, casesFor(one, cases));
  return results.filter((result) => isBlamed(one, result))
    .map(({ case: { id }, verdict, margin, reason }) =>
      `${id}: ${verdict}, ${reason ?? `${margin} times the bound`}`
    );
}

// `deno task mutants` asks them all.
describe("the suite blames no engine that is right but different", () => {
  const SAMPLE = [
    "stepwise/bfloat16",
    "flushing/float16",
    "sums-reversed-sloppily/float32",
    "tape/float64",
  ];
  for (const id of SAMPLE) {
    const one = variants.find((variant) => variant.id === id)!;
    it(`${id}: ${one.note}`, async () => {
      assertEquals(await blamed(one), []);
    });
  }
});

describe("the engines that are right but different", () => {
  it("have ids of their own, and compute in every number format", () => {
    assertEquals(new Set(variants.map(({ id }) => id)).size, variants.length);
    const dtypes = new Set(variants.map(({ engine }) => engine.info.dtype));
    assertEquals(dtypes.size, 4);
  });

  it("are asked every case between them, but one training and the streams", () => {
    const asked = new Set(variants.flatMap((one) => casesFor(one, cases)));
    const left = cases.filter((one) => !asked.has(one)).map(({ id }) => id);
    assertEquals(left, ["training/train/overfit-20-lecture"]);
  });

  it("would be blamed if they were wrong", async () => {
    const note = "1 − y in place of 1 − y²";
    const wrong = variant({
      id: "wrong",
      note,
      forms: { tanhSlope: (m, y) => m.subtract(m.constant(1), y) },
    });
    const list = await blamed(wrong);
    assert(list.some((line) => line.startsWith("gates/tanh/grid: fail")));
    assert(list.every((line) => /^(gates\/tanh|graph\/graph)\//.test(line)));
  });

  it("would be blamed if they did not support what they should", async () => {
    const { lacks: _, ...forgetful } = variants.find(({ lacks }) => lacks)!;
    const list = await blamed(forgetful);
    assert(list.length > 0);
    assert(list.every((line) => line.includes("unsupported")));
  });
});
