/** The five experiments of the lecture are cases of the specification. */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ValueError } from "./errors.ts";
import { layerStatistics } from "./layer_statistics.ts";
import { mt19937 } from "./random.ts";

describe("layer statistics", () => {
  it("are those of the activations, by hand for one layer of one unit", () => {
    // With one sample and one unit, the mean is tanh(w·h) and the std 0.
    const [h, w] = mt19937(0).randn(2);
    const { means, stds } = layerStatistics(mt19937(0), {
      nonlinearity: "tanh",
      scheme: "gaussian",
      std: 1,
      samples: 1,
      widths: [1, 1],
    });
    assertAlmostEquals(means[0], Math.tanh(h * w), 1e-15);
    assertEquals(stds, [0]);
  });

  it("refuse an unknown nonlinearity", () => {
    const nonlinearity = "sigmoid" as "tanh";
    assertThrows(
      () => layerStatistics(mt19937(0), { nonlinearity, scheme: "he" }),
      ValueError,
      'The nonlinearity must be one of "tanh", "relu": it is "sigmoid"',
    );
  });
});
