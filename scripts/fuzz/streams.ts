/**
 * Random requests to what is about random numbers: narrowing the ranges of a search
 * (SPEC.md 11.2), and the streams of section 12.
 *
 * @module
 */
import { choose, type Draw } from "./draw.ts";
import type { Generator } from "./generator.ts";
import { POSITIVE, tensor } from "./tensors.ts";

/** Streams have all the bits of float64. */
const BITS = { narrowest: "float64" } as const;

/** A tie at the cut is left open: such a draw is refused by the oracle. */
export const narrowRanges: Generator = (draw) => {
  const n = 1 + draw.below(7);
  return {
    inputs: {
      values: tensor(draw.part("values"), [n], {
        from: POSITIVE,
        exponents: [-12, 12],
      }),
      scores: tensor(draw.part("scores"), [n]),
    },
    attributes: { keep: 1 + draw.below(n) },
  };
};

export const mt19937: Generator = (draw) => ({
  ...BITS,
  inputs: {},
  attributes: {
    seed: draw.below(2 ** 32),
    draws: Array.from(
      { length: 1 + draw.below(5) },
      (_, i) => oneDraw(draw.part(`draw${i}`)),
    ),
  },
});

export const pcg32: Generator = (draw) => ({
  ...BITS,
  inputs: {},
  attributes: {
    seed: String(
      (BigInt(draw.below(2 ** 32)) << 32n) | BigInt(draw.below(2 ** 32)),
    ),
    n: 1 + draw.below(8),
  },
});

/** One of the draws of 12.1, with its arguments. */
function oneDraw(draw: Draw): (string | number)[] {
  const n = 1 + draw.below(8), low = draw.below(41) - 20;
  const range = choose(draw, [1, 2, 5, 16, 1000, 2 ** 20]);
  return choose<(string | number)[]>(draw, [
    ["words", n],
    ["random_sample", n],
    ["uniform", low, low + range, n],
    ["randn", n],
    ["randint", low, low + range, n],
    ["permutation", n],
    ["choice", range, n],
  ]);
}
