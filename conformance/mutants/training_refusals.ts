/**
 * Mutants of training: what it should refuse.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import { accepting, type Asked, misunderstood, type Mutant } from "./mutant.ts";

/** Mutants of what is refused. */
export const trainingRefusalMutants: readonly Mutant[] = [
  {
    id: "train/unknown-is-sgd",
    note: "an update rule that it does not know is plain sgd, as in ConvNetJS",
    advice: "Refuse an update rule that the table does not hold",
    replace: () =>
      accepting("train", ({ attributes }) => ({
        attributes: { ...attributes, update: "sgd" },
      })),
  },
  {
    id: "train/empty-is-sgd",
    note: '`update || "sgd"`: the empty name is plain sgd',
    advice: "Ask whether the rule is known, not whether it is truthy",
    replace: () =>
      misunderstood("train", ({ attributes }) => ({
        attributes: { ...attributes, update: attributes.update || "sgd" },
      })),
  },
  {
    id: "train/large-batch-cut",
    note: "a batch size above the number of samples is cut to it",
    advice: "Refuse a batch size above the number of samples",
    replace: () =>
      misunderstood("train", ({ inputs, attributes }) => {
        const n = (inputs.x as Nested[]).length;
        const size = Math.min(attributes.batch_size as number, n);
        return { attributes: { ...attributes, batch_size: size } };
      }),
  },
  {
    id: "train/validation-labels-unchecked",
    note:
      "a label of the validation data that is no class is simply never right",
    advice: "Check the labels of the validation data as well",
    replace: () =>
      accepting("train", ({ inputs }) => {
        const classes = (inputs.b2 as number[]).length;
        const labels = inputs.labels_val as number[];
        return {
          inputs: {
            ...inputs,
            labels_val: labels.map((label) =>
              label in Array(classes).fill(0) ? label : 0
            ),
          },
        };
      }),
  },
  {
    id: "train/labels-uncounted",
    note:
      "samples without a label are left out, and labels without a sample too",
    advice: "Refuse another number of labels than samples",
    replace: () =>
      accepting("train", ({ inputs }) => ({
        inputs: {
          ...inputs,
          ...paired(inputs, "x", "labels"),
          ...paired(inputs, "x_val", "labels_val"),
        },
      })),
  },
  {
    id: "train/validation-features-unchecked",
    note:
      "validation data with other features are multiplied as far as there are weights",
    advice: "Check the features of the validation data as well",
    replace: () =>
      accepting("train", ({ inputs }) => ({
        inputs: {
          ...inputs,
          x_val: (inputs.x_val as number[][]).map((row) =>
            (inputs.w1 as number[][]).map((_, j) => row[j] ?? 0)
          ),
        },
      })),
  },
];

/** As many samples as labels. */
function paired(inputs: Asked["inputs"], x: string, labels: string) {
  const samples = inputs[x] as Nested[], given = inputs[labels] as Nested[];
  const n = Math.min(samples.length, given.length);
  return { [x]: samples.slice(0, n), [labels]: given.slice(0, n) };
}
