/**
 * Training on balls: a few iterations, while the bounds are still small.
 *
 * @module
 */
import { momentum, rateAt, sgd } from "../golden/updates.ts";
import { type Arithmetic, type Ball, OracleError } from "./ball.ts";
import type { Answer, Compute } from "./formula.ts";
import { type Formulas, twoLayerNet, twoLayerScores } from "./graph.ts";
import { at, type BallTensor, map, scalar } from "./tensor.ts";

const PARAMETERS = ["w1", "b1", "w2", "b2"] as const;

/** The operation `train`. */
export function train(formulas: Formulas): Compute {
  return (m, { inputs, attributes }) => {
    const { x, labels, x_val, labels_val } = inputs;
    const { epochs, batch_size, learning_rate, learning_rate_decay } =
      attributes as Readonly<Record<string, number>>;
    let parameters: Answer = Object.fromEntries(
      PARAMETERS.map((name) => [name, inputs[name]]),
    );
    let velocities: Answer = Object.fromEntries(
      PARAMETERS.map((name) => [name, map(inputs[name], () => m.exact(0))]),
    );
    const losses: Ball[] = [], trained: Ball[] = [], validated: Ball[] = [];
    let best: { model: Answer; accuracy: Ball } | undefined;

    const size = batch_size === 0 ? x.shape[0] : batch_size;
    const batch = batch_size === 0
      ? { x, labels }
      : firstRows(requireAlike(x, labels), size);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const rate = rateAt(m, {
        learning_rate,
        decay: learning_rate_decay,
        epoch,
      });
      for (let i = 0; i < Math.floor(x.shape[0] / size); i++) {
        const { loss, ...gradients } = twoLayerNet(formulas)(m, {
          inputs: { ...batch, ...parameters },
          attributes,
          upstream: scalar(m.exact(1)),
        });
        losses.push(loss.data[0]);
        const steps = PARAMETERS.map((name) =>
          [
            name,
            step(m, rate, attributes, {
              w: parameters[name],
              dw: gradients[`d${name}`],
              v: velocities[name],
            }),
          ] as const
        );
        parameters = pick(steps, "w", parameters);
        velocities = pick(steps, "v", velocities);
      }
      trained.push(accuracy(m, formulas, { ...parameters, x }, labels));
      const now = accuracy(
        m,
        formulas,
        { ...parameters, x: x_val },
        labels_val,
      );
      validated.push(now);
      if (!best || now.low.gt(best.accuracy.low)) {
        best = { model: parameters, accuracy: now };
      }
    }
    return {
      loss_history: vector(losses),
      train_accuracy: vector(trained),
      val_accuracy: vector(validated),
      best_val_accuracy: scalar(best!.accuracy),
      ...best!.model,
    };
  };
}

/** One step of the rule, whose rate may itself carry an error. */
function step(
  m: Arithmetic,
  rate: Ball,
  attributes: Readonly<Record<string, unknown>>,
  inputs: Answer,
): Answer {
  const decayed = { ...attributes, learning_rate: rate };
  if (attributes.update === "momentum") {
    return momentum(m, { inputs, attributes: decayed });
  }
  const { v: _v, ...withoutState } = inputs;
  return sgd(m, { inputs: withoutState, attributes: decayed });
}

function pick(
  steps: readonly (readonly [name: string, step: Answer])[],
  part: "w" | "v",
  before: Answer,
): Answer {
  return Object.fromEntries(
    steps.map(([name, step]) => [name, step[part] ?? before[name]]),
  );
}

/** The share of rows whose largest score is that of the label. */
function accuracy(
  m: Arithmetic,
  formulas: Formulas,
  inputs: Answer,
  labels: BallTensor,
): Ball {
  const scores = twoLayerScores(m, formulas, inputs),
    [n, classes] = scores.shape;
  let right = 0;
  for (let i = 0; i < n; i++) {
    const label = labels.data[i].low.toNumber();
    let isLargest = true;
    for (let j = 0; j < classes; j++) {
      if (j === label) continue;
      const order = m.compare(at(scores, i, label), at(scores, i, j));
      if (order === "equal") throw new OracleError("two scores are equal");
      if (order === "less") isLargest = false;
    }
    if (isLargest) right++;
  }
  return m.divide(m.exact(right), m.exact(n));
}

/** Sampling is known where all samples are the same one. */
function requireAlike(
  x: BallTensor,
  labels: BallTensor,
): { x: BallTensor; labels: BallTensor } {
  const [n, d] = x.shape;
  for (let i = 1; i < n; i++) {
    const isSame = labels.data[i].low.eq(labels.data[0].low) &&
      x.data.slice(0, d).every(({ low }, j) => low.eq(at(x, i, j).low));
    if (!isSame) throw new Error("batches of different samples are unknown");
  }
  return { x, labels };
}

function firstRows(
  { x, labels }: { x: BallTensor; labels: BallTensor },
  n: number,
): { x: BallTensor; labels: BallTensor } {
  const d = x.shape[1];
  return {
    x: { shape: [n, d], data: x.data.slice(0, n * d) },
    labels: { shape: [n], data: labels.data.slice(0, n) },
  };
}

function vector(data: readonly Ball[]): BallTensor {
  return { shape: [data.length], data };
}
