/**
 * Mutants of what is left to chance: fresh weights and sampled trials.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import {
  changed,
  mapNested,
  misunderstood,
  type Mutant,
  right,
} from "./mutant.ts";

/** Uniform numbers between 0 and 1 from a seed. */
function uniforms(seed: number, n: number): number[] {
  const attributes = { seed, draws: [["random_sample", n]] };
  return right("mt19937")({ inputs: {}, attributes }).values as number[];
}

/** Mutants of what is left to chance. */
export const chanceMutants: readonly Mutant[] = [
  {
    id: "initialize/uniform",
    note:
      "uniform weights with the right std: no statistics of layers can tell, kurtosis can",
    replace: () =>
      changed("initialize", ({ w }, { attributes }) => {
        const rows = w as number[][], all = rows.flat();
        const std = Math.sqrt(all.reduce((s, a) => s + a * a, 0) / all.length);
        const draws = uniforms(attributes.seed as number, all.length);
        let next = 0;
        return {
          w: mapNested(w, () => Math.sqrt(3) * std * (2 * draws[next++] - 1)),
        };
      }),
  },
  {
    id: "initialize/seed-zero-is-none",
    note: "`seed || random()`: a seed of 0 gives other numbers each time",
    replace: () => {
      let clock = 1;
      return misunderstood("initialize", ({ attributes, ...request }) => ({
        ...request,
        attributes: { ...attributes, seed: attributes.seed || clock++ },
      }));
    },
  },
  {
    id: "initialize/fan-out",
    note:
      "the number of columns is taken for fan_in: invisible in square layers",
    replace: () =>
      changed("initialize", ({ w }, { attributes }) => {
        const [fanIn, fanOut] = attributes.shape as number[];
        const scale = ["xavier", "he"].includes(attributes.scheme as string)
          ? Math.sqrt(fanIn / fanOut)
          : 1;
        return { w: mapNested(w, (a) => a * scale) };
      }),
  },
  {
    id: "initialize/variance-as-std",
    note: "weights are multiplied by 1/fan_in, the variance, not by its root",
    replace: () =>
      changed("initialize", ({ w }, { attributes }) => {
        const [fanIn] = attributes.shape as number[];
        const { scheme } = attributes;
        const std = scheme === "he"
          ? Math.sqrt(2 / fanIn)
          : scheme === "xavier"
          ? Math.sqrt(1 / fanIn)
          : 1;
        return { w: mapNested(w, (a) => a * std) };
      }),
  },
  {
    id: "initialize/he-without-two",
    note: "He without its factor of 2",
    replace: () =>
      changed("initialize", ({ w }, { attributes }) => ({
        w: attributes.scheme === "he" ? mapNested(w, (a) => a / Math.SQRT2) : w,
      })),
  },
  {
    id: "initialize/five-per-cent",
    note: "the std is 5 % too large",
    replace: () =>
      changed("initialize", ({ w }) => ({ w: mapNested(w, (a) => 1.05 * a) })),
  },
  {
    id: "initialize/seed-ignored",
    note: "the generator always starts from the same seed",
    replace: () =>
      misunderstood("initialize", ({ attributes }) => ({
        attributes: { ...attributes, seed: 42 },
      })),
  },
  {
    id: "layer_statistics/he-without-two",
    note: "He without its factor of 2: the signal of ReLU layers dies out",
    replace: () =>
      misunderstood("layer_statistics", ({ attributes }) => ({
        attributes: {
          ...attributes,
          scheme: attributes.scheme === "he" ? "xavier" : attributes.scheme,
        },
      })),
  },
  {
    id: "layer_statistics/variance-not-root",
    note: "variances are reported as standard deviations",
    replace: () =>
      changed("layer_statistics", ({ means, stds }) => ({
        means,
        stds: mapNested(stds, (s) => s * s),
      })),
  },
  {
    id: "sample_trials/not-log-uniform",
    note:
      "uniform between the bounds themselves: nearly all in the highest decade",
    replace: () => ({
      sample_trials: ({ attributes }) => {
        const { seed, trials, learning_rate, reg } = attributes as Record<
          string,
          number[]
        >;
        const draw = ([a, b]: number[], offset: number) =>
          trials.map((trial) => {
            const own = Number(seed) + 1000003 * trial + offset;
            return 10 ** a + (10 ** b - 10 ** a) * uniforms(own, 1)[0];
          });
        return { learning_rate: draw(learning_rate, 0), reg: draw(reg, 7) };
      },
    }),
  },
  {
    id: "sample_trials/one-stream",
    note: "trials draw from one common stream: a subset gets other numbers",
    replace: () => ({
      sample_trials: ({ attributes }) => {
        const { seed, trials, learning_rate, reg } = attributes as Record<
          string,
          number[]
        >;
        const draws = uniforms(Number(seed), 2 * trials.length);
        const draw = ([a, b]: number[], offset: number): Nested =>
          trials.map((_, i) => 10 ** (a + (b - a) * draws[2 * i + offset]));
        return { learning_rate: draw(learning_rate, 0), reg: draw(reg, 1) };
      },
    }),
  },
  {
    id: "narrow_ranges/worst",
    note: "scores are sorted upward: the worst trials are kept",
    replace: () =>
      misunderstood("narrow_ranges", ({ inputs }) => ({
        inputs: { ...inputs, scores: mapNested(inputs.scores, (s) => -s) },
      })),
  },
];
