/**
 * Initialization: what is left of a signal behind ten layers of 500 units, by the
 * scale of their weights; and what batch normalization makes of the same nets.
 *
 * @module
 */
import { layerStatistics, mt19937 } from "../../../mod.ts";
import type { Context, Experiment, Outcome, Row } from "../experiment.ts";
import {
  histogram,
  histogramsPicture,
  type Layers,
  momentsPicture,
} from "../pictures/layers.ts";
import {
  type Initialization,
  INITIALIZATIONS,
  LAYER_INTERVALS,
  LAYERS,
  NORMALIZED,
} from "../published.ts";

const NAMES = Object.keys(INITIALIZATIONS) as Initialization[];

/** Five initializations without batch normalization. */
export const layers: Experiment = {
  title: "Initialization",
  about:
    "1000 samples of 500 standard normal numbers go through ten layers of 500 units. With small weights the signal dies; with large ones tanh saturates at −1 and 1; Xavier's scale keeps tanh alive, and ReLU needs He's, since it halves the variance.",
  weight: 8,
  run: async (context) => {
    const nets = netsOf(context, false);
    return await outcome(nets, "layers", (name, i) => {
      const { mean, std } = LAYER_INTERVALS[name][i];
      const { means, stds } = LAYERS[name];
      return [
        { published: means?.[i], interval: mean },
        { published: stds[i], interval: std },
      ];
    });
  },
};

/** How far mean and std may be from those of an infinitely wide net. */
const TOLERANCE = 0.02;

/** The same with batch normalization in front of every nonlinearity. */
export const batchNorm: Experiment = {
  title: "Batch normalization",
  about:
    "The same five nets with batch normalization in front of every nonlinearity. Whatever the scale of the weights, each layer sees N(0, 1): behind tanh its standard deviation is 0.628, behind ReLU 0.584, in all ten layers.",
  weight: 10,
  run: async (context) => {
    const nets = netsOf(context, true);
    return await outcome(nets, "batch-norm", (name) => {
      const { mean, std } = NORMALIZED[INITIALIZATIONS[name].nonlinearity];
      return [mean, std].map((value) => ({
        interval: [value - TOLERANCE, value + TOLERANCE],
      }));
    });
  },
};

/** Runs the five nets. */
function netsOf({ seed }: Context, batchNorm: boolean) {
  return NAMES.map((name, i): Layers & { name: Initialization } => {
    const histograms: number[][] = [];
    const { means, stds } = layerStatistics(mt19937(seed + i), {
      ...INITIALIZATIONS[name],
      batchNorm,
      onLayer: ({ data }) => histograms.push(histogram(data)),
    });
    return { name, means, stds, histograms };
  });
}

/** Tables and pictures of nets; `expected` gives what mean and std of a layer must be. */
async function outcome(
  nets: readonly (Layers & { name: Initialization })[],
  name: string,
  expected: (
    name: Initialization,
    layer: number,
  ) => readonly Pick<Row, "published" | "interval">[],
): Promise<Outcome> {
  return {
    tables: nets.map(({ name, means, stds }) => ({
      title: name,
      rows: means.flatMap((mean, i) => {
        const [ofMean, ofStd] = expected(name, i);
        return [
          { what: `layer ${i + 1}, mean`, ours: mean, ...ofMean },
          { what: `layer ${i + 1}, std`, ours: stds[i], ...ofStd },
        ];
      }),
    })),
    pictures: [
      {
        name: `${name}-moments`,
        caption: "Mean and standard deviation of each layer's activations",
        svg: await momentsPicture(nets),
      },
      {
        name: `${name}-histograms`,
        caption:
          "Histograms of each layer's activations, 30 bins from −1 to 1, each as high as its largest bin",
        svg: await histogramsPicture(nets),
      },
    ],
  };
}
