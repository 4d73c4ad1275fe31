/**
 * Variants in what SPEC.md 14 leaves open beside rounding: how gradients are found,
 * which one at a kink, what is refused, where randomness comes from.
 *
 * @module
 */
import type { CategoryName } from "../../../fixtures/fixture.ts";
import type {
  EngineModule,
  OperationFunction,
} from "../../adapters/in_process.ts";
import { backward, forward } from "../engine/differentiation.ts";
import { sampleBySample } from "../engine/networks.ts";
import { ratioOfUniforms } from "../engine/random.ts";
import * as activation from "../forms/activation.ts";
import * as loss from "../forms/loss.ts";
import * as normalization from "../forms/normalization.ts";
import type { Differences, Lack } from "../variant.ts";

/** The engine, which refuses where the condition holds. */
function refusing(
  { info, operations }: EngineModule,
  category: CategoryName,
  condition: Lack,
): EngineModule {
  const refused = { category, message: "This engine does without" };
  const chosen = Object.entries(operations).map(([operation, compute]) => {
    const choose: OperationFunction = (request) =>
      condition(operation, request) ? { refused } : compute(request);
    return [operation, choose];
  });
  return { info, operations: Object.fromEntries(chosen) };
}

/** What PyTorch has otherwise, and may refuse as unsupported. */
const lacks: Lack = (operation, { attributes }) =>
  (operation === "batch_norm_running" && attributes.variance === "biased") ||
  (operation === "train" && attributes.update === "momentum" &&
    attributes.learning_rate_decay !== 1);

const isBatchOfOne: Lack = (operation, { inputs }) =>
  operation === "batch_norm" && (inputs.x as readonly unknown[]).length === 1;

/** Variants in what is left open. */
export const freedomDifferences: readonly Differences[] = [
  {
    id: "kinks-to-the-left",
    note: "the left slope at a kink, as PyTorch's relu; ties go to the second",
    forms: { kink: 0, tie: 0 },
  },
  {
    id: "kinks-in-the-middle",
    note:
      "the mean of both slopes at a kink, as Theano; half a tie each, as PyTorch",
    dtype: "bfloat16",
    forms: { kink: 0.5, tie: 0.5 },
  },
  {
    id: "kinks-to-the-right",
    note:
      "the right slope at a kink, as jax-js; ties to the first, as TensorFlow",
    dtype: "float32",
    forms: { kink: 1, tie: 1 },
  },
  ...(["float64", "float32", "bfloat16"] as const).map((dtype) => ({
    id: "tape",
    note:
      "gradients by a tape of scalars that is run backward, as in micrograd",
    dtype,
    design: { differentiate: backward },
    accuracy: true,
    long: /chain/,
  })),
  {
    id: "tape-through-formulas",
    note:
      "the tape differentiates sigmoid, tanh, −log p and variance step by " +
      "step, as students of micrograd do",
    dtype: "float32",
    design: { differentiate: backward },
    forms: {
      sigmoid: activation.sigmoidByExp,
      tanh: activation.tanhBySquare,
      minusLog: loss.minusLogOfProbability,
      variance: normalization.meanSquare,
      normalize: normalization.linear,
    },
  },
  {
    id: "dual-numbers",
    note: "gradients forward by dual numbers, as in ForwardDiff.jl",
    dtype: "float32",
    design: { differentiate: forward },
    accuracy: true,
  },
  {
    id: "dual-numbers",
    note: "gradients forward by dual numbers, in bfloat16",
    dtype: "bfloat16",
    design: { differentiate: forward },
    accuracy: true,
  },
  {
    id: "sample-by-sample",
    note:
      "gradients add up over samples, divided in the end, as in Nielsen's book",
    dtype: "float32",
    design: { network: sampleBySample },
  },
  {
    id: "broadcasting",
    note: "shapes are matched as in NumPy, and a vector is a matrix of one row",
    forms: { broadcasts: true, vectorsAreRows: true },
    accuracy: true,
  },
  {
    id: "other-generator",
    note:
      "splitmix with 24 bits and Kinderman and Monahan's normal variates, " +
      "which Python has; the other variants have xoshiro and Box–Muller",
    dtype: "float32",
    design: { random: ratioOfUniforms },
    long: /^initialization|batches|replacement|last-sample/,
  },
  {
    id: "other-generator",
    note: "the same in float64",
    design: { random: ratioOfUniforms },
    long: /^initialization/,
  },
  {
    id: "forward-only",
    note: "no gradients at all, as engines for inference",
    dtype: "float32",
    gradients: false,
    accuracy: true,
  },
  {
    id: "choosy",
    note:
      "unbiased running variance only, no batch of one, no momentum whose " +
      "rate decays: what PyTorch refuses, or has otherwise",
    dtype: "float32",
    change: (engine) =>
      refusing(
        refusing(engine, "value", isBatchOfOne),
        "unsupported",
        lacks,
      ),
    lacks,
    accuracy: true,
  },
];
