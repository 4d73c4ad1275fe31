/**
 * Training that diverges at once, as a sample holds a NaN: its scores are NaN, whatever
 * the parameters are.
 *
 * @module
 */
import type { CaseSource } from "./source.ts";
import { type Inputs, outcome, problem, train } from "./training_problems.ts";

/** The same rows with NaN at the beginning of the first so many. */
function spoiled(x: Inputs[string], rows: number): number[][] {
  return (x as number[][]).map((row, i) =>
    i < rows ? [NaN, ...row.slice(1)] : row
  );
}

const ORDINARY = problem(2380);

export const divergenceCases: CaseSource[] = [
  {
    name: "nan-in-data",
    why:
      "reports each loss of NaN, goes on, and does not count as right what has scores of NaN",
    flags: ["divergence-hidden", "nan-is-largest"],
    kind: "behavioural",
    requests: [
      train({ epochs: 3 }, {
        ...ORDINARY,
        x: spoiled(ORDINARY.x, 1),
        labels: [0, 0, 0, 0, 0, 0],
      }),
    ],
    checks: [
      outcome("loss_history", "not-finite", 3, 3),
      outcome("loss_history", "count", 3, 3),
      outcome("train_accuracy", "count", 3, 3),
      outcome("train_accuracy", "each", 0, 0.8334),
    ],
  },
  {
    name: "nan-in-validation",
    why:
      "is never right about samples with scores of NaN, and returns the first epoch's model",
    flags: ["nan-is-largest", "best-is-last"],
    kind: "behavioural",
    requests: [
      train({ epochs: 3 }, {
        ...ORDINARY,
        x_val: spoiled(ORDINARY.x_val, 4),
        labels_val: [0, 0, 0, 0],
      }),
      train({ epochs: 1 }),
    ],
    checks: [
      outcome("val_accuracy", "each", 0, 0),
      outcome("val_accuracy", "count", 3, 3),
      outcome("best_val_accuracy", "each", 0, 0),
      ...["w1", "b1", "w2", "b2"].map((output) => ({
        terms: [
          { request: 0, output, times: 1 },
          { request: 1, output, times: -1 },
        ],
        statistic: "each" as const,
        low: -1e-4,
        high: 1e-4,
      })),
    ],
  },
];
