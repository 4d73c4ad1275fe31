/**
 * Mutants of softmax cross-entropy: exponentials, logarithms, and the digits that
 * are lost by them.
 *
 * @module
 */
import type { Matrix } from "./matrices.ts";
import { changed, mapNested, type Mutant, otherGradients } from "./mutant.ts";
import { meanOf, softmaxWith, towardsLabels } from "./softmax_engine.ts";

const NAME = "softmax_cross_entropy";

/** Mutants of the exponentials and logarithms of softmax cross-entropy. */
export const exponentialMutants: readonly Mutant[] = [
  {
    id: "softmax_cross_entropy/no-shift",
    note: "e is taken to the scores as they are: ∞/∞ at 1000, log 0 at −1000",
    advice: "Subtract the row's maximum before taking e",
    replace: () =>
      softmaxWith({
        shift: () => 0,
        loss: (p, label) => -Math.log(p[label]),
      }),
  },
  {
    id: "softmax_cross_entropy/shift-by-batch",
    note:
      "all rows are shifted by the maximum of the batch: a row that is far below becomes 0/0",
    advice: "Shift each row by its own maximum",
    replace: () =>
      softmaxWith({ shift: (_row, scores) => Math.max(...scores.flat()) }),
  },
  {
    id: "softmax_cross_entropy/maximum-never-reset",
    note:
      "the maximum is that of all rows so far, in this request and in earlier ones: after a score of 1000 all others become 0",
    advice: "Start the search for the maximum anew in each row",
    replace: () => {
      let largest = -Infinity;
      return softmaxWith({
        shift: (row) => {
          const scores = row.filter((s) => !Number.isNaN(s));
          return largest = Math.max(largest, ...scores);
        },
      });
    },
  },
  {
    id: "softmax_cross_entropy/shift-from-zero",
    note:
      "the search for the maximum starts at 0, or at Number.MIN_VALUE, which is positive: negative scores are not shifted",
    advice: "Start the search from the first score, or from −∞",
    replace: () => softmaxWith({ shift: (row) => Math.max(0, ...row) }),
  },
  {
    id: "softmax_cross_entropy/shift-by-mean",
    note:
      "rows are shifted by their mean: a score that towers over the others overflows",
    advice: "Shift by the maximum, so that no exponent is positive",
    replace: () => softmaxWith({ shift: meanOf }),
  },
  {
    id: "softmax_cross_entropy/shift-by-first",
    note:
      "rows are shifted by their first score, with which the search for the maximum started and ended",
    advice: "Compare all scores of the row in the search for its maximum",
    replace: () => softmaxWith({ shift: ([first]) => first }),
  },
  {
    id: "softmax_cross_entropy/log-of-probability",
    note:
      "−log p is infinite for a score gap of 746: good enough for the core only",
    advice: "log Σ e^(s−m) − (s_label − m) needs no probability",
    replace: () => softmaxWith({ loss: (p, label) => -Math.log(p[label]) }),
  },
  {
    id: "softmax_cross_entropy/log-plus-epsilon",
    note: "−log(p + 10⁻⁸) against log 0: no loss is above 18.4",
    advice: "log Σ e^(s−m) − (s_label − m) needs no probability, and no guard",
    replace: () =>
      softmaxWith({ loss: (p, label) => -Math.log(p[label] + 1e-8) }),
  },
  {
    id: "softmax_cross_entropy/probability-clipped",
    note:
      "p is clipped to [10⁻⁷, 1 − 10⁻⁷], as in Keras: no loss is above 16.1, none below 10⁻⁷",
    advice: "log Σ e^(s−m) − (s_label − m) needs no probability, and no guard",
    replace: () =>
      softmaxWith({
        loss: (p, label) =>
          -Math.log(Math.min(1 - 1e-7, Math.max(1e-7, p[label]))),
      }),
  },
  {
    id: "softmax_cross_entropy/log-base-2",
    note: "the loss is in bits: log₂ 10 = 3.32 for ten equal scores",
    advice: "Use the natural logarithm",
    replace: () =>
      changed(NAME, ({ loss, ...rest }) => ({
        ...rest,
        loss: (loss as number) / Math.LN2,
      })),
  },
  {
    id: "softmax_cross_entropy/float32-exp",
    note:
      "e is computed in float32, though the engine says float64, as in the wasm code of jax-js",
    advice: "Look for a float32 exp, such as expf, on the way",
    replace: () => softmaxWith({ exp: (x) => Math.fround(Math.exp(x)) }),
  },
  {
    id: "softmax_cross_entropy/gradient-by-log-sum-exp",
    note:
      "p = e^(s − log Σeˢ) loses digits where scores are near 1000, as in TensorFlow.js: good enough for the core only",
    advice: "Divide the shifted powers by their sum",
    replace: () =>
      otherGradients(NAME, (_answer, { inputs, upstream }) => {
        const labels = inputs.labels as number[];
        const p = (inputs.scores as Matrix).map((row) => {
          const m = Math.max(...row);
          const sum = row.reduce((total, s) => total + Math.exp(s - m), 0);
          return row.map((s) => Math.exp(s - (m + Math.log(sum))));
        });
        const dloss = upstream!.loss as number;
        return {
          dscores: mapNested(towardsLabels(p, labels), (d) => d * dloss),
        };
      }),
  },
  {
    id: "softmax_cross_entropy/nan-left-out",
    note: "samples whose loss is NaN are left out, as by `np.nanmean`",
    advice: "Take the plain mean: one NaN makes the loss NaN",
    replace: () =>
      softmaxWith({
        mean: (losses) => meanOf(losses.filter((a) => !Number.isNaN(a))),
      }),
  },
];
