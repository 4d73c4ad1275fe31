/**
 * The intervals are ±7 standard deviations of the logarithm of the statistic over
 * 1,000 seeds, computed with NumPy 1.24: a right engine leaves one of them in fewer
 * than one of a million runs.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ValueError } from "./errors.ts";
import {
  layerStatistics,
  type LayerStatisticsOptions,
} from "./layer_statistics.ts";
import { mt19937 } from "./random.ts";

const WIDTHS = [100, 200, 100, 200, 100, 200, 100, 200, 100, 200, 100];

type Interval = readonly [low: number, high: number];

interface Experiment {
  readonly sentence: string;
  readonly options: LayerStatisticsOptions;
  readonly layers: Readonly<Record<number, { mean: Interval; std: Interval }>>;
}

// deno-fmt-ignore
const EXPERIMENTS: readonly Experiment[] = [
  {
    sentence: "lets tanh layers decay to 1e-10 with a std of 0.01",
    options: { nonlinearity: "tanh", scheme: "gaussian", std: 0.01 },
    layers: {
      1: { mean: [-0.00344853, 0.00345272], std: [0.0936299, 0.104657] },
      5: { mean: [-6.89796e-7, 6.91464e-7], std: [1.68153e-5, 2.32323e-5] },
      10: { mean: [-2.75761e-11, 2.77462e-11], std: [4.15734e-10, 7.51216e-10] },
    },
  },
  {
    sentence: "saturates tanh layers near ±1 with a std of 1",
    options: { nonlinearity: "tanh", scheme: "gaussian", std: 1 },
    layers: {
      1: { mean: [-0.0333298, 0.033281], std: [0.954744, 0.963546] },
      5: { mean: [-0.0324821, 0.0324292], std: [0.953737, 0.962612] },
      10: { mean: [-0.0496965, 0.049522], std: [0.965, 0.975372] },
    },
  },
  {
    sentence: "keeps the std of tanh layers above 0.18 with Xavier",
    options: { nonlinearity: "tanh", scheme: "xavier" },
    layers: {
      1: { mean: [-0.021648, 0.0216404], std: [0.609541, 0.643955] },
      5: { mean: [-0.0111921, 0.011221], std: [0.292789, 0.349983] },
      10: { mean: [-0.0111057, 0.011143], std: [0.18832, 0.272344] },
    },
  },
  {
    sentence: "lets ReLU layers collapse with Xavier",
    options: { nonlinearity: "relu", scheme: "xavier" },
    layers: {
      1: { mean: [0.370357, 0.427497], std: [0.548854, 0.622316] },
      5: { mean: [0.0380931, 0.248026], std: [0.0639292, 0.329515] },
      10: { mean: [0.00310187, 0.0860484], std: [0.00533029, 0.114708] },
    },
  },
  {
    sentence: "keeps ReLU layers alive with He",
    options: { nonlinearity: "relu", scheme: "he" },
    layers: {
      1: { mean: [0.523764, 0.604572], std: [0.776197, 0.880088] },
      5: { mean: [0.215487, 1.40305], std: [0.361638, 1.86402] },
      10: { mean: [0.0992597, 2.75355], std: [0.170569, 3.67066] },
    },
  },
];

function assertWithin(value: number, [low, high]: Interval): void {
  assert(low <= value && value <= high, `${value} is not in [${low}, ${high}]`);
}

describe("layer statistics of ten layers", () => {
  for (const { sentence, options, layers } of EXPERIMENTS) {
    it(sentence, () => {
      const { means, stds } = layerStatistics(mt19937(0), {
        ...options,
        samples: 200,
        widths: WIDTHS,
      });
      assertEquals([means.length, stds.length], [10, 10]);
      for (const [layer, { mean, std }] of Object.entries(layers)) {
        assertWithin(means[Number(layer) - 1], mean);
        assertWithin(stds[Number(layer) - 1], std);
      }
    });
  }

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
    assertEquals(means, [Math.tanh(h * w)]);
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
