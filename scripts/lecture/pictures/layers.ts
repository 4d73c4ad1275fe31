/**
 * The pictures of the experiments on initialization: mean and std over the layers, and
 * a histogram of the activations for each initialization and layer.
 *
 * @module
 */
import { draw } from "./draw.ts";
import { lines } from "./lines.ts";

/** The histogram of the lecture: 30 bins on [−1, 1]. */
export const BINS = 30;

/** What is known of the layers of one net. */
export interface Layers {
  readonly name: string;
  readonly means: readonly number[];
  readonly stds: readonly number[];
  /** How many activations each bin holds, layer by layer. */
  readonly histograms: readonly (readonly number[])[];
}

/** Counts the activations in each bin; what lies beyond the ends is left out. */
export function histogram(activations: ArrayLike<number>): number[] {
  const counts: number[] = Array(BINS).fill(0);
  for (let i = 0; i < activations.length; i++) {
    const bin = Math.floor(((activations[i] + 1) / 2) * BINS);
    // Both ends belong to the picture: tanh saturates at them.
    const last = activations[i] === 1 ? BINS - 1 : bin;
    if (last >= 0 && last < BINS) counts[last]++;
  }
  return counts;
}

/** Mean and std of each layer, a curve for each net. */
export async function momentsPicture(
  nets: readonly Layers[],
): Promise<string> {
  const curve = (values: (net: Layers) => readonly number[]) =>
    nets.flatMap((net) =>
      values(net).map((y, i) => ({ x: i + 1, y, series: net.name }))
    );
  const stds = nets.flatMap((net) => net.stds);
  const isLog = Math.max(...stds) > 100 * Math.min(...stds);
  return await lines([
    {
      title: "mean of the activations",
      xTitle: "layer",
      yTitle: "mean",
      points: curve(({ means }) => means),
      hasDots: true,
    },
    {
      title: "standard deviation of the activations",
      xTitle: "layer",
      yTitle: "std",
      points: curve(({ stds }) => stds),
      ...(isLog ? { isLog } : { yDomain: [0, 1] }),
      hasDots: true,
    },
  ]);
}

/** A row of histograms for each net, a column for each layer. */
export async function histogramsPicture(
  nets: readonly Layers[],
): Promise<string> {
  return await draw({
    data: { values: [] },
    vconcat: nets.map(row),
    spacing: 14,
  });
}

function row({ name, histograms }: Layers) {
  const values = histograms.flatMap((counts, layer) => {
    // Each picture has its own height: the shape is what counts.
    const highest = Math.max(...counts, 1);
    return counts.map((count, bin) => ({
      layer: layer + 1,
      from: (2 * bin) / BINS - 1,
      to: (2 * (bin + 1)) / BINS - 1,
      height: count / highest,
    }));
  });
  return {
    title: { text: name, fontSize: 13, offset: 2 },
    data: { values },
    facet: {
      column: {
        field: "layer",
        type: "ordinal" as const,
        title: null,
        header: {
          labelExpr: "'layer ' + datum.value",
          labelFontSize: 11,
          labelColor: "#777",
          labelPadding: 3,
        },
      },
    },
    spacing: 14,
    spec: {
      width: 84,
      height: 62,
      mark: { type: "rect" as const, color: "#3366aa" },
      encoding: {
        x: {
          field: "from",
          type: "quantitative" as const,
          title: null,
          scale: { domain: [-1, 1] },
          axis: {
            values: [-1, 0, 1],
            grid: false,
            format: "d",
            labelFlush: true,
          },
        },
        x2: { field: "to" },
        y: {
          field: "height",
          type: "quantitative" as const,
          axis: null,
          scale: { domain: [0, 1] },
        },
        y2: { datum: 0 },
      },
    },
  };
}
