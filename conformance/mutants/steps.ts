/**
 * Mutants of training: its gradients and its steps.
 *
 * @module
 */
import { flatten } from "../../fixtures/numbers.ts";
import { mapNested, mapRecord, misunderstood, type Mutant } from "./mutant.ts";
import {
  bug,
  type Choices,
  lossOf,
  type Model,
  trainer,
  zeros,
} from "./wrong_trainer.ts";

/** Mutants of the step. */
const updateMutants: readonly Mutant[] = [
  bug(
    "biases-frozen",
    "the biases are never updated",
    "Update every parameter",
    {
      step: ({ w, v, d, rate, momentum, name }) => {
        const next = name[0] === "b" ? 0 : momentum * v - rate * d;
        return { w: w + next, v: next };
      },
    },
  ),
  bug(
    "biases-without-momentum",
    "the biases move by plain sgd where the weights have momentum",
    "Keep a velocity for the biases too",
    {
      step: ({ w, v, d, rate, momentum, name }) => {
        const next = (name[0] === "b" ? 0 : momentum * v) - rate * d;
        return { w: w + next, v: next };
      },
    },
  ),
  bug(
    "forgets-velocity",
    "the velocities start anew in every epoch",
    "Make the velocities before the first epoch, and keep them",
    { forgetful: true },
  ),
  {
    id: "train/momentum-is-sgd",
    note: "momentum is not passed on to the update: plain sgd",
    advice: "Use the rule that the attribute names",
    replace: () =>
      misunderstood("train", ({ attributes }) => ({
        attributes: {
          ...attributes,
          update: attributes.update === "momentum" ? "sgd" : attributes.update,
        },
      })),
  },
  {
    id: "train/momentum-ignored",
    note: "the momentum is always 0.9",
    advice: "Take the momentum from the attributes",
    replace: () =>
      misunderstood("train", ({ attributes }) => ({
        attributes: { ...attributes, momentum: 0.9 },
      })),
  },
  bug(
    "dampened",
    "the gradient joins the velocity with the weight 1 − μ",
    "Let the gradient join the velocity with its full weight",
    {
      step: ({ w, v, d, rate, momentum }) => {
        const next = momentum * v - (1 - momentum) * rate * d;
        return { w: w + next, v: next };
      },
    },
  ),
  bug(
    "nesterov-for-momentum",
    "Nesterov's rule is on by default",
    "Move by the velocity itself",
    {
      step: ({ w, v, d, rate, momentum }) => {
        const next = momentum * v - rate * d;
        return { w: w - momentum * v + (1 + momentum) * next, v: next };
      },
    },
  ),
  bug(
    "moves-first",
    "parameters move by the old velocity, which is updated afterwards",
    "Update the velocity before the parameter",
    {
      step: ({ w, v, d, rate, momentum }) => ({
        w: w + (momentum === 0 ? -rate * d : v),
        v: momentum * v - rate * d,
      }),
    },
  ),
  bug(
    "rate-outside",
    "the rate multiplies the velocity, as in PyTorch and TensorFlow: another net as soon as it decays",
    "Multiply the gradient by the rate before it joins the velocity, or refuse momentum with decay",
    {
      step: ({ w, v, d, rate, momentum }) => {
        const next = momentum * v + d;
        return { w: w - rate * next, v: next };
      },
    },
  ),
  {
    id: "train/velocity-stays",
    note:
      "the optimiser outlives the training: the next one starts with its velocities",
    advice: "Make velocities of 0 for each training",
    replace: () => {
      let kept: Model | undefined;
      const fits = (model: Model) =>
        kept && sizes(kept) === sizes(model) ? kept : zeros(model);
      return {
        train: trainer({
          begin: (w) => ({ w, v: fits(w) }),
          end: (_model, velocities) => kept = velocities,
        }),
      };
    },
  },
  {
    id: "train/goes-on-training",
    note:
      "parameters are updated in place: the next request goes on from where this one has arrived",
    advice: "Copy the parameters before the first step",
    replace: () => {
      const trained = new Map<string, Model>();
      let key = "";
      return {
        train: trainer({
          begin: (w) => {
            key = JSON.stringify(w);
            return { w: trained.get(key) ?? w, v: zeros(w) };
          },
          end: (model) => trained.set(key, model),
        }),
      };
    },
  },
  bug(
    "layer-by-layer",
    "the second layer is updated before the gradients of the first are computed",
    "Compute all gradients before the first update",
    {
      gradients: (gradients, model, { reg, batch, rate }) => {
        const moved = (name: "w2" | "b2") =>
          mapNested(model[name], (a, d) => a - rate * d, gradients[name]);
        const ahead = { ...model, w2: moved("w2"), b2: moved("b2") };
        const { w1, b1 } = lossOf(ahead, batch, reg).gradients;
        return { ...gradients, w1, b1 };
      },
    },
  ),
];

function sizes(model: Model): string {
  return Object.values(model).map((w) => flatten(w).length).join();
}

/** The gradients times the same number. */
function times(gradients: Model, factor: number): Model {
  return mapRecord(
    gradients,
    (d) => mapNested(d, (a) => factor * a),
  ) as Model;
}

/** The gradient of the penalty joins these parameters so many times more. */
function penalised(
  factor: (name: string, batchSize: number) => number,
): Partial<Choices> {
  return {
    gradients: (gradients, model, { reg, batch }) =>
      Object.fromEntries(
        Object.entries(gradients).map(([name, d]) => [
          name,
          mapNested(
            d,
            (a, w) => a + factor(name, batch.x.length) * reg * w,
            model[name as keyof Model],
          ),
        ]),
      ) as Model,
  };
}

/** Mutants of the gradients that a step gets. */
const gradientMutants: readonly Mutant[] = [
  bug(
    "gradient-summed",
    "the gradient is summed over the batch, while the loss is a mean",
    "Divide gradients by the number of samples, as the loss is",
    {
      gradients: (gradients, _model, { batch }) =>
        times(gradients, batch.x.length),
    },
  ),
  bug(
    "reg-not-in-gradient",
    "the penalty is in the loss, and not in the gradients",
    "Add reg·w to the gradients on the weights",
    penalised((name) => name[0] === "w" ? -1 : 0),
  ),
  bug(
    "reg-on-biases",
    "the biases are pulled to 0 as well",
    "Leave the biases out of the penalty",
    penalised((name) => name[0] === "b" ? 1 : 0),
  ),
  bug(
    "reg-divided-by-batch",
    "the gradient of the penalty is divided by the batch size, and the penalty is not, as in ConvNetJS",
    "Add reg·w once a batch, undivided",
    penalised((name, n) => name[0] === "w" ? 1 / n - 1 : 0),
  ),
  bug(
    "reg-without-half",
    "the gradient of the penalty is 2·reg·w",
    "Add reg·w, the gradient of ½·reg·w²",
    penalised((name) => name[0] === "w" ? 1 : 0),
  ),
  bug(
    "reg-on-first-layer",
    "only the weights of the first layer are pulled to 0",
    "Add reg·w to the gradients on the weights of both layers",
    penalised((name) => name === "w2" ? -1 : 0),
  ),
];

/** Mutants of training: its gradients and its steps. */
export const stepMutants: readonly Mutant[] = [
  ...updateMutants,
  ...gradientMutants,
];
