/**
 * Mutants of training: a small trainer on top of the right net, in which each bug can
 * be switched on.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import type { OperationFunction } from "../adapters/in_process.ts";
import { mapNested, type Mutant, right } from "./mutant.ts";

type Parameters = Readonly<Record<"w1" | "b1" | "w2" | "b2", Nested>>;
type Matrix = readonly (readonly number[])[];

const NAMES = ["w1", "b1", "w2", "b2"] as const;

interface Bugs {
  /** How many iterations an epoch has. */
  readonly iterations?: (n: number, batch: number) => number;
  /** How many decays come before an iteration of an epoch, both from 0. */
  readonly decays?: (epoch: number, iteration: number) => number;
  /** Whether a later accuracy replaces the best one. */
  readonly isBetter?: (now: number, best: number) => boolean;
  /** The parameters that are updated. */
  readonly trained?: readonly string[];
  /** Whether the velocities start anew in each epoch. */
  readonly forgetful?: boolean;
}

/** What the right trainer refuses is refused; everything else runs here. */
function trainerWith({
  iterations = (n, batch) => Math.floor(n / batch),
  decays = (epoch) => epoch,
  isBetter = (now, best) => now > best,
  trained = NAMES,
  forgetful = false,
}: Bugs): OperationFunction {
  return (request) => {
    const { inputs, attributes } = request;
    const numbers = attributes as Record<string, number>;
    const answer = right("train")({
      ...request,
      attributes: { ...attributes, epochs: 1 },
    });
    if ("refused" in answer) return answer;
    const x = inputs.x as Matrix, labels = inputs.labels as number[];
    const size = numbers.batch_size === 0 ? x.length : numbers.batch_size;
    const mu = attributes.update === "momentum" ? numbers.momentum : 0;
    const { w1, b1, w2, b2 } = inputs;
    const still = () => NAMES.map((name) => mapNested(inputs[name], () => 0));
    let parameters: Parameters = { w1, b1, w2, b2 }, velocities = still();
    let best = { model: parameters, accuracy: -1 };
    const loss_history: number[] = [];
    const train_accuracy: number[] = [], val_accuracy: number[] = [];
    for (let epoch = 0; epoch < numbers.epochs; epoch++) {
      if (forgetful) velocities = still();
      for (let i = 0; i < iterations(x.length, size); i++) {
        const picked = numbers.batch_size === 0
          ? x.map((_, k) => k)
          : Array.from({ length: size }, () =>
            Math.floor(Math.random() * x.length));
        const { loss, ...gradients } = right("two_layer_net")({
          inputs: {
            ...parameters,
            x: picked.map((k) => x[k]),
            labels: picked.map((k) => labels[k]),
          },
          attributes: { reg: numbers.reg },
          upstream: { loss: 1 },
        }) as Record<string, Nested>;
        loss_history.push(loss as number);
        const rate = numbers.learning_rate *
          numbers.learning_rate_decay ** decays(epoch, loss_history.length - 1);
        velocities = NAMES.map((name, k) =>
          mapNested(
            velocities[k],
            (v, d) => trained.includes(name) ? mu * v - rate * d : 0,
            gradients[`d${name}`],
          )
        );
        parameters = Object.fromEntries(NAMES.map((name, k) => [
          name,
          mapNested(parameters[name], (a, v) => a + v, velocities[k]),
        ])) as Parameters;
      }
      train_accuracy.push(accuracy(parameters, x, labels));
      const now = accuracy(
        parameters,
        inputs.x_val as Matrix,
        inputs.labels_val as number[],
      );
      val_accuracy.push(now);
      if (isBetter(now, best.accuracy)) {
        best = { model: parameters, accuracy: now };
      }
    }
    const best_val_accuracy = Math.max(...val_accuracy);
    const history = { loss_history, train_accuracy, val_accuracy };
    return { ...history, best_val_accuracy, ...best.model };
  };
}

/** The share of samples whose label has the largest score. */
function accuracy(
  { w1, b1, w2, b2 }: Parameters,
  x: Matrix,
  labels: readonly number[],
): number {
  const compute = (operation: string, inputs: Record<string, Nested>) =>
    right(operation)({ inputs, attributes: {} }).y as Matrix;
  const h = compute("relu", { x: compute("affine", { x, w: w1, b: b1 }) });
  const scores = compute("affine", { x: h, w: w2, b: b2 });
  const rights = scores.filter((row, i) =>
    row.every((s, j) => j === labels[i] || row[labels[i]] > s)
  );
  return rights.length / x.length;
}

function bug(name: string, note: string, bugs: Bugs): Mutant {
  return {
    id: `train/${name}`,
    note,
    replace: () => ({ train: trainerWith(bugs) }),
  };
}

/** Mutants of training. */
export const trainingMutants: readonly Mutant[] = [
  bug("decay-per-iteration", "the rate decays after every iteration", {
    decays: (_epoch, iteration) => iteration,
  }),
  bug("decay-at-once", "the first epoch runs with a decayed rate already", {
    decays: (epoch) => epoch + 1,
  }),
  bug("partial-batch", "the last, partial batch is one more iteration", {
    iterations: (n, batch) => Math.ceil(n / batch),
  }),
  bug("last-of-equals", "an accuracy that is only as good replaces the best", {
    isBetter: (now, best) => now >= best,
  }),
  bug("best-is-last", "the model of the last epoch is returned", {
    isBetter: () => true,
  }),
  bug("biases-frozen", "the biases are never updated", {
    trained: ["w1", "w2"],
  }),
  bug("forgets-velocity", "the velocities start anew in every epoch", {
    forgetful: true,
  }),
];
