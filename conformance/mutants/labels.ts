/**
 * Mutants of softmax cross-entropy that take labels for what they are not.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import type { Matrix } from "./matrices.ts";
import {
  accepting,
  type Asked,
  mapNested,
  misunderstood,
  type Mutant,
  recategorised,
  refusing,
  right,
} from "./mutant.ts";

const NAME = "softmax_cross_entropy";

/** The request with other labels. */
function withLabels(
  { inputs }: Asked,
  change: (label: number, classes: number) => number,
): Partial<Asked> {
  const [row] = inputs.scores as Matrix;
  const labels = mapNested(
    inputs.labels,
    (label) => change(label, row.length),
  );
  return { inputs: { ...inputs, labels } };
}

/** The request without the samples whose label is none. */
function without(
  { inputs: { scores, labels } }: Asked,
  isNone: (label: number, classes: number) => boolean,
): Asked["inputs"] {
  const classes = (scores as Matrix)[0].length;
  const kept = (values: Nested) =>
    (values as Nested[]).filter((_, i) =>
      !isNone((labels as number[])[i], classes)
    );
  return { scores: kept(scores), labels: kept(labels) };
}

const isOutside = (label: number, classes: number) =>
  label < 0 || label >= classes;

/** Mutants of softmax cross-entropy that take labels for what they are not. */
export const labelMutants: readonly Mutant[] = [
  {
    id: "softmax_cross_entropy/ignored-label",
    note: "rows with label −100 are left out without a word, as in PyTorch",
    advice: "Refuse −100 as any other label that is no class",
    replace: () =>
      misunderstood(NAME, (request) => ({
        inputs: without(request, (label) => label === -100),
      })),
  },
  {
    id: "softmax_cross_entropy/one-hot-of-zeros",
    note:
      "a label that is no class becomes a row of zeros, and its loss 0, as by `tf.oneHot` of TensorFlow.js",
    advice: "Check labels before they become one-hot rows",
    replace: () => ({
      [NAME]: (request) => {
        const answer = right(NAME)(request);
        const labels = request.inputs.labels as readonly number[];
        if (!("refused" in answer) || !labels.every(Number.isInteger)) {
          return answer;
        }
        const inputs = without(request, isOutside);
        const none = (inputs.labels as number[]).length === 0;
        return none ? { loss: 0 } : right(NAME)({ ...request, inputs });
      },
    }),
  },
  {
    id: "softmax_cross_entropy/labels-from-one",
    note:
      "classes are counted from 1: label 0 is refused, and label C accepted",
    advice: "Labels are from 0 to C − 1",
    replace: () =>
      misunderstood(NAME, (request) => withLabels(request, (a) => a - 1)),
  },
  {
    id: "softmax_cross_entropy/labels-from-the-end",
    note: "label −1 is the last class, as Python counts",
    advice: "Refuse negative labels before they are used as indices",
    replace: () =>
      accepting(NAME, (request) =>
        withLabels(
          request,
          (a, classes) => a < 0 && a >= -classes ? a + classes : a,
        )),
  },
  {
    id: "softmax_cross_entropy/fraction-cut-off",
    note:
      "label 0.5 is class 0: a cast to integers cuts fractions off, as in TensorFlow.js",
    advice: "Refuse labels that are no integers, before the cast",
    replace: () =>
      accepting(NAME, (request) => withLabels(request, Math.trunc)),
  },
  {
    id: "softmax_cross_entropy/range-check-only",
    note:
      "labels are compared with 0 and C alone: fractions and NaN pass, and the loss is NaN",
    advice: "Ask whether a label is an integer, too",
    replace: () => ({
      [NAME]: (request) => {
        const answer = right(NAME)(request);
        const { refused } = answer as { refused?: { category: string } };
        const { scores, labels } = request.inputs;
        return refused?.category === "value" &&
            !(labels as number[]).some((label) =>
              isOutside(label, (scores as Matrix)[0].length)
            )
          ? { loss: NaN }
          : answer;
      },
    }),
  },
  {
    id: "softmax_cross_entropy/first-label-checked",
    note: "only the label of the first sample is checked",
    advice: "Check every label",
    replace: () =>
      accepting(NAME, (request) => {
        const [first] = request.inputs.labels as number[];
        const [row] = request.inputs.scores as Matrix;
        const isClass = Number.isInteger(first) &&
          !isOutside(first, row.length);
        return isClass ? withLabels(request, () => first) : {};
      }),
  },
  {
    id: "softmax_cross_entropy/zip-of-labels",
    note: "samples without a label, and labels without a sample, are left out",
    advice: "Compare the number of labels with that of rows",
    replace: () =>
      accepting(NAME, ({ inputs }) => {
        const scores = inputs.scores as Matrix;
        const labels = inputs.labels as number[];
        const n = Math.min(scores.length, labels.length);
        return {
          inputs: { scores: scores.slice(0, n), labels: labels.slice(0, n) },
        };
      }),
  },
  {
    id: "softmax_cross_entropy/label-as-shape",
    note:
      "a label that is no class is refused as a shape: an index out of bounds, caught too late",
    advice: "Check labels yourself, and refuse them with category value",
    replace: () => recategorised(NAME, "value", "shape"),
  },
  {
    id: "softmax_cross_entropy/refuses-one-class",
    note: "a single class is refused, as classifiers need two",
    advice: "Answer 0 for one class",
    replace: () =>
      refusing(NAME, "value", ({ inputs }) => {
        const [row] = inputs.scores as Nested[];
        return Array.isArray(row) && row.length === 1;
      }),
  },
];
