/**
 * Training of the two-layer net.
 *
 * @module
 */
import { type CaseSource, scattered } from "./source.ts";
import { batchCases } from "./training_batches.ts";
import { divergenceCases } from "./training_divergence.ts";
import {
  copies,
  type Inputs,
  outcome,
  problem,
  train,
} from "./training_problems.ts";

/**
 * The lecture's 20 images of 3072 pixels as noise, and its fresh net: weights of std
 * 1e-4, which are integers from −45 to 45 times 2⁻¹⁸.
 */
const TWENTY: Inputs = {
  x: { recipe: "noise", shape: [20, 3072], seed: 11, levels: 110, step: 1 },
  labels: [3, 0, 9, 1, 1, 7, 4, 2, 8, 6, 5, 5, 0, 3, 2, 9, 6, 7, 4, 8],
  x_val: { recipe: "noise", shape: [10, 3072], seed: 12, levels: 110, step: 1 },
  labels_val: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  w1: {
    recipe: "noise",
    shape: [3072, 50],
    seed: 13,
    levels: 45,
    step: 2 ** -18,
  },
  b1: { recipe: "fill", shape: [50], value: 0 },
  w2: {
    recipe: "noise",
    shape: [50, 10],
    seed: 14,
    levels: 45,
    step: 2 ** -18,
  },
  b2: { recipe: "fill", shape: [10], value: 0 },
};

/** The same with 192 pixels: 16 times cheaper, at 16 times the rate. */
const TWENTY_SMALL: Inputs = {
  ...TWENTY,
  x: { recipe: "noise", shape: [20, 192], seed: 15, levels: 110, step: 1 },
  x_val: { recipe: "noise", shape: [10, 192], seed: 16, levels: 110, step: 1 },
  w1: {
    recipe: "noise",
    shape: [192, 50],
    seed: 17,
    levels: 45,
    step: 2 ** -18,
  },
};

/**
 * The same, scaled to where training goes smoothly: with raw pixels, one unlucky
 * order of batches in twenty leaves units that are dead for good.
 */
const TWENTY_SCALED: Inputs = {
  ...TWENTY_SMALL,
  x: { recipe: "noise", shape: [20, 192], seed: 15, levels: 110, step: 1 / 64 },
  x_val: {
    recipe: "noise",
    shape: [10, 192],
    seed: 16,
    levels: 110,
    step: 1 / 64,
  },
  w1: {
    recipe: "noise",
    shape: [192, 50],
    seed: 17,
    levels: 45,
    step: 2 ** -9,
  },
  w2: { recipe: "noise", shape: [50, 10], seed: 14, levels: 45, step: 2 ** -9 },
};

export const trainCases: CaseSource[] = [
  {
    name: "one-step",
    why: "takes one exact step from the parameters that it is given",
    flags: ["update-sign", "biases-frozen", "loss-after-update"],
    ...train(),
  },
  {
    name: "one-step-elsewhere",
    why: "takes one exact step from other parameters",
    flags: ["update-sign", "biases-frozen"],
    ...train({}, problem(2277)),
  },
  {
    name: "three-epochs",
    why: "runs three epochs on the whole set, one update each",
    flags: ["loss-after-update"],
    ...train({ epochs: 3 }),
  },
  {
    name: "without-reg",
    why: "trains on the data loss alone for reg 0",
    ...train({ epochs: 2, reg: 0 }),
  },
  {
    name: "reg-in-history",
    why: "reports the loss with its penalty",
    flags: ["reg-half", "reg-one-layer"],
    ...train({ epochs: 2, reg: 2, learning_rate: 0.125 }),
  },
  {
    name: "momentum",
    why: "keeps a velocity for each parameter over three epochs, from 0",
    flags: ["state-ignored", "rate-outside"],
    ...train({
      epochs: 3,
      update: "momentum",
      momentum: 0.75,
      learning_rate: 0.25,
    }),
  },
  {
    name: "momentum-with-decay",
    why:
      "tells a rate inside the velocity from one outside, as the rate decays",
    flags: ["rate-outside", "decay-per-epoch"],
    ...train({
      epochs: 3,
      update: "momentum",
      momentum: 0.5,
      learning_rate: 0.5,
      learning_rate_decay: 0.25,
    }),
  },
  {
    name: "decay",
    why:
      "runs the first epoch at the full rate, and each later one at half of it",
    flags: ["decay-per-epoch"],
    ...train({ epochs: 3, learning_rate_decay: 0.5 }),
  },
  {
    name: "batches",
    why: "has three iterations of two samples in an epoch of six",
    flags: ["partial-batch", "mean-missing"],
    ...train({ epochs: 2, batch_size: 2, learning_rate: 0.125 }, copies(6)),
  },
  {
    name: "decay-per-epoch",
    why: "lets the rate decay with the epoch, not with the iteration",
    flags: ["decay-per-epoch"],
    ...train({
      epochs: 2,
      batch_size: 2,
      learning_rate: 0.25,
      learning_rate_decay: 0.5,
    }, copies(4)),
  },
  {
    name: "partial-batch",
    why:
      "has two iterations of three samples in an epoch of seven, and no third",
    flags: ["partial-batch"],
    ...train({ epochs: 1, batch_size: 3, learning_rate: 0.125 }, copies(7)),
  },
  {
    name: "partial-batch-over-half",
    why:
      "has one iteration of three samples in an epoch of five, as it rounds down",
    flags: ["partial-batch"],
    ...train({ epochs: 2, batch_size: 3, learning_rate: 0.125 }, copies(5)),
  },
  {
    name: "momentum-in-batches",
    why: "keeps its velocity from batch to batch and from epoch to epoch",
    flags: ["state-ignored", "rate-outside", "decay-per-epoch"],
    ...train({
      epochs: 2,
      update: "momentum",
      momentum: 0.5,
      batch_size: 2,
      learning_rate: 0.125,
      learning_rate_decay: 0.5,
    }, copies(4)),
  },
  {
    name: "whole-batch",
    why: "has one iteration in an epoch for a batch as large as the set",
    flags: ["partial-batch"],
    ...train({ epochs: 2, batch_size: 3, learning_rate: 0.125 }, copies(3)),
  },
  {
    name: "best-model",
    why: "returns the model of the best epoch, though training goes on and off",
    flags: ["best-aliased", "best-is-last"],
    ...train({ epochs: 4 }),
  },
  {
    name: "first-of-equals",
    why: "keeps the first of two epochs with the same best accuracy",
    flags: ["best-is-last", "best-aliased"],
    ...train({ epochs: 4 }, problem(1790)),
  },
  {
    name: "never-right",
    why:
      "returns the first epoch's model where none is ever right, and not the one it started from",
    flags: ["best-is-last"],
    ...train({ epochs: 3 }, { ...problem(2504), labels_val: [0, 0, 0, 2] }),
  },
  {
    name: "leaves-no-trace",
    why:
      "starts from the parameters it is given, not from those it has trained",
    flags: ["accumulates", "stale-cache", "writes-inputs"],
    section: "2.7",
    after: train({ epochs: 2, update: "momentum", momentum: 0.5 }),
    ...train({ epochs: 2, update: "momentum", momentum: 0.75 }),
  },
  ...batchCases,
  ...divergenceCases,
  {
    name: "overfit-20",
    why: "fits 20 samples perfectly in 200 epochs, with a loss below 0.01",
    section: "10.2",
    kind: "behavioural",
    requests: [train({
      epochs: 200,
      reg: 0,
      learning_rate: 0.016,
    }, TWENTY_SMALL)],
    checks: [
      outcome("loss_history", "first", 2.30, 2.305),
      outcome("loss_history", "last", 0, 0.01),
      outcome("loss_history", "count", 200, 200),
      outcome("train_accuracy", "last", 1, 1),
    ],
  },
  {
    name: "overfit-20-lecture",
    why:
      "fits 20 samples of the lecture's size in 80 epochs at its rate of 1e-3",
    section: "10.2",
    kind: "behavioural",
    requests: [train({ epochs: 80, reg: 0, learning_rate: 1e-3 }, TWENTY)],
    checks: [
      outcome("loss_history", "first", 2.30, 2.305),
      outcome("loss_history", "last", 0, 0.01),
      outcome("train_accuracy", "last", 1, 1),
    ],
  },
  {
    name: "overfit-20-in-batches",
    why: "fits 20 samples with batches of 5 drawn at random",
    flags: ["partial-batch"],
    section: "10.2",
    kind: "statistical",
    requests: [train({
      epochs: 60,
      reg: 0,
      learning_rate: 0.125,
      batch_size: 5,
    }, TWENTY_SCALED)],
    checks: [
      outcome("loss_history", "count", 240, 240),
      outcome("loss_history", "last", 0, 0.1),
      outcome("train_accuracy", "last", 1, 1),
      outcome("train_accuracy", "count", 60, 60),
    ],
  },
  {
    name: "rate-too-small",
    why: "hardly moves the loss at a rate of 1e-6",
    flags: ["update-sign"],
    section: "10.2",
    kind: "behavioural",
    requests: [
      train({ epochs: 10, reg: 1e-6, learning_rate: 1e-6 }, TWENTY_SMALL),
    ],
    checks: [
      outcome("loss_history", "smallest", 2.2795, 2.3257),
      outcome("loss_history", "largest", 2.2795, 2.3257),
    ],
  },
  {
    name: "rate-too-large",
    why: "reports a loss that is infinite or NaN at a rate of 1e6, and goes on",
    flags: ["divergence-hidden"],
    section: "10.2",
    kind: "behavioural",
    requests: [
      train({ epochs: 30, reg: 1e-6, learning_rate: 1e6 }, TWENTY_SMALL),
    ],
    checks: [
      outcome("loss_history", "not-finite", 1, 30),
      outcome("loss_history", "count", 30, 30),
      outcome("val_accuracy", "not-finite", 0, 0),
      outcome("val_accuracy", "count", 30, 30),
    ],
  },
  {
    name: "refuses-unknown-update",
    why: "refuses an update rule that it does not know, and does not fall back",
    flags: ["unknown-falls-back"],
    refuses: ["value"],
    ...train({ update: "momentumm" }),
  },
  {
    name: "refuses-empty-update",
    why: "refuses an update rule without a name, and has no default",
    flags: ["unknown-falls-back"],
    refuses: ["value"],
    ...train({ update: "" }),
  },
  {
    name: "refuses-large-batch",
    why: "refuses batches of more samples than there are",
    refuses: ["value"],
    ...train({ batch_size: 7 }),
  },
  {
    name: "refuses-label",
    why: "refuses a label that is no class",
    flags: ["label-offset"],
    refuses: ["value"],
    ...train({}, { ...problem(2380), labels: [0, 1, 2, 3, 0, 1] }),
  },
  {
    name: "refuses-validation-label",
    why: "refuses a label of the validation data that is no class",
    flags: ["label-offset"],
    refuses: ["value"],
    ...train({}, { ...problem(2380), labels_val: [1, 0, 3, 0] }),
  },
  {
    name: "refuses-negative-validation-label",
    why: "refuses −1 for a label of the validation data",
    flags: ["label-offset"],
    refuses: ["value"],
    ...train({}, { ...problem(2380), labels_val: [1, -1, 2, 0] }),
  },
  {
    name: "refuses-label-count",
    why: "refuses five labels for six samples",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    ...train({}, { ...problem(2380), labels: [0, 2, 1, 2, 0] }),
  },
  {
    name: "refuses-validation-label-count",
    why: "refuses three labels for four samples to validate",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    ...train({}, { ...problem(2380), labels_val: [1, 0, 2] }),
  },
  {
    name: "refuses-validation-features",
    why: "refuses validation data with another number of features",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    ...train({}, { ...problem(2380), x_val: scattered(4, 3, 311) }),
  },
];
