import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { formats } from "../../dtypes.ts";
import { xoshiro } from "../engine/random.ts";
import { farthest } from "./neighbours.ts";

describe("the farthest number that the standard model allows", () => {
  it("lies within so many roundings, and is of the format", () => {
    const { normal } = xoshiro(2);
    for (const dtype of ["float32", "float16", "bfloat16"] as const) {
      const { round, roundoff } = formats[dtype];
      for (const roundings of [1, 4]) {
        const far = farthest(dtype, roundings);
        for (let i = 0; i < 200; i++) {
          const x = normal(), got = far(x);
          assertEquals(round(got), got);
          const error = Math.abs(got - x);
          assert(error >= Math.abs(round(x) - x));
          assert(error <= roundings * roundoff * Math.abs(x));
        }
      }
    }
  });

  it("is often not the nearest one", () => {
    assertEquals(Math.f16round(1.9996), 2);
    assertEquals(farthest("float16")(1.9996), 2 - 2 ** -10);
  });

  it("is the number itself where the format holds it", () => {
    assertEquals(farthest("bfloat16", 4)(0.75), 0.75);
    assertEquals(farthest("float32")(Infinity), Infinity);
    assertEquals(farthest("float32")(0), 0);
  });
});
