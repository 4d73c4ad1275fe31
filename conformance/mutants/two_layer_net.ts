/**
 * Mutants of the two-layer net.
 *
 * @module
 */
import { flatten, type Nested } from "../../fixtures/numbers.ts";
import type { OperationFunction } from "../adapters/in_process.ts";
import { activation } from "./elementwise.ts";
import { isSquare, type Matrix, product } from "./matrices.ts";
import {
  accepting,
  accumulating,
  changed,
  mapNested,
  type Mutant,
  otherGradients,
  type Replaced,
  right,
  sumOfSquares,
} from "./mutant.ts";
import { softmaxWith } from "./softmax_engine.ts";

type Parameters = Readonly<Record<"w1" | "b1" | "w2" | "b2", Nested>>;

/** What may be wrong with the two-layer net; what is not given is right. */
interface NetBugs {
  /** Gates that are replaced. */
  readonly gates?: Replaced;
  /** Which parameters are penalised, by how much each in the loss… */
  readonly penalty?: Partial<Record<keyof Parameters, number>>;
  /** …and in the gradient. */
  readonly decay?: Partial<Record<keyof Parameters, number>>;
  /** What both are multiplied by, for n samples. */
  readonly scale?: (n: number) => number;
  readonly decayScale?: (n: number) => number;
  /** Whether the decay of the weights is not multiplied by the upstream gradient. */
  readonly freeDecay?: boolean;
}

const WEIGHTS = { w1: 1, w2: 1 };

/** The two-layer net with these bugs; what must be refused is refused. */
function netWith({
  gates = {},
  penalty = WEIGHTS,
  decay = penalty,
  scale = () => 1,
  decayScale = scale,
  freeDecay = false,
}: NetBugs): Replaced {
  const gate = (name: string, inputs: Record<string, Nested>, dy?: Nested) => {
    const output = name === "softmax_cross_entropy" ? "loss" : "y";
    const run = (gates as Record<string, OperationFunction>)[name] ??
      right(name);
    const upstream = dy === undefined ? undefined : { [output]: dy };
    return run({ inputs, attributes: {}, upstream }) as Record<string, Nested>;
  };
  return changed("two_layer_net", (_answer, request) => {
    const { inputs, attributes, upstream } = request;
    const { x, labels, w1, b1, w2, b2 } = inputs;
    const reg = attributes.reg as number, n = (x as Matrix).length;
    const { y: a } = gate("affine", { x, w: w1, b: b1 });
    const { y: h } = gate("relu", { x: a });
    const { y: scores } = gate("affine", { x: h, w: w2, b: b2 });
    const data = gate("softmax_cross_entropy", { scores, labels });
    const squares = Object.entries(penalty).map(([name, by]) =>
      by * sumOfSquares(inputs[name])
    );
    const loss = (data.loss as number) +
      0.5 * reg * scale(n) * squares.reduce((s, square) => s + square, 0);
    if (!upstream) return { loss } as Record<string, Nested>;
    const dloss = upstream.loss;
    const { dscores } = gate(
      "softmax_cross_entropy",
      { scores, labels },
      dloss,
    );
    const second = gate("affine", { x: h, w: w2, b: b2 }, dscores);
    const { dx: da } = gate("relu", { x: a }, second.dx);
    const first = gate("affine", { x, w: w1, b: b1 }, da);
    const strength = reg * decayScale(n) * (freeDecay ? 1 : dloss as number);
    const decayed = (name: keyof Parameters, gradient: Nested) => {
      const by = strength * (decay[name] ?? 0);
      return mapNested(gradient, (d, w) => d + by * w, inputs[name]);
    };
    return {
      loss,
      dw1: decayed("w1", first.dw),
      db1: decayed("b1", first.db),
      dw2: decayed("w2", second.dw),
      db2: decayed("b2", second.db),
    };
  });
}

function netBug(
  name: string,
  note: string,
  advice: string,
  bugs: NetBugs,
): Mutant {
  return {
    id: `two_layer_net/${name}`,
    note,
    advice,
    replace: () => netWith(bugs),
  };
}

/** Mutants of two_layer_net. */
export const netMutants: readonly Mutant[] = [
  netBug(
    "biases-regularised",
    "the penalty counts the biases too",
    "Penalise w1 and w2 alone",
    { penalty: { w1: 1, b1: 1, w2: 1, b2: 1 } },
  ),
  netBug(
    "no-half",
    "reg·Σw² in the loss, with the gradient reg·w",
    "Halve the penalty: ½·reg·Σw²",
    { penalty: { w1: 2, w2: 2 }, decay: WEIGHTS },
  ),
  netBug(
    "first-layer-only",
    "only w1 is penalised",
    "Penalise both layers, in loss and gradient",
    { penalty: { w1: 1 } },
  ),
  netBug(
    "last-layer-only",
    "only w2 is penalised",
    "Penalise both layers, in loss and gradient",
    { penalty: { w2: 1 } },
  ),
  netBug(
    "penalty-without-gradient",
    "the penalty is in the loss, and not in the gradient",
    "Add reg·w to dw1 and dw2",
    { decay: {} },
  ),
  netBug(
    "gradient-without-penalty",
    "the weights decay, and the loss does not know: weight decay of an optimiser",
    "Add ½·reg·Σw² to the loss",
    { penalty: {}, decay: WEIGHTS },
  ),
  netBug(
    "decay-averaged",
    "the decay is divided by the batch size with the gradient, the penalty is not, as in ConvNetJS",
    "Add reg·w after the mean over the batch is taken",
    { decayScale: (n) => 1 / n },
  ),
  netBug(
    "penalty-averaged",
    "penalty and decay are divided by the batch size: right for one sample only",
    "Add the penalty after the mean over the batch is taken",
    { scale: (n) => 1 / n },
  ),
  netBug(
    "penalty-for-each-sample",
    "penalty and decay count once for each sample: right for one sample only",
    "Add the penalty once a batch",
    { scale: (n) => n },
  ),
  netBug(
    "decay-without-upstream",
    "the upstream gradient multiplies the gradient of the data, and not reg·w",
    "Multiply the whole gradient by dloss",
    { freeDecay: true },
  ),
  netBug(
    "relu-forgotten-backward",
    "the gradient passes the hidden layer as if it were linear",
    "Set the gradient to 0 at hidden units that are off",
    { gates: activation("relu", { slope: () => 1 }) },
  ),
  netBug(
    "relu-masked-by-gradient",
    "`dh[dh <= 0] = 0` in place of `dh[h <= 0] = 0`",
    "Mask the hidden gradient by the activations, not by itself",
    {
      gates: otherGradients("relu", (_answer, { upstream }) => ({
        dx: mapNested(upstream!.y, (d) => Math.max(0, d)),
      })),
    },
  ),
  netBug(
    "nan-hidden-by-relu",
    "`h > 0 ? h : 0` is 0 for NaN: the loss of data that are NaN looks healthy",
    "Let NaN through relu",
    { gates: activation("relu", { value: (x) => x > 0 ? x : 0 }) },
  ),
  netBug(
    "square-w2-not-transposed",
    "dh = dscores·w2 in place of dscores·w2ᵀ, which fits where there are as many hidden units as classes",
    "Multiply the gradient on the scores by w2 transposed",
    {
      gates: otherGradients("affine", ({ dx }, { inputs, upstream }) => {
        const w = inputs.w as Matrix;
        return { dx: isSquare(w) ? product(upstream!.y as Matrix, w) : dx };
      }),
    },
  ),
  netBug(
    "no-shift",
    "e is taken to the scores as they are: NaN where they are large",
    "Subtract the row's maximum before taking e",
    {
      gates: softmaxWith({
        shift: () => 0,
        loss: (p, label) => -Math.log(p[label]),
      }),
    },
  ),
  {
    id: "two_layer_net/upstream-ignored",
    note: "the gradients are those for an upstream gradient of 1",
    advice: "Multiply all gradients by dloss",
    replace: () =>
      otherGradients(
        "two_layer_net",
        (_answer, request) =>
          right("two_layer_net")({
            ...request,
            upstream: { loss: 1 },
          }) as Record<
            string,
            Nested
          >,
      ),
  },
  {
    id: "two_layer_net/upstream-summed",
    note:
      "an upstream gradient for each sample is summed, as broadcasting does where nobody looks",
    advice: "Refuse an upstream gradient on the loss that is not one number",
    replace: () =>
      accepting("two_layer_net", ({ upstream }) => ({
        ...(upstream && {
          upstream: {
            loss: flatten(upstream.loss).reduce((sum, d) => sum + d, 0),
          },
        }),
      })),
  },
  {
    id: "two_layer_net/gradient-averaged-twice",
    note:
      "the sums over the batch are divided by its size, which the loss has done already",
    advice: "Divide by n exactly once, in the gradient on the scores",
    replace: () =>
      netWith({
        gates: otherGradients("softmax_cross_entropy", ({ dscores }) => {
          const n = (dscores as Matrix).length;
          return { dscores: mapNested(dscores, (d) => d / n) };
        }),
      }),
  },
  {
    id: "two_layer_net/accumulates",
    note:
      "gradients are added to those of earlier requests, as PyTorch does without zero_grad",
    advice: "Start each backward pass from zero gradients",
    replace: () => accumulating("two_layer_net", ["dw1", "db1", "dw2", "db2"]),
  },
  {
    id: "two_layer_net/labels-from-the-end",
    note: "label −1 is the last class, as Python counts",
    advice: "Refuse negative labels before they are used as indices",
    replace: () =>
      accepting("two_layer_net", ({ inputs }) => {
        const classes = (inputs.b2 as number[]).length;
        const labels = mapNested(
          inputs.labels,
          (a) => a < 0 && a >= -classes ? a + classes : a,
        );
        return { inputs: { ...inputs, labels } };
      }),
  },
  {
    id: "two_layer_net/one-hot-of-zeros",
    note:
      "a label that is no class becomes a row of zeros, and its loss 0, as by `tf.oneHot` of TensorFlow.js",
    advice: "Check labels before they become one-hot rows",
    replace: () =>
      accepting("two_layer_net", ({ inputs }) => {
        const classes = (inputs.b2 as number[]).length;
        const labels = inputs.labels as number[];
        if (labels.length !== (inputs.x as Matrix).length) return {};
        const kept = (values: Nested) =>
          (values as Nested[]).filter((_, i) =>
            labels[i] >= 0 && labels[i] < classes
          );
        return {
          inputs: { ...inputs, x: kept(inputs.x), labels: kept(labels) },
        };
      }),
  },
];
