/**
 * The lecture's experiment on initialization: what is left of a signal behind ten
 * layers H ← f(H·W). Too small a scale of W and it dies, too large and tanh
 * saturates.
 *
 * @module
 */
import { requireOneOf } from "./checks.ts";
import { gates } from "./gates/mod.ts";
import { initialize, type InitializeOptions } from "./initialization.ts";
import { columnMoments, copy, matmul, withRoom } from "./kernels/mod.ts";
import { asRandomState, type Prng } from "./random.ts";
import { sizeOf, type Tensor, zeros } from "./tensor.ts";

/** Options of {@linkcode layerStatistics}, with those of `initialize`. */
export interface LayerStatisticsOptions extends InitializeOptions {
  /** The function f of every layer. */
  readonly nonlinearity: "tanh" | "relu";
  /** The number of samples; 1000 by default. */
  readonly samples?: number;
  /** The width of the input and of each layer; eleven times 500 by default. */
  readonly widths?: readonly number[];
  /** Whether each f is behind a batch normalization, with γ = 1, β = 0, ε = 1e-5. */
  readonly batchNorm?: boolean;
  /** Called with the activations of each layer; layers count from 1. */
  readonly onLayer?: (activations: Tensor, layer: number) => void;
}

/**
 * Mean and standard deviation of the activations of each layer, for standard
 * normal input and fresh weights without biases.
 *
 * @param prng Where the randomness comes from: the input first, then the layers.
 * @returns One mean and one (population) standard deviation for each layer, taken
 * over all its elements; none for the input.
 * @throws {ValueError} If the nonlinearity or the scheme is unknown.
 *
 * @example With Xavier's scale, tanh is still alive behind ten layers
 * ```ts
 * import { assert } from "@std/assert";
 * import { layerStatistics } from "./layer_statistics.ts";
 * import { mt19937 } from "./random.ts";
 *
 * const { stds } = layerStatistics(mt19937(0), {
 *   nonlinearity: "tanh",
 *   scheme: "xavier",
 *   samples: 50,
 *   widths: Array(11).fill(50),
 * });
 * assert(stds.length === 10 && stds[9] > 0.15);
 * ```
 */
export function layerStatistics(
  prng: Prng,
  {
    nonlinearity,
    samples = 1000,
    widths = Array(11).fill(500),
    batchNorm = false,
    onLayer,
    ...initializeOptions
  }: LayerStatisticsOptions,
): { means: number[]; stds: number[] } {
  requireOneOf("nonlinearity", nonlinearity, ["tanh", "relu"]);
  const random = asRandomState(prng), f = gates[nonlinearity];
  const means: number[] = [], stds: number[] = [];
  const data = random.randn(samples * widths[0]);
  let h: Tensor = { shape: [samples, widths[0]], data };
  withRoom((room) => {
    // All layers share two tensors: what comes out of one is the next one's input.
    const most = [samples * Math.max(...widths)];
    const product = room(most), output = room(most);
    for (let i = 1; i < widths.length; i++) {
      const w = initialize(
        random,
        [widths[i - 1], widths[i]],
        initializeOptions,
      );
      const z = matmul(h, w, beginning(product, [samples, widths[i]]));
      const into = (shape: readonly number[]) => beginning(output, shape);
      h = f.forward([batchNorm ? normalized(z) : z], {}, into);
      onLayer?.(copy(h), i);
      const all = { shape: [h.data.length, 1], data: h.data };
      const { mean, variance } = columnMoments(all);
      means.push(mean.data[0]);
      stds.push(Math.sqrt(variance.data[0]));
    }
  });
  return { means, stds };
}

/** Every column with mean 0 and variance 1. */
function normalized(x: Tensor): Tensor {
  const beta = zeros([x.shape[1]]);
  const gamma = { shape: beta.shape, data: beta.data.map(() => 1) };
  return gates.batch_norm.forward([x, gamma, beta], { epsilon: 1e-5 });
}

/** The first numbers of a tensor, as one of this shape. */
function beginning({ data }: Tensor, shape: readonly number[]): Tensor {
  return { shape, data: data.subarray(0, sizeOf(shape)) };
}
