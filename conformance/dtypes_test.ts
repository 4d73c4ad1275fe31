import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { formats, servedBy, unitInLastPlace } from "./dtypes.ts";

describe("number formats", () => {
  it("round to nearest, ties to even, in bfloat16", () => {
    const { round } = formats.bfloat16;
    assertEquals(round(1 + 2 ** -8), 1); // a tie, and 1 is even
    assertEquals(round(1 + 3 * 2 ** -8), 1 + 2 ** -6); // a tie, upward to even
    assertEquals(round(1 + 2 ** -8 + 2 ** -30), 1 + 2 ** -7);
    assertEquals(round(-1 - 2 ** -7), -1 - 2 ** -7);
    assertEquals(round(3.4e38), Infinity);
    assertEquals(round(2 ** -133), 2 ** -133); // the smallest subnormal
    assertEquals(round(2 ** -135), 0);
  });

  it("round as the platform does in float16 and float32", () => {
    assertEquals(formats.float16.round(65519), 65504);
    assertEquals(formats.float16.round(1 + 2 ** -11), 1);
    assertEquals(formats.float32.round(0.1), 0.10000000149011612);
  });

  it("err by at most u in relative terms", () => {
    for (const { round, roundoff } of Object.values(formats)) {
      for (let x = 1; x < 2; x += 0.00037) {
        assertEquals(Math.abs(round(x) - x) <= roundoff * x, true);
      }
    }
  });

  it("have a unit in the last place, which is constant between powers of two", () => {
    assertEquals(unitInLastPlace(1, "float64"), 2 ** -52);
    assertEquals(unitInLastPlace(-1.99, "float32"), 2 ** -23);
    assertEquals(unitInLastPlace(1 - 2 ** -53, "float64"), 2 ** -53);
    assertEquals(unitInLastPlace(2 ** 29, "float64"), 2 ** -23);
    assertEquals(unitInLastPlace(2 ** -1074, "float64"), 2 ** -1074);
    assertEquals(unitInLastPlace(0, "float16"), 2 ** -24);
  });

  it("are served by a case from the widest to its narrowest", () => {
    assertEquals(servedBy("float32"), ["float64", "float32"]);
    assertEquals(servedBy("bfloat16").length, 4);
  });
});
