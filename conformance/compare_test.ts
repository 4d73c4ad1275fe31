import { assertEquals, assertObjectMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Expected } from "../fixtures/mod.ts";
import type { Nested } from "../fixtures/numbers.ts";
import { compare } from "./compare.ts";
import type { Dtype } from "./dtypes.ts";

function expecting(value: number, bound = 1, high = value): Expected {
  return { shape: [], low: [value], high: [high], bound: [bound] };
}

function passes(expected: Expected, got: Nested, dtype: Dtype = "float64") {
  return compare(expected, got, dtype).mismatch === undefined;
}

describe("comparison", () => {
  const u = 2 ** -53;

  it("passes up to bound·u, and not beyond", () => {
    assertEquals(passes(expecting(1, 4), 1 + 4 * u), true);
    assertEquals(passes(expecting(1, 4), 1 + 6 * u), false);
    assertEquals(passes(expecting(1, 4), 1 - 4 * u), true);
    assertEquals(passes(expecting(1, 4), 1 - 5 * u), false);
  });

  it("reports the error in units of the bound as margin", () => {
    assertEquals(compare(expecting(1, 8), 1 + 2 * u, "float64").margin, 0.25);
    assertEquals(compare(expecting(1, 8), 1 + 32 * u, "float64").margin, 4);
  });

  it("asks for the very number where the bound is 0", () => {
    assertEquals(passes(expecting(1, 0), 1), true);
    assertEquals(passes(expecting(1, 0), 1 + 2 * u), false);
    assertEquals(compare(expecting(1, 0), 2, "float64").margin, Infinity);
  });

  it("forgives flushing to zero, and no more than that", () => {
    assertEquals(passes(expecting(2 ** -1022, 0), 0), true);
    assertEquals(passes(expecting(2 ** -1021, 0), 0), false);
    assertEquals(passes(expecting(2 ** -14, 0), 0, "float16"), true);
    assertEquals(passes(expecting(2 ** -14, 0), 0, "float32"), false);
  });

  it("measures in the engine's own format, after rounding to it", () => {
    assertEquals(passes(expecting(1), 1 + 2 ** -24, "float32"), true);
    assertEquals(passes(expecting(1), 1 + 2 ** -22, "float32"), false);
    assertEquals(passes(expecting(0.1, 0.1), 0.1, "float32"), true);
    assertEquals(passes(expecting(1), 1 + 2 ** -8, "bfloat16"), true);
  });

  it("asks for NaN where NaN is right, and only there", () => {
    assertEquals(passes(expecting(NaN), NaN), true);
    assertEquals(passes(expecting(NaN), 0), false);
    assertEquals(passes(expecting(NaN), Infinity), false);
    assertEquals(passes(expecting(1, 1e300), NaN), false);
  });

  it("asks for the same infinity", () => {
    assertEquals(passes(expecting(Infinity), Infinity), true);
    assertEquals(passes(expecting(Infinity), -Infinity), false);
    assertEquals(passes(expecting(Infinity), Number.MAX_VALUE), false);
    assertEquals(passes(expecting(1, 1e300), Infinity), false);
  });

  it("takes 0 and −0 for the same", () => {
    assertEquals(passes(expecting(0, 0), -0), true);
    assertEquals(passes(expecting(-0, 0), 0), true);
  });

  it("takes everything in an interval for right", () => {
    const interval = expecting(-2, 0, 0);
    assertEquals([-2, -1, 0].map((x) => passes(interval, x)), [
      true,
      true,
      true,
    ]);
    assertEquals([-2.5, 0.5].map((x) => passes(interval, x)), [false, false]);
  });

  it("says which element is worst and how many are wrong", () => {
    const expected: Expected = {
      shape: [2, 2],
      low: [1, 2, 3, 4],
      high: [1, 2, 3, 4],
      bound: [1, 1, 1, 1],
    };
    assertObjectMatch(
      compare(expected, [[1, 5], [3.5, 4]], "float64").mismatch!,
      {
        wrong: 2,
        size: 4,
        worst: { index: [0, 1], low: 2, got: 5 },
        times: 3 / u,
      },
    );
  });

  it("tells the worst element of a right answer too, with what it may err", () => {
    const expected: Expected = {
      shape: [2],
      low: [1, 2],
      high: [1, 2],
      bound: [4, 8],
    };
    assertObjectMatch(compare(expected, [1, 2 + 4 * u], "float64"), {
      margin: 0.5,
      worst: { index: [1], got: 2 + 4 * u, bound: 8 * u + 2 ** -1022 },
    });
  });

  it("measures errors in units in the last place, where there is one", () => {
    const ulps = (expected: number, got: number, dtype: Dtype = "float64") =>
      compare(expecting(expected, 1e30), got, dtype).ulps;
    assertEquals(ulps(1, 1 + 4 * u), 2);
    assertEquals(ulps(3, 3 + 4 * u), 1);
    assertEquals(ulps(1.5, 1.5 + 2 ** -22, "float32"), 2);
    assertEquals(ulps(1, 1), 0);
    assertEquals(ulps(0, 1e-20), undefined);
    assertEquals(ulps(NaN, NaN), undefined);
  });

  it("says that an output is missing or has the wrong shape", () => {
    const expected: Expected = {
      shape: [2],
      low: [1, 2],
      high: [1, 2],
      bound: [0, 0],
    };
    const kindOf = (got?: Nested) => compare(expected, got, "float64").mismatch;
    assertEquals(kindOf(), { kind: "missing" });
    assertEquals(kindOf([[1, 2]]), {
      kind: "shape",
      expected: [2],
      got: [1, 2],
    });
    assertEquals(kindOf(1), { kind: "shape", expected: [2], got: [] });
    assertEquals(kindOf([1, [2]]), {
      kind: "shape",
      expected: [2],
      got: undefined,
    });
  });
});
