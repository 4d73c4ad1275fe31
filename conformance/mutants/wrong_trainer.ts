/**
 * A plain training loop around the right net, in which each choice can be wrong. With
 * none it is the reference engine, number by number.
 *
 * @module
 */
import { flatten, type Nested } from "../../fixtures/numbers.ts";
import type { OperationFunction } from "../adapters/in_process.ts";
import { choices as drawnWithReplacement } from "./draws.ts";
import {
  type Asked,
  mapNested,
  mapRecord,
  type Mutant,
  right,
} from "./mutant.ts";

export type Matrix = readonly (readonly number[])[];

/** Values for each parameter: itself, its gradient or its velocity. */
export type Model = Readonly<Record<typeof NAMES[number], Nested>>;

export const NAMES = ["w1", "b1", "w2", "b2"] as const;

export interface Data {
  readonly x: Matrix;
  readonly labels: readonly number[];
}

/** One step. */
export interface Iteration {
  readonly loss: number;
  readonly before: Model;
  readonly after: Model;
  readonly batch: Data;
}

export interface Epoch {
  readonly iterations: readonly Iteration[];
  /** The model at its end. */
  readonly after: Model;
  readonly train: number;
  readonly val: number;
}

/** What a training is given. */
export interface Training {
  readonly data: Data;
  readonly validation: Data;
  readonly reg: number;
  readonly start: Model;
}

/** One number of a parameter on its way. */
export interface Element {
  readonly w: number;
  readonly v: number;
  readonly d: number;
  readonly rate: number;
  /** The rate of the first epoch. */
  readonly firstRate: number;
  /** 0 for sgd. */
  readonly momentum: number;
  readonly name: string;
}

/** How batches are to be drawn. */
export interface Draw {
  readonly n: number;
  readonly size: number;
  /** How many batches an epoch has, and how many epochs there are. */
  readonly perEpoch: number;
  readonly epochs: number;
  readonly seed: number;
}

/** All that a trainer decides. */
export interface Choices {
  readonly iterations: (n: number, size: number) => number;
  /** The rows of every batch, in order. */
  readonly batches: (draw: Draw) => readonly (readonly number[])[];
  readonly taken: (data: Data, rows: readonly number[]) => Data;
  /** How many decays come before an iteration of an epoch, all counted from 0. */
  readonly decays: (epoch: number, iteration: number) => number;
  readonly gradients: (
    right: Model,
    model: Model,
    given: {
      readonly reg: number;
      readonly batch: Data;
      readonly rate: number;
    },
  ) => Model;
  readonly step: (
    element: Element,
  ) => { readonly w: number; readonly v: number };
  /** Whether the velocities start anew in each epoch. */
  readonly forgetful: boolean;
  /** The accuracies at the end of an epoch. */
  readonly measured: (
    iterations: readonly Iteration[],
    training: Training,
  ) => { readonly train: number; readonly val: number };
  readonly goesOn: (epochs: readonly Epoch[]) => boolean;
  readonly history: (
    epochs: readonly Epoch[],
    training: Training,
  ) => readonly number[];
  readonly best: (
    epochs: readonly Epoch[],
    training: Training,
  ) => { readonly after: Model; readonly val: number };
  /** The parameters and velocities to start from. */
  readonly begin: (model: Model) => { readonly w: Model; readonly v: Model };
  readonly end: (model: Model, velocities: Model) => void;
}

const RIGHT: Choices = {
  iterations: (n, size) => Math.floor(n / size),
  batches: ({ n, size, perEpoch, epochs, seed }) =>
    drawnWithReplacement(seed, { n, k: size, count: perEpoch * epochs }),
  taken: ({ x, labels }, rows) => ({
    x: rows.map((row) => x[row]),
    labels: rows.map((row) => labels[row]),
  }),
  decays: (epoch) => epoch,
  gradients: (gradients) => gradients,
  step: ({ w, v, d, rate, momentum }) => {
    const next = (momentum === 0 ? 0 : momentum * v) - rate * d;
    return { w: w + next, v: next };
  },
  forgetful: false,
  measured: (iterations, { data, validation }) => {
    const { after } = iterations.at(-1)!;
    return { train: accuracy(after, data), val: accuracy(after, validation) };
  },
  goesOn: () => true,
  history: (epochs) =>
    epochs.flatMap(({ iterations }) => iterations.map(({ loss }) => loss)),
  best: (epochs) => bestBy(epochs, ({ val }) => val),
  begin: (w) => ({ w, v: zeros(w) }),
  end: () => {},
};

/** A trainer with some choices replaced. What the right one refuses is refused. */
export function trainer(wrong: Partial<Choices> = {}): OperationFunction {
  const choices = { ...RIGHT, ...wrong };
  return (request) => {
    const attributes = { ...request.attributes, epochs: 1 };
    const first = right("train")({ ...request, attributes });
    return "refused" in first ? first : run(choices, request);
  };
}

/** A mutant whose trainer chooses wrongly. */
export function bug(
  name: string,
  note: string,
  advice: string,
  wrong: Partial<Choices>,
): Mutant {
  return {
    id: `train/${name}`,
    note,
    advice,
    replace: () => ({ train: trainer(wrong) }),
  };
}

function run(choices: Choices, { inputs, attributes }: Asked) {
  const { reg, epochs, batch_size, learning_rate, learning_rate_decay, seed } =
    attributes as Record<string, number>;
  const momentum = attributes.update === "momentum"
    ? attributes.momentum as number
    : 0;
  const { w1, b1, w2, b2 } = inputs;
  const training: Training = {
    data: { x: inputs.x as Matrix, labels: inputs.labels as number[] },
    validation: {
      x: inputs.x_val as Matrix,
      labels: inputs.labels_val as number[],
    },
    reg,
    start: { w1, b1, w2, b2 },
  };
  const { data, start } = training, n = data.x.length;
  const size = batch_size || n, perEpoch = choices.iterations(n, size);
  const batches = batch_size === 0
    ? Array.from({ length: epochs }, () => data.x.map((_, i) => i))
    : choices.batches({ n, size, perEpoch, epochs, seed });
  const done: Epoch[] = [];
  let { w: model, v: velocities } = choices.begin(start);
  for (let epoch = 0; epoch < epochs && choices.goesOn(done); epoch++) {
    if (choices.forgetful) velocities = zeros(start);
    const iterations: Iteration[] = [];
    for (let i = 0; i < perEpoch; i++) {
      const past = epoch * perEpoch + i, before = model;
      const batch = choices.taken(data, batches[past]);
      const rate = learning_rate *
        learning_rate_decay ** choices.decays(epoch, past);
      const { loss, gradients } = lossOf(model, batch, reg);
      const d = choices.gradients(gradients, model, { reg, batch, rate });
      [model, velocities] = stepped(choices, [model, velocities, d], {
        rate,
        firstRate: learning_rate,
        momentum,
      });
      iterations.push({ loss, before, after: model, batch });
    }
    const measured = choices.measured(iterations, training);
    done.push({ iterations, after: model, ...measured });
  }
  choices.end(model, velocities);
  const best = choices.best(done, training);
  return {
    loss_history: choices.history(done, training),
    train_accuracy: done.map(({ train }) => train),
    val_accuracy: done.map(({ val }) => val),
    best_val_accuracy: best.val,
    ...best.after,
  };
}

/** One step of all parameters and velocities. */
function stepped(
  { step }: Choices,
  [w, v, d]: readonly [Model, Model, Model],
  { rate, firstRate, momentum }: Omit<Element, "w" | "v" | "d" | "name">,
): [Model, Model] {
  const parameters: Record<string, Nested> = {};
  const velocities: Record<string, Nested> = {};
  for (const name of NAMES) {
    const all = flatten(w[name]), old = flatten(v[name]), by = flatten(d[name]);
    const moved = all.map((w, i) =>
      step({ w, v: old[i], d: by[i], rate, firstRate, momentum, name })
    );
    let next = 0;
    parameters[name] = mapNested(w[name], () => moved[next++].w);
    next = 0;
    velocities[name] = mapNested(w[name], () => moved[next++].v);
  }
  return [parameters as Model, velocities as Model];
}

export function zeros(model: Model): Model {
  return mapRecord(model, (w) => mapNested(w, () => 0)) as Model;
}

/** The loss of a model on a batch, and its gradients. */
export function lossOf(
  model: Model,
  { x, labels }: Data,
  reg: number,
): { readonly loss: number; readonly gradients: Model } {
  const { loss, dw1, db1, dw2, db2 } = right("two_layer_net")({
    inputs: { ...model, x, labels },
    attributes: { reg },
    upstream: { loss: 1 },
  }) as Record<string, Nested>;
  const gradients = { w1: dw1, b1: db1, w2: dw2, b2: db2 };
  return { loss: loss as number, gradients };
}

/** The share of samples whose label is predicted. */
export function accuracy(
  { w1, b1, w2, b2 }: Model,
  { x, labels }: Data,
  predicted = indexOfLargest,
): number {
  const compute = (operation: string, inputs: Record<string, Nested>) =>
    right(operation)({ inputs, attributes: {} }).y as Matrix;
  const h = compute("relu", { x: compute("affine", { x, w: w1, b: b1 }) });
  const scores = compute("affine", { x: h, w: w2, b: b2 });
  return scores.filter((row, i) => predicted(row) === labels[i]).length /
    x.length;
}

/** The index of the first of the largest numbers; −1 if none is a number. */
function indexOfLargest(row: readonly number[]): number {
  return row.reduce(
    (best, score, j) =>
      best < 0 ? (Number.isNaN(score) ? -1 : j) : score > row[best] ? j : best,
    -1,
  );
}

/** The first epoch with the highest of these numbers. */
export function bestBy(
  epochs: readonly Epoch[],
  score: (epoch: Epoch) => number,
  isBetter = (now: number, best: number) => now > best,
): Epoch {
  return epochs.reduce((best, epoch) =>
    isBetter(score(epoch), score(best)) ? epoch : best
  );
}
