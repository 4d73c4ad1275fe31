/**
 * Mutants of affine.
 *
 * @module
 */
import { flatten, type Nested, shapeOf } from "../../fixtures/numbers.ts";
import {
  columnSums,
  isSquare,
  type Matrix,
  reshaped,
  rowsOf,
  transpose,
} from "./matrices.ts";
import {
  accepting,
  accumulating,
  type Asked,
  changed,
  mapNested,
  mapRecord,
  type Mutant,
  otherGradients,
  remembering,
  right,
} from "./mutant.ts";

/** The weights as `torch.nn.Linear` has them, where their shape does not tell. */
function outputsFirst(w: Nested): Nested {
  return isSquare(w as Matrix) ? transpose(w as Matrix) : w;
}

/** Mutants of affine. */
export const affineMutants: readonly Mutant[] = [
  {
    id: "affine/sign-of-weight-gradient",
    note: "dw has lost its sign: the weights climb the loss",
    advice: "dw = xᵀ·dy, without a minus: the update subtracts",
    replace: () =>
      otherGradients("affine", ({ dw }) => ({ dw: mapNested(dw, (d) => -d) })),
  },
  {
    id: "affine/bias-on-columns",
    note:
      "the bias is added to the columns where there are as many samples as outputs: shapes tell in no other case",
    advice: "Add b along the last axis, to every row",
    replace: () =>
      changed("affine", (answer, { inputs }) => {
        const y = answer.y as Matrix, b = inputs.b as number[];
        if (!isSquare(y)) return answer;
        const moved = y.map((row, i) => row.map((a, j) => a - b[j] + b[i]));
        return { ...answer, y: moved };
      }),
  },
  {
    id: "affine/weights-outputs-first",
    note:
      "weights [m, d] are expected, as in torch.nn.Linear: square ones are taken transposed, forward and backward alike",
    advice: "Weights are [d, m] and multiply samples from the right: x·w",
    replace: () => ({
      affine: (request) => {
        const { x, w, b } = request.inputs;
        if (shapeOf(w)?.length !== 2) return right("affine")(request);
        const { dw, ...rest } = right("affine")({
          ...request,
          inputs: { x, w: outputsFirst(w), b },
        }) as Record<string, Nested>;
        return dw === undefined ? rest : { ...rest, dw: outputsFirst(dw) };
      },
    }),
  },
  {
    id: "affine/bias-gradient-averaged",
    note: "db is the mean of dy over the batch: right for one sample only",
    advice: "Sum dy over the rows: the mean, if any, was taken by the loss",
    replace: () =>
      otherGradients("affine", ({ db }, { inputs }) => {
        const n = (inputs.x as Matrix).length;
        return { db: mapNested(db, (d) => d / n) };
      }),
  },
  {
    id: "affine/parameter-gradients-averaged",
    note:
      "dw and db are divided by the batch size, which the loss has done already: right for one sample only",
    advice: "Do not divide by n in a gate: the mean belongs to the loss",
    replace: () =>
      otherGradients("affine", ({ dx: _, dw, db }, { inputs }) => {
        const n = (inputs.x as Matrix).length;
        return mapRecord({ dw, db }, (d) => mapNested(d, (a) => a / n));
      }),
  },
  {
    id: "affine/bias-gradient-of-last-row",
    note: "db = dy[i] in a loop over the samples, in place of db += dy[i]",
    advice: "Add the rows of dy up",
    replace: () =>
      otherGradients("affine", (_answer, { upstream }) => ({
        db: (upstream!.y as Matrix).at(-1)!,
      })),
  },
  {
    id: "affine/bias-gradient-along-rows",
    note:
      "dy is summed over the outputs where that gives a vector of the right length: batch and outputs are of one size",
    advice: "Sum over the batch, axis 0",
    replace: () =>
      otherGradients("affine", ({ db }, { upstream }) => {
        const dy = upstream!.y as Matrix;
        return { db: isSquare(dy) ? columnSums(transpose(dy)) : db };
      }),
  },
  {
    id: "affine/one-output-squeezed",
    note: "a single output comes back as a vector of samples",
    advice: "Keep both axes: y is [n, 1], not [n]",
    replace: () =>
      changed("affine", (answer) => {
        const y = answer.y as Matrix;
        return y[0].length === 1 ? { ...answer, y: y.flat() } : answer;
      }),
  },
  {
    id: "affine/accumulates",
    note:
      "dw and db are added to those of earlier requests, as PyTorch does without zero_grad",
    advice: "Start each backward pass from zero gradients",
    replace: () => accumulating("affine", ["dw", "db"]),
  },
  {
    id: "affine/stale-input",
    note:
      "the backward pass uses the first input of a shape that was ever remembered",
    advice: "Fill the cache in every forward pass",
    replace: () => remembering("affine"),
  },
  {
    id: "affine/bias-cycled",
    note: "a bias of another length is cut, or used from its start again",
    advice: "Refuse a bias that has not one number for each output",
    replace: () =>
      accepting("affine", ({ inputs: { x, w, b } }) => ({
        inputs: { x, w, b: reshaped(b, (w as Matrix)[0]) },
      })),
  },
  {
    id: "affine/flat-weights",
    note:
      "x is taken as numbers in rows of as many as w needs: sizes that do not fit are not noticed",
    advice: "Compare the columns of x with the rows of w before the product",
    replace: () =>
      accepting("affine", (request: Asked) => {
        const { x, w, b } = request.inputs, d = (w as Matrix).length;
        const numbers = flatten(x);
        const whole = numbers.length - numbers.length % d;
        return { inputs: { x: rowsOf(numbers.slice(0, whole), d), w, b } };
      }),
  },
];
