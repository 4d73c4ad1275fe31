import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { mt19937 } from "../random.ts";
import { plain } from "./plain.ts";
import { simd } from "./simd.ts";

describe("the twister with SIMD", () => {
  it("gives the words and floats of the plain one, block after block", () => {
    const { kernels } = simd(0)!, { uint32 } = mt19937(0);
    const draw = () => ({
      state: Int32Array.from({ length: 624 }, uint32),
      words: new Int32Array(624),
      floats: new Float64Array(312),
    });
    for (let i = 0; i < 5; i++) {
      const expected = draw(), actual = structuredClone(expected);
      for (let block = 0; block < 3; block++) {
        plain.twist(expected.state, expected.words, expected.floats);
        kernels.twist(actual.state, actual.words, actual.floats);
        assertEquals(actual, expected);
      }
    }
  });
});
