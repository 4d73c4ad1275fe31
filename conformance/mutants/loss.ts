/**
 * Mutants of the losses and nets.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import {
  changed,
  mapNested,
  misunderstood,
  type Mutant,
  sumOfSquares,
} from "./mutant.ts";

/** Mutants of the losses and nets. */
export const lossMutants: readonly Mutant[] = [
  {
    id: "softmax_cross_entropy/sum-not-mean",
    note: "the loss and its gradient are not divided by the number of samples",
    replace: () =>
      changed(
        "softmax_cross_entropy",
        (answer, { inputs }) => {
          const n = (inputs.labels as number[]).length;
          return mapRecord(answer, (x) => mapNested(x, (a) => n * a));
        },
      ),
  },
  {
    id: "softmax_cross_entropy/ignored-label",
    note: "rows with label −100 are left out without a word, as in PyTorch",
    replace: () =>
      misunderstood("softmax_cross_entropy", ({ inputs }) => {
        const { scores, labels } = inputs;
        const kept = (values: Nested) =>
          (values as Nested[]).filter((_, i) =>
            (labels as Nested[])[i] !== -100
          );
        return { inputs: { scores: kept(scores), labels: kept(labels) } };
      }),
  },
  {
    id: "softmax_cross_entropy/no-shift",
    note: "e is taken to the scores as they are: ∞/∞ at 1000, log 0 at −1000",
    replace: () =>
      changed(
        "softmax_cross_entropy",
        (_answer, { inputs, upstream }) => {
          const scores = inputs.scores as number[][];
          const labels = inputs.labels as number[], n = labels.length;
          const p = scores.map((row) => {
            const powers = row.map(Math.exp);
            const sum = powers.reduce((a, b) => a + b);
            return powers.map((power) => power / sum);
          });
          const losses = p.map((row, i) => -Math.log(row[labels[i]]));
          const loss = losses.reduce((a, b) => a + b) / n;
          if (!upstream) return { loss } as Record<string, Nested>;
          const scale = (upstream.loss as number) / n;
          return {
            loss,
            dscores: p.map((row, i) =>
              row.map((a, j) => (a - (j === labels[i] ? 1 : 0)) * scale)
            ),
          };
        },
      ),
  },
  {
    id: "l2_penalty/no-half",
    note: "reg·Σw² with the gradient reg·w: loss and gradient do not fit",
    replace: () =>
      changed(
        "l2_penalty",
        ({ loss, ...rest }) => ({ ...rest, loss: 2 * (loss as number) }),
      ),
  },
  {
    id: "two_layer_net/biases-regularised",
    note: "the penalty counts the biases too",
    replace: () =>
      changed(
        "two_layer_net",
        ({ loss, ...rest }, { inputs, attributes, upstream }) => {
          const reg = attributes.reg as number, { b1, b2 } = inputs;
          const penalty = 0.5 * reg * (sumOfSquares(b1) + sumOfSquares(b2));
          const more = { ...rest, loss: (loss as number) + penalty };
          if (!upstream) return more;
          const scale = reg * (upstream.loss as number);
          const also = (db: Nested, b: Nested) =>
            mapNested(db, (d, a) => d + scale * a, b);
          return { ...more, db1: also(rest.db1, b1), db2: also(rest.db2, b2) };
        },
      ),
  },
  {
    id: "softmax_cross_entropy/log-of-probability",
    note:
      "−log p is infinite for a score gap of 746: good enough for the core only",
    replace: () =>
      changed("softmax_cross_entropy", ({ loss, ...rest }, { inputs }) => {
        const scores = inputs.scores as number[][];
        const losses = scores.map((row, i) => {
          const largest = Math.max(...row);
          const powers = row.map((s) => Math.exp(s - largest));
          const sum = powers.reduce((a, b) => a + b);
          return -Math.log(powers[(inputs.labels as number[])[i]] / sum);
        });
        const mean = losses.reduce((a, b) => a + b) / losses.length;
        return { ...rest, loss: Number.isNaN(loss) ? NaN : mean };
      }),
  },
];

function mapRecord<A, B>(
  record: Readonly<Record<string, A>>,
  f: (value: A) => B,
): Record<string, B> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, f(value)]),
  );
}
