/**
 * Training on batches that are drawn: no single number is known, but how they must be
 * distributed, and what must not depend on them.
 *
 * @module
 */
import { Arithmetic } from "../oracle/ball.ts";
import { evaluate } from "../oracle/evaluate.ts";
import { type CaseSource, scattered } from "./source.ts";
import { type Inputs, outcome, problem, train } from "./training_problems.ts";

/** A rate at which the parameters stay what they are, so that losses are known. */
const STILL = 1e-9;

const DRAWN = problem(2380), SAMPLES = DRAWN.x as number[][];
const COMMON = { row: SAMPLES[0], label: 0 };
const RARE = { row: SAMPLES[1], label: 1 };

/** Eight samples: one of them differs from the seven others. */
function oneAmongEight(place: number): Inputs {
  const all = Array.from({ length: 8 }, (_, i) => i === place ? RARE : COMMON);
  return {
    ...DRAWN,
    x: all.map(({ row }) => row),
    labels: all.map(({ label }) => label),
  };
}

/** The loss of one sample, without penalty. */
function lossOf({ row, label }: typeof RARE): number {
  const { w1, b1, w2, b2 } = DRAWN as Readonly<Record<string, number[]>>;
  const { loss } = evaluate(new Arithmetic("float64"), "two_layer_net", {
    inputs: { x: [row], labels: [label], w1, b1, w2, b2 },
    attributes: { reg: 0 },
  });
  return loss.data[0].low.toNumber();
}

/**
 * Batches of eight from these eight: the loss is linear in how often the rare sample
 * is drawn, which is binomial if each draw is from all eight, and always once if not.
 */
function drawnFromAll(name: string, why: string, place: number): CaseSource {
  const epochs = 300, common = lossOf(COMMON), gap = lossOf(RARE) - common;
  const mean = common + gap / 8, variance = gap ** 2 * 7 / 8 ** 3;
  // A binomial variate of 8 draws with share 1/8 has the kurtosis 3.393.
  const radius = 6 * variance * Math.sqrt(2.393 / epochs);
  const shift = 4.42 * Math.sqrt(variance / epochs);
  const digits = (x: number) => Number(x.toPrecision(5));
  return {
    name,
    why,
    flags: ["without-replacement"],
    kind: "statistical",
    requests: [
      train(
        { epochs, reg: 0, batch_size: 8, learning_rate: STILL },
        oneAmongEight(place),
      ),
    ],
    checks: [
      outcome("loss_history", "count", epochs, epochs),
      outcome(
        "loss_history",
        "mean",
        digits(mean - shift),
        digits(mean + shift),
      ),
      outcome(
        "loss_history",
        "variance",
        digits(variance - radius),
        digits(variance + radius),
      ),
    ],
  };
}

export const batchCases: CaseSource[] = [
  drawnFromAll(
    "with-replacement",
    "draws a sample of eight as often as another, and sometimes twice in a batch",
    0,
  ),
  drawnFromAll(
    "last-sample-too",
    "draws the last sample of eight as often as the others",
    7,
  ),
  {
    name: "accuracy-of-all",
    why:
      "takes the training accuracy on all seven samples, of which three are right, not on batches",
    flags: ["accuracy-of-batch"],
    kind: "behavioural",
    requests: [
      train({ epochs: 5, batch_size: 2, learning_rate: STILL }, {
        ...problem(4023),
        x: scattered(7, 4, 4023),
        labels: [0, 1, 1, 2, 1, 2, 1],
      }),
    ],
    checks: [
      outcome("loss_history", "count", 15, 15),
      outcome("train_accuracy", "count", 5, 5),
      outcome("train_accuracy", "each", 0.42857, 0.42858),
      outcome("val_accuracy", "each", 0.75, 0.75),
    ],
  },
  {
    name: "seed-repeats",
    why: "draws the same batches for the same seed",
    flags: ["seed-ignored"],
    section: "2.7",
    kind: "behavioural",
    requests: [0, 1].map(() =>
      train({ epochs: 3, batch_size: 2, learning_rate: 0.125 })
    ),
    checks: ["loss_history", "w1", "b2"].map((output) => ({
      terms: [
        { request: 0, output, times: 1 },
        { request: 1, output, times: -1 },
      ],
      statistic: "each",
      low: -1e-4,
      high: 1e-4,
    })),
  },
];
