/**
 * Mutants of gates.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import type { OperationFunction } from "../adapters/in_process.ts";
import { changed, mapNested, type Mutant, right } from "./mutant.ts";

type Unary = (x: number, y: number) => number;

/** An activation with another value or another local gradient (of input, output). */
function activation({ value, slope }: {
  value: (x: number) => number;
  slope: Unary;
}): OperationFunction {
  return ({ inputs, upstream }) => {
    const y = mapNested(inputs.x, value);
    if (!upstream) return { y };
    const local = mapNested(inputs.x, slope, y);
    return { y, dx: mapNested(local, (a, dy) => a * dy, upstream.y) };
  };
}

/** Mutants of gates. */
export const gateMutants: readonly Mutant[] = [
  {
    id: "sigmoid/overflow",
    note:
      "1 − e⁻ˣ/(1+e⁻ˣ) divides ∞ by ∞ at −1000: NaN, as in every unguarded port",
    replace: () => ({
      sigmoid: activation({
        value: (x) => 1 - Math.exp(-x) / (1 + Math.exp(-x)),
        slope: (_x, y) => y * (1 - y),
      }),
    }),
  },
  {
    id: "tanh/slope-not-squared",
    note:
      "the slope 1 − tanh in place of 1 − tanh²: right at 0, wrong everywhere else",
    replace: () => ({
      tanh: activation({ value: Math.tanh, slope: (_x, y) => 1 - y }),
    }),
  },
  {
    id: "affine/sign-of-weight-gradient",
    note: "dw has lost its sign: the weights climb the loss",
    replace: () =>
      changed("affine", ({ dw, ...rest }) => ({
        ...rest,
        ...(dw !== undefined && { dw: mapNested(dw, (d) => -d) }),
      })),
  },
  {
    id: "multiply/stale-cache",
    note:
      "backward uses the inputs that the first forward pass remembered: the cache is never renewed",
    replace: () => {
      let cached: { x: Nested; y: Nested } | undefined;
      return {
        multiply: (request) => {
          const { x, y } = request.inputs;
          const { z, ...gradients } = right("multiply")(request);
          if (!("dx" in gradients)) return { z };
          cached ??= { x, y };
          const remembered = right("multiply")({ ...request, inputs: cached });
          return "refused" in remembered
            ? { z, ...gradients } // of another shape: even a stale cache notices
            : { z, dx: remembered.dx, dy: remembered.dy };
        },
      };
    },
  },
  {
    id: "sigmoid/half-of-tanh",
    note:
      "½(1+tanh(x/2)) has no digits left at −40: good enough for the core, not for accuracy",
    replace: () => ({
      sigmoid: activation({
        value: (x) => 0.5 * (1 + Math.tanh(0.5 * x)),
        slope: (_x, y) => y * (1 - y),
      }),
    }),
  },
  {
    id: "tanh/difference-of-powers",
    note: "(e²ˣ−1)/(e²ˣ+1) cancels near 0, and is ∞/∞ at 400",
    replace: () => ({
      tanh: activation({
        value: (x) => (Math.exp(2 * x) - 1) / (Math.exp(2 * x) + 1),
        slope: (_x, y) => 1 - y * y,
      }),
    }),
  },
];
