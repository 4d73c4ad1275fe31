/**
 * Mutants of the seed of fresh weights.
 *
 * @module
 */
import type { OperationFunction } from "../adapters/in_process.ts";
import { normals } from "./draws.ts";
import { drawn } from "./distributions.ts";
import { misunderstood, type Mutant, right } from "./mutant.ts";

/** Another seed than the one that is asked for. */
function seeded(
  seedOf: (seed: number) => unknown,
): Readonly<Record<string, OperationFunction>> {
  return misunderstood("initialize", ({ attributes }) => ({
    attributes: { ...attributes, seed: seedOf(attributes.seed as number) },
  }));
}

/** Mutants of the seed of fresh weights. */
export const seedMutants: readonly Mutant[] = [
  {
    id: "initialize/seed-ignored",
    note: "the generator always starts from the same seed",
    advice: "Seed the generator with the attribute",
    replace: () => seeded(() => 42),
  },
  {
    id: "initialize/seed-zero-is-none",
    note:
      "`seed || random()`: a seed of 0 gives other numbers each time, as in TensorFlow.js",
    advice: "Ask whether there is a seed, not whether it is truthy",
    replace: () => {
      let clock = 1;
      return seeded((seed) => seed || clock++);
    },
  },
  {
    id: "initialize/seed-of-16-bits",
    note: "only the lower 16 bits of the seed count",
    advice: "Keep all 32 bits of the seed on its way to the generator",
    replace: () => seeded((seed) => seed & 0xffff),
  },
  {
    id: "initialize/seed-is-signed",
    note: "the seed is a signed integer: those from 2³¹ on are refused",
    advice: "Take the seed as an unsigned integer of 32 bits",
    replace: () => ({
      initialize: (request) =>
        request.attributes.seed as number >= 2 ** 31
          ? { refused: { category: "value", message: "the seed is negative" } }
          : right("initialize")(request),
    }),
  },
  {
    id: "initialize/seeded-once",
    note:
      "one generator for the whole program, seeded by the first request: later ones go on in its stream",
    advice: "Make a new generator from the seed for each request",
    replace: () => {
      let requests = 0;
      return seeded((seed) => (seed + 7717 * requests++) % 2 ** 32);
    },
  },
  {
    id: "initialize/variate-kept",
    note:
      "the second normal variate of a pair outlives the generator: the next seed starts with it, as in ConvNetJS and brain.js",
    advice:
      "Keep the second variate beside the generator's state, not globally",
    replace: () => {
      let kept: number | undefined;
      return drawn((seed, n) => {
        const before = kept === undefined ? [] : [kept];
        const fresh = normals(seed, n + 1);
        const isOdd = (n - before.length) % 2 === 1;
        kept = isOdd ? fresh[n - before.length] : undefined;
        return [...before, ...fresh].slice(0, n);
      });
    },
  },
];
