/**
 * Training of the two-layer net (SPEC.md 10).
 *
 * @module
 */
import type { Loose } from "./chance.ts";
import type { Design } from "./design.ts";
import { zerosLike } from "./graph.ts";
import { scoresOf } from "./networks.ts";
import {
  requireThat,
  rowsOf,
  type Tensor,
  type Tensors,
  vector,
} from "./tensor.ts";
import { rateOf, step } from "./updates.ts";

const PARAMETERS = ["w1", "b1", "w2", "b2"] as const;

/** The operation `train`. */
export function train(
  design: Design,
  inputs: Tensors,
  attributes: Loose,
): Tensors {
  const { m, network } = design, { x, labels, x_val, labels_val } = inputs;
  const { epochs, batch_size, learning_rate, reg, update } = attributes;
  const n = x.shape[0], size = batch_size === 0 ? n : batch_size;
  requireThat(
    update === "sgd" || update === "momentum",
    "value",
    `There is no update "${update}"`,
  );
  requireThat(size <= n, "value", `A batch of ${size} is more than all ${n}`);
  const random = design.random(attributes.seed);
  let model: Tensors = pick((name) => inputs[name]);
  network(design, { ...model, x, labels }, reg);
  network(design, { ...model, x: x_val, labels: labels_val }, reg);

  let velocities: Tensors = pick((name) => zerosLike(model[name]));
  const losses: number[] = [], trained: number[] = [], validated: number[] = [];
  let best: { model: Tensors; accuracy: number } | undefined;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const decay = attributes.learning_rate_decay;
    const rates = {
      learning_rate: rateOf(design, { learning_rate, decay, epoch }),
      ...(update === "momentum" && { momentum: attributes.momentum }),
    };
    for (let i = 0; i < Math.floor(n / size); i++) {
      const batch = batch_size === 0 ? { x, labels } : draw(size);
      const { loss, gradients } = network(
        design,
        { ...model, ...batch },
        reg,
        { shape: [], data: [1] },
      );
      losses.push(loss.data[0]);
      const steps: Record<string, Tensors> = pick((name) => {
        const state = { w: model[name], dw: gradients[name] };
        return update === "sgd"
          ? step("sgd", design, state, rates)
          : step("momentum", design, { ...state, v: velocities[name] }, rates);
      });
      model = pick((name) => steps[name].w);
      if (update === "momentum") velocities = pick((name) => steps[name].v);
    }
    trained.push(accuracy(x, labels));
    const now = accuracy(x_val, labels_val);
    validated.push(now);
    if (!best || now > best.accuracy) best = { model, accuracy: now };
  }
  return {
    loss_history: vector(losses),
    train_accuracy: vector(trained),
    val_accuracy: vector(validated),
    best_val_accuracy: { shape: [], data: [best!.accuracy] },
    ...best!.model,
  };

  /** So many samples, with replacement. */
  function draw(size: number): Tensors {
    const rows = rowsOf(x);
    const drawn = Array.from(
      { length: size },
      () => Math.floor(random.uniform() * n),
    );
    return {
      x: { shape: [size, x.shape[1]], data: drawn.flatMap((i) => rows[i]) },
      labels: vector(drawn.map((i) => labels.data[i])),
    };
  }

  /** The share of samples whose largest score is that of the label. */
  function accuracy(x: Tensor, labels: Tensor): number {
    const scores = rowsOf(scoresOf(design, { ...model, x }));
    const rights = scores.filter((row, i) =>
      row.every((s, j) => j === labels.data[i] || row[labels.data[i]] > s)
    );
    return m.divide(m.constant(rights.length), m.constant(scores.length));
  }
}

function pick<T>(f: (name: string) => T): Record<string, T> {
  return Object.fromEntries(PARAMETERS.map((name) => [name, f(name)]));
}
