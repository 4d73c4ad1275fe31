/**
 * Mutants of the decay of the rate, and of the update ratio.
 *
 * @module
 */
import { flatten, type Nested } from "../../fixtures/numbers.ts";
import { changed, mapNested, type Mutant, sumOfSquares } from "./mutant.ts";
import { unchecked, withAttributes } from "./wrong_rules.ts";

/** A mutant with another rate for an epoch. */
function decayed(
  name: string,
  note: string,
  advice: string,
  rateOf: (rate: number, decay: number, epoch: number) => number,
): Mutant {
  return {
    id: `learning_rate_decay/${name}`,
    note,
    advice,
    replace: () =>
      changed("learning_rate_decay", (_answer, { attributes }) => {
        const { learning_rate, decay, epoch } = attributes as Record<
          string,
          number
        >;
        return { learning_rate: rateOf(learning_rate, decay, epoch) };
      }),
  };
}

/** A mutant with another ratio. */
function compared(
  name: string,
  note: string,
  advice: string,
  ratioOf: (rate: number, dw: Nested, w: Nested) => number,
): Mutant {
  return {
    id: `update_ratio/${name}`,
    note,
    advice,
    replace: () =>
      changed("update_ratio", (_answer, { inputs: { dw, w }, attributes }) => ({
        ratio: ratioOf(attributes.learning_rate as number, dw, w),
      })),
  };
}

function norm(x: Nested): number {
  return Math.sqrt(sumOfSquares(x));
}

/** The mean of a function of all elements. */
function mean(x: Nested, f: (a: number) => number): number {
  const all = flatten(x);
  return all.reduce((sum, a) => sum + f(a), 0) / all.length;
}

/** The standard deviation of all elements. */
function std(x: Nested): number {
  const centre = mean(x, (a) => a);
  return Math.sqrt(mean(x, (a) => (a - centre) ** 2));
}

/** The largest singular value, by iteration; the norm of a vector. */
function spectralNorm(x: Nested): number {
  const rows = typeof x === "number" || typeof x[0] === "number"
    ? [flatten(x)]
    : x.map((row) => flatten(row));
  let v = rows[0].map((_, j) => 1 + j / 8), size = 0;
  for (let i = 0; i < 500; i++) {
    const u = rows.map((row) => row.reduce((sum, a, j) => sum + a * v[j], 0));
    size = norm(u) / norm(v);
    v = v.map((_, j) => rows.reduce((sum, row, k) => sum + row[j] * u[k], 0));
    if (norm(v) === 0) return 0;
    const length = norm(v);
    v = v.map((a) => a / length);
  }
  return size;
}

/** Mutants of the decay of the rate. */
const decayMutants: readonly Mutant[] = [
  decayed(
    "first-epoch-too",
    "the first epoch runs with a decayed rate already",
    "Raise the decay to epoch − 1",
    (rate, decay, epoch) => rate * decay ** epoch,
  ),
  decayed(
    "once",
    "the rate decays after the first epoch, and never again",
    "Let the rate decay after every epoch",
    (rate, decay, epoch) => epoch > 1 ? rate * decay : rate,
  ),
  decayed(
    "twice",
    "the rate decays at the end of an epoch and at the beginning of the next",
    "Multiply by the decay once between two epochs",
    (rate, decay, epoch) => rate * decay ** (2 * (epoch - 1)),
  ),
  decayed(
    "late",
    "the second epoch runs with the full rate too",
    "Let the second epoch run with rate·decay",
    (rate, decay, epoch) => rate * decay ** Math.max(0, epoch - 2),
  ),
  decayed(
    "linear",
    "the same amount is subtracted after each epoch",
    "Multiply by the decay after each epoch",
    (rate, decay, epoch) => rate * (1 - (1 - decay) * (epoch - 1)),
  ),
  decayed(
    "inverse-time",
    "rate/(1 + decay·(epoch − 1)), the decay of Keras's old optimisers",
    "Multiply by the decay after each epoch",
    (rate, decay, epoch) => rate / (1 + decay * (epoch - 1)),
  ),
  decayed(
    "exponential",
    "rate·e^(−decay·(epoch − 1)): another meaning of decay",
    "Raise the decay itself to epoch − 1",
    (rate, decay, epoch) => rate * Math.exp(-decay * (epoch - 1)),
  ),
  {
    id: "learning_rate_decay/in-place",
    note:
      "the rate that has decayed is kept, and decays again: it depends on how often it is asked for",
    advice: "Compute the rate from its first value and the epoch",
    replace: () => {
      let factor = 1;
      return withAttributes(
        "learning_rate_decay",
        ({ learning_rate, decay, epoch }) => {
          const now = learning_rate * factor;
          factor *= decay ** (epoch - 1);
          return { learning_rate: now };
        },
      );
    },
  },
];

/** Mutants of the update ratio. */
const ratioMutants: readonly Mutant[] = [
  compared(
    "squares",
    "the ratio of the sums of squares, without their roots",
    "Take the roots of the sums of squares",
    (rate, dw, w) => rate ** 2 * sumOfSquares(dw) / sumOfSquares(w),
  ),
  compared(
    "updated-parameter",
    "the norm of the parameter after the update is taken",
    "Take the norm of w before the update",
    (rate, dw, w) =>
      rate * norm(dw) / norm(mapNested(w, (a, d) => a - rate * d, dw)),
  ),
  compared(
    "means",
    "the mean sizes of the elements are compared",
    "Compare Euclidean norms over all elements",
    (rate, dw, w) => rate * mean(dw, Math.abs) / mean(w, Math.abs),
  ),
  compared(
    "plain-means",
    "the means are compared, in which signs cancel",
    "Compare Euclidean norms over all elements",
    (rate, dw, w) => -rate * mean(dw, (a) => a) / mean(w, (a) => a),
  ),
  compared(
    "stds",
    "standard deviations are compared, as in makemore: nearly the same if means are near 0",
    "Do not subtract the means before squaring",
    (rate, dw, w) => rate * std(dw) / std(w),
  ),
  compared(
    "largest",
    "the largest elements are compared",
    "Compare Euclidean norms over all elements",
    (rate, dw, w) =>
      rate * Math.max(...flatten(dw).map(Math.abs)) /
      Math.max(...flatten(w).map(Math.abs)),
  ),
  compared(
    "spectral-norm",
    "norm(w, 2) of a matrix is its largest singular value, as in NumPy",
    "Take the norm over all elements, that of Frobenius",
    (rate, dw, w) => rate * spectralNorm(dw) / spectralNorm(w),
  ),
  compared(
    "rate-missing",
    "the gradient is compared with the parameter, without the rate",
    "Multiply the gradient by the rate",
    (_rate, dw, w) => norm(dw) / norm(w),
  ),
  compared(
    "upside-down",
    "the parameter is compared with its update",
    "Divide the norm of the update by that of the parameter",
    (rate, dw, w) => norm(w) / (rate * norm(dw)),
  ),
  compared(
    "negative",
    "the sign of the update is kept: −η in front of the norm",
    "Take the norm of −η·dw, which is not negative",
    (rate, dw, w) => -rate * norm(dw) / norm(w),
  ),
  compared(
    "epsilon-added",
    "‖w‖ + 1e-8 against a division by 0: wrong in the eighth digit",
    "Divide by the norm itself",
    (rate, dw, w) => rate * norm(dw) / (norm(w) + 1e-8),
  ),
  {
    id: "update_ratio/shapes-unchecked",
    note: "norms of tensors of different shapes are compared",
    advice: "Refuse a gradient of another shape than the parameter",
    replace: () => unchecked("update_ratio", () => true),
  },
];

/** Mutants of the decay of the rate, and of the update ratio. */
export const rateMutants: readonly Mutant[] = [
  ...decayMutants,
  ...ratioMutants,
];
