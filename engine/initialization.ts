/**
 * Fresh weights: independent normal samples of mean 0, whose standard deviation
 * decides whether a signal lives through many layers.
 *
 * | scheme | standard deviation |
 * |---|---|
 * | zeros | 0 |
 * | gaussian | `std` |
 * | xavier | 1/√fan_in |
 * | he | √(2/fan_in): ReLU halves the variance, the 2 makes up for it |
 *
 * @module
 */
import { requireOneOf } from "./checks.ts";
import { asRandomState, type Prng } from "./random.ts";
import { type Tensor, zeros } from "./tensor.ts";

/** The names of the schemes. */
export type Scheme = "zeros" | "gaussian" | "xavier" | "he";

/** Options of {@linkcode initialize}. */
export interface InitializeOptions {
  /** How the standard deviation follows from the fan-in. */
  readonly scheme: Scheme;
  /** The standard deviation of `"gaussian"`; the other schemes have their own. */
  readonly std?: number;
}

const STD: Readonly<Record<Scheme, (fanIn: number, std: number) => number>> = {
  zeros: () => 0,
  gaussian: (_fanIn, std) => std,
  xavier: (fanIn) => 1 / Math.sqrt(fanIn),
  he: (fanIn) => Math.sqrt(2 / fanIn),
};

/**
 * Fresh weights for a layer that multiplies samples from the right, x·w.
 *
 * @param prng Where the randomness comes from; `"zeros"` draws nothing.
 * @param shape Rows (fan-in) and columns (fan-out).
 * @returns The weights, `[fanIn, fanOut]`.
 * @throws {ValueError} If the scheme is unknown.
 *
 * Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep
 * feedforward neural networks" (2010), in the form of the lecture; K. He et al.,
 * "Delving deep into rectifiers" (2015).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize } from "./initialization.ts";
 * import { mt19937 } from "./random.ts";
 *
 * const w = initialize(mt19937(0), [4, 3], { scheme: "xavier" });
 * assertEquals(w.shape, [4, 3]);
 * assertEquals(w.data[0], 1.764052345967664 / 2);
 * ```
 */
export function initialize(
  prng: Prng,
  [fanIn, fanOut]: readonly [fanIn: number, fanOut: number],
  { scheme, std = 0.01 }: InitializeOptions,
): Tensor {
  requireOneOf("scheme", scheme, Object.keys(STD));
  if (scheme === "zeros") return zeros([fanIn, fanOut]);
  const scale = STD[scheme](fanIn, std);
  const normal = asRandomState(prng).randn(fanIn * fanOut);
  return { shape: [fanIn, fanOut], data: normal.map((z) => scale * z) };
}
