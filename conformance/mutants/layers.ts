/**
 * Mutants of the experiment of ten layers, around a plain loop.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import type { OperationFunction } from "../adapters/in_process.ts";
import { normals, uniforms } from "./draws.ts";
import { type Mutant, right } from "./mutant.ts";

type Matrix = readonly (readonly number[])[];
type Attributes = Readonly<Record<string, unknown>>;

/** Where an experiment can go wrong; what is not given is right. */
interface Choices {
  /** The seed that the generator starts from. */
  readonly seedOf?: (seed: number) => number;
  /** The numbers that go into the first layer. */
  readonly input?: (seed: number, n: number) => number[];
  /** Attributes of `initialize` for the i-th layer, counted from 0. */
  readonly weights?: (
    own: Attributes & { readonly seed: number; readonly shape: number[] },
    i: number,
    widths: readonly number[],
  ) => Attributes;
  readonly nonlinearity?: (asked: string) => string;
  /** Mean and std of a layer's activations, and of their arguments. */
  readonly measured?: (h: Matrix, before: Matrix) => [number, number];
  /** Whether the input is the first of what is reported. */
  readonly first?: "input";
}

/** The experiment, with right choices where none is given. */
export function experiment({
  seedOf = (seed) => seed,
  input = normals,
  weights = (own) => own,
  nonlinearity = (asked) => asked,
  measured = (h) => moments(h.flat()),
  first,
}: Choices = {}): OperationFunction {
  return ({ attributes }) => {
    const { scheme, std, samples } = attributes;
    const widths = attributes.widths as number[];
    const seed = seedOf(attributes.seed as number);
    const numbers = input(seed, samples as number * widths[0]);
    let h: Matrix = Array.from(
      { length: samples as number },
      (_, i) => numbers.slice(i * widths[0], (i + 1) * widths[0]),
    );
    const layers = first === "input" ? [moments(h.flat())] : [];
    widths.slice(1).forEach((width, i) => {
      const own = (1000003 * (seed + 1) + i) % 2 ** 32;
      const asked = { scheme, std, seed: own, shape: [widths[i], width] };
      const { w } = right("initialize")({
        inputs: {},
        attributes: weights(asked, i, widths),
      });
      const before = compute("matmul", { x: h, y: w as Nested }, "z");
      h = compute(
        nonlinearity(attributes.nonlinearity as string),
        { x: before },
        "y",
      );
      layers.push(measured(h, before));
    });
    const [means, stds] = [0, 1].map((k) => layers.map((layer) => layer[k]));
    return { means, stds };
  };
}

function compute(
  operation: string,
  inputs: Readonly<Record<string, Nested>>,
  output: string,
): Matrix {
  return right(operation)({ inputs, attributes: {} })[output] as Matrix;
}

/** Mean and std, dividing by n − `less`. */
function moments(x: readonly number[], less = 0): [number, number] {
  const mean = average(x);
  const squares = x.reduce((sum, a) => sum + (a - mean) ** 2, 0);
  return [mean, Math.sqrt(squares / (x.length - less))];
}

function average(x: readonly number[]): number {
  return x.reduce((sum, a) => sum + a, 0) / x.length;
}

/** A mutant whose experiment goes wrong there. */
function bug(
  name: string,
  note: string,
  advice: string,
  choices: Choices,
): Mutant {
  return {
    id: `layer_statistics/${name}`,
    note,
    advice,
    replace: () => ({ layer_statistics: experiment(choices) }),
  };
}

/** Mutants of the experiment of ten layers. */
export const layerMutants: readonly Mutant[] = [
  bug(
    "he-without-two",
    "He without its factor of 2: the signal of ReLU layers dies out",
    "Use √(2/fan_in) for He",
    {
      weights: ({ scheme, ...own }) => ({
        ...own,
        scheme: scheme === "he" ? "xavier" : scheme,
      }),
    },
  ),
  bug(
    "fan-out",
    "the width that a layer goes to is taken for fan_in",
    "Take the width that a layer comes from for fan_in",
    {
      weights: ({ scheme, std, seed, shape: [from, to] }) => ({
        scheme: "gaussian",
        std: scheme === "gaussian"
          ? std
          : Math.sqrt((scheme === "he" ? 2 : 1) / to),
        seed,
        shape: [from, to],
      }),
    },
  ),
  bug(
    "fan-in-of-the-first",
    "fan_in is computed once, of the first layer, and used for all",
    "Compute the std anew for each layer",
    {
      weights: ({ scheme, std, ...own }, _i, [from]) => ({
        scheme: "gaussian",
        std: scheme === "gaussian"
          ? std
          : Math.sqrt((scheme === "he" ? 2 : 1) / from),
        ...own,
      }),
    },
  ),
  bug(
    "std-ignored",
    "gaussian weights always have the lecture's std of 0.01",
    "Take the std from the attributes",
    { weights: (own) => ({ ...own, std: 0.01 }) },
  ),
  bug(
    "variance-not-root",
    "variances are reported as standard deviations",
    "Take the root of the variance",
    {
      measured: (h) => {
        const [mean, std] = moments(h.flat());
        return [mean, std ** 2];
      },
    },
  ),
  bug(
    "root-mean-square",
    "the root of the mean square is reported, with the mean not subtracted: the same for tanh, not for ReLU",
    "Subtract the mean before squaring",
    {
      measured: (h) => {
        const all = h.flat();
        return [average(all), Math.sqrt(average(all.map((a) => a * a)))];
      },
    },
  ),
  bug(
    "std-of-units",
    "the std of each unit over the samples is taken, and then their mean: units with different means are overlooked",
    "Take one std over all elements of the layer",
    {
      measured: (h) => {
        const units = h[0].map((_, j) => moments(h.map((row) => row[j]))[1]);
        return [average(h.flat()), average(units)];
      },
    },
  ),
  bug(
    "sample-std",
    "the std divides by one less than the number of elements, as pandas, Julia and PyTorch do",
    "Divide by the number of elements",
    { measured: (h) => moments(h.flat(), 1) },
  ),
  bug(
    "before-the-nonlinearity",
    "what goes into tanh or ReLU is measured, not what comes out",
    "Measure the activations behind the nonlinearity",
    { measured: (_h, before) => moments(before.flat()) },
  ),
  bug(
    "input-included",
    "the input is reported as if it were a layer",
    "Report the layers from the first on, L numbers",
    { first: "input" },
  ),
  bug(
    "input-uniform",
    "the input is uniform between 0 and 1, by rand in place of randn",
    "Draw the input from a standard normal distribution",
    { input: uniforms },
  ),
  bug(
    "input-of-zeros",
    "nobody fills the input, which stays 0",
    "Fill the input with standard normal numbers",
    { input: (_seed, n) => Array<number>(n).fill(0) },
  ),
  bug(
    "always-tanh",
    "the nonlinearity is not looked at",
    "Apply the nonlinearity that the attribute names",
    { nonlinearity: () => "tanh" },
  ),
  bug(
    "weights-reused",
    "the generator starts anew for each layer, so that layers of one size have the same weights",
    "Draw all layers from one generator, without seeding it in between",
    { weights: (own) => ({ ...own, seed: 7 }) },
  ),
  {
    id: "layer_statistics/seeded-once",
    note:
      "one generator for the whole program: the same request gives other numbers the second time",
    advice: "Make a new generator from the seed for each request",
    replace: () => {
      let requests = 0;
      return {
        layer_statistics: experiment({ seedOf: (seed) => seed + requests++ }),
      };
    },
  },
];
