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

  it("show the activations of each layer as they are made", () => {
    const seen: [number, readonly number[], number][] = [];
    const { means } = layerStatistics(mt19937(0), {
      nonlinearity: "relu",
      scheme: "he",
      samples: 7,
      widths: [5, 4, 3],
      onLayer: ({ shape, data }, layer) =>
        seen.push([
          layer,
          shape,
          data.reduce((sum, a) => sum + a) / data.length,
        ]),
    });
    assertEquals(seen.map(([layer, shape]) => [layer, shape]), [
      [1, [7, 4]],
      [2, [7, 3]],
    ]);
    seen.forEach(([, , mean], i) => assertAlmostEquals(mean, means[i], 1e-15));
  });

  it("do not depend on the scale of the weights behind batch normalization", () => {
    const stdsAt = (std: number) =>
      layerStatistics(mt19937(0), {
        nonlinearity: "tanh",
        scheme: "gaussian",
        std,
        samples: 200,
        widths: Array(5).fill(50),
        batchNorm: true,
      }).stds;
    const large = stdsAt(1), small = stdsAt(1 / 16);
    // What tanh makes of N(0, 1) has a standard deviation of 0.62793.
    for (const std of large) assertAlmostEquals(std, 0.62793, 0.02);
    small.forEach((std, i) => assertAlmostEquals(std, large[i], 1e-3));
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
