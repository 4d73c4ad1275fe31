/**
 * Mutants of the update rules.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import type { OperationFunction } from "../adapters/in_process.ts";
import type { Operation } from "../operations.ts";
import {
  changed,
  mapNested,
  misunderstood,
  type Mutant,
  right,
  sumOfSquares,
} from "./mutant.ts";

/** The right rule with some attributes changed. */
function withAttributes(
  operation: Operation,
  change: (attributes: Record<string, number>) => Record<string, number>,
): Partial<Record<Operation, OperationFunction>> {
  return misunderstood(operation, ({ attributes }) => ({
    attributes: {
      ...attributes,
      ...change(attributes as Record<string, number>),
    },
  }));
}

/** A rule with another step: w − rate·top/bottom, element by element. */
function step(
  operation: Operation,
  scaled: (
    answer: Readonly<Record<string, Nested>>,
    attributes: Record<string, number>,
    inputs: Readonly<Record<string, Nested>>,
  ) => Nested,
): Partial<Record<Operation, OperationFunction>> {
  return changed(operation, (answer, { inputs, attributes }) => {
    const numbers = attributes as Record<string, number>;
    const by = scaled(answer, numbers, inputs);
    const w = mapNested(
      inputs.w,
      (a, b) => a - numbers.learning_rate * b,
      by,
    );
    return { ...answer, w };
  });
}

/** Mutants of the update rules. */
export const updateMutants: readonly Mutant[] = [
  {
    id: "sgd/ascends",
    note: "w + rate·dw: the loss is climbed",
    replace: () =>
      withAttributes("sgd", ({ learning_rate }) => ({
        learning_rate: -learning_rate,
      })),
  },
  {
    id: "momentum/rate-outside",
    note:
      "v ← μv + dw, w ← w − rate·v: PyTorch's form, the same only while the rate is constant",
    replace: () =>
      changed("momentum", (_answer, { inputs, attributes }) => {
        const { momentum, learning_rate } = attributes as Record<
          string,
          number
        >;
        const v = mapNested(inputs.v, (a, d) => momentum * a + d, inputs.dw);
        return {
          v,
          w: mapNested(inputs.w, (a, b) => a - learning_rate * b, v),
        };
      }),
  },
  {
    id: "momentum/dampened",
    note: "v ← μv − (1−μ)·rate·dw: an average in place of a sum",
    replace: () =>
      withAttributes("momentum", ({ learning_rate, momentum }) => ({
        learning_rate: learning_rate * (1 - momentum),
      })),
  },
  {
    id: "nesterov/is-momentum",
    note: "Nesterov's rule without its look ahead",
    replace: () => ({ nesterov: right("momentum") }),
  },
  {
    id: "adagrad/epsilon-inside",
    note: "√(cache + ε) in place of √cache + ε",
    replace: () =>
      step(
        "adagrad",
        ({ cache }, { epsilon }, { dw }) =>
          mapNested(dw, (d, c) => d / Math.sqrt(c + epsilon), cache),
      ),
  },
  {
    id: "rmsprop/decay-inverted",
    note: "the decay is given to the new square, and the rest to the old mean",
    replace: () =>
      withAttributes("rmsprop", ({ decay }) => ({ decay: 1 - decay })),
  },
  {
    id: "adam/no-bias-correction",
    note:
      "m and v are used as they are: the first steps are too small or too large",
    replace: () =>
      step(
        "adam",
        ({ m, v }, { epsilon }) =>
          mapNested(m, (a, b) => a / (Math.sqrt(b) + epsilon), v),
      ),
  },
  {
    id: "adam/multiplies-bias",
    note: "m and v are multiplied by 1 − βᵗ, as convnetjs did",
    replace: () =>
      step("adam", ({ m, v }, { epsilon, beta1, beta2, t }) =>
        mapNested(
          m,
          (a, b) =>
            a * (1 - beta1 ** t) /
            (Math.sqrt(b * (1 - beta2 ** t)) + epsilon),
          v,
        )),
  },
  {
    id: "adam/step-from-zero",
    note: "the bias of step t is corrected as that of step t + 1",
    replace: () => withAttributes("adam", ({ t }) => ({ t: t + 1 })),
  },
  {
    id: "adam/epsilon-before-correction",
    note:
      "ε joins the root before its bias is corrected: TensorFlow's “epsilon hat”",
    replace: () =>
      step("adam", ({ m, v }, { epsilon, beta1, beta2, t }) =>
        mapNested(
          m,
          (a, b) =>
            a * Math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t) /
            (Math.sqrt(b) + epsilon),
          v,
        )),
  },
  {
    id: "learning_rate_decay/first-epoch-too",
    note: "the first epoch runs with a decayed rate already",
    replace: () =>
      withAttributes(
        "learning_rate_decay",
        ({ epoch }) => ({ epoch: epoch + 1 }),
      ),
  },
  {
    id: "update_ratio/squares",
    note: "the ratio of the sums of squares, without their roots",
    replace: () =>
      changed("update_ratio", (_answer, { inputs, attributes }) => {
        const rate = attributes.learning_rate as number;
        const { w, dw } = inputs;
        return { ratio: rate ** 2 * sumOfSquares(dw) / sumOfSquares(w) };
      }),
  },
];
