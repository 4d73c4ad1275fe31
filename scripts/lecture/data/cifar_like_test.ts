import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { mt19937 } from "../../../mod.ts";
import { cifarLike } from "./cifar_like.ts";

describe("images like those of CIFAR-10", () => {
  const { X, y } = cifarLike(mt19937(0), 400);
  const mean = X.data.reduce((sum, a) => sum + a) / X.data.length;

  it("are whole numbers from 0 to 255 in 3072 pixels, with ten classes", () => {
    assertEquals(X.shape, [400, 3072]);
    assert(X.data.every((a) => Number.isInteger(a) && a >= 0 && a <= 255));
    assertEquals(new Set(Array.from(y)).size, 10);
  });

  it("have the mean and the contrast of CIFAR-10: about 121 and 64", () => {
    const square = X.data.reduce((sum, a) => sum + (a - mean) ** 2, 0);
    assertAlmostEquals(mean, 121, 4);
    assertAlmostEquals(Math.sqrt(square / X.data.length), 64, 3);
  });

  it("have brightness as their main component: 29 % of the variance there", () => {
    // The share of the mean of all pixels of an image.
    let between = 0, all = 0;
    for (let i = 0; i < 400; i++) {
      const image = X.data.subarray(i * 3072, (i + 1) * 3072);
      const own = image.reduce((sum, a) => sum + a) / 3072;
      between += (own - mean) ** 2;
      all += image.reduce((sum, a) => sum + (a - mean) ** 2, 0) / 3072;
    }
    assertAlmostEquals(between / all, 0.29, 0.08);
  });

  it("are the same for the same seed", () => {
    assertEquals(cifarLike(mt19937(0), 400).X.data, X.data);
  });
});
