/**
 * Mutants of the gates that are small nets by themselves: neuron and maxout.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import {
  affine,
  columnSums,
  type Matrix,
  product,
  reshaped,
  transpose,
} from "./matrices.ts";
import {
  accepting,
  type Asked,
  changed,
  mapNested,
  type Mutant,
  otherGradients,
  remembering,
  type Replaced,
} from "./mutant.ts";

/** The gradients of a neuron, from ds. */
function neuronGradients(
  { x, w }: Readonly<Record<string, Nested>>,
  ds: number,
): Record<string, Nested> {
  const along = (y: Nested) => mapNested(y, (a) => a * ds);
  return { dx: along(w), dw: along(x), db: ds };
}

/** What goes into the sigmoid. */
function weightedSum({ x, w, b }: Readonly<Record<string, Nested>>): number {
  const weights = w as number[];
  return (x as number[]).reduce((s, a, i) => s + a * weights[i], b as number);
}

/** Mutants of neuron. */
const neuronMutants: readonly Mutant[] = [
  {
    id: "neuron/upstream-ignored",
    note: "the gradients are those of the output, whatever arrives",
    advice: "Multiply y(1−y) by dy before it goes on to x, w and b",
    replace: () =>
      otherGradients("neuron", ({ y }, { inputs }) => {
        const fired = y as number;
        return neuronGradients(inputs, fired * (1 - fired));
      }),
  },
  {
    id: "neuron/bias-gradient-raw",
    note: "db = dy: the bias's gradient does not pass the sigmoid",
    advice: "db = dy·y(1−y)",
    replace: () =>
      otherGradients("neuron", (_answer, { upstream }) => ({
        db: upstream!.y,
      })),
  },
  {
    id: "neuron/bias-in-the-loop",
    note: "the bias is added once for each input: right for one input only",
    advice: "Add the bias after the loop over the inputs",
    replace: () =>
      changed("neuron", (answer, { inputs, upstream }) => {
        const n = (inputs.x as number[]).length, b = n * (inputs.b as number);
        const y = 1 / (1 + Math.exp(-weightedSum({ ...inputs, b })));
        if (!upstream) return { ...answer, y };
        const ds = (upstream.y as number) * y * (1 - y);
        return { ...answer, y, ...neuronGradients(inputs, ds) };
      }),
  },
  {
    id: "neuron/gradients-not-swapped",
    note: "dx = x·ds and dw = w·ds: each has its own value as gradient",
    advice: "dx = w·ds, dw = x·ds",
    replace: () =>
      otherGradients("neuron", ({ dx, dw }) => ({ dx: dw, dw: dx })),
  },
  {
    id: "neuron/slope-overflows",
    note:
      "the slope is y²·e⁻ˢ: 0·∞ = NaN for a neuron that is driven far down, as in jax-js",
    advice: "Take the slope from the output: y(1−y)",
    replace: () =>
      otherGradients("neuron", ({ y }, { inputs, upstream }) => {
        const slope = (y as number) ** 2 * Math.exp(-weightedSum(inputs));
        return neuronGradients(inputs, slope * (upstream!.y as number));
      }),
  },
  {
    id: "neuron/quotient-of-powers",
    note: "eˢ/(1+eˢ) is ∞/∞ = NaN for a neuron that is driven far up",
    advice: "Use eˢ/(1+eˢ) for negative s only, and 1/(1+e⁻ˢ) for the rest",
    replace: () =>
      changed("neuron", (answer, { inputs }) => {
        const e = Math.exp(weightedSum(inputs));
        return { ...answer, y: e / (1 + e) };
      }),
  },
  {
    id: "neuron/one-input-squeezed",
    note: "the gradients of a neuron with one input are scalars, not vectors",
    advice: "Give dx and dw the shapes of x and w",
    replace: () =>
      otherGradients("neuron", ({ dx, dw }) => {
        const squeezed = (d: Nested) => {
          const [first, ...rest] = d as number[];
          return rest.length > 0 ? d : first;
        };
        return { dx: squeezed(dx), dw: squeezed(dw) };
      }),
  },
  {
    id: "neuron/zip-to-shorter",
    note:
      "inputs without a weight, and weights without an input, are left out: `zip` ends with the shorter",
    advice: "Compare the lengths of x and w, and refuse with category shape",
    replace: () =>
      accepting("neuron", ({ inputs: { x, w, b } }) => {
        const [xs, ws] = [x as number[], w as number[]];
        const n = Math.min(xs.length, ws.length);
        return { inputs: { x: xs.slice(0, n), w: ws.slice(0, n), b } };
      }),
  },
];

interface Maxout {
  readonly x: Matrix;
  readonly w1: Matrix;
  readonly b1: readonly number[];
  readonly w2: Matrix;
  readonly b2: readonly number[];
}

/** The shares of the two pieces in an output: 1 and 0, or 0 and 1, if all is right. */
type Shares = (
  first: Matrix,
  second: Matrix,
) => (i: number, j: number) => readonly [number, number];

const winner = (isFirst: boolean) =>
  isFirst ? [1, 0] as const : [0, 1] as const;

/** The gradients of maxout, routed by these shares. */
function routed(shares: Shares, { inputs, upstream }: Asked) {
  const { x, w1, b1, w2, b2 } = inputs as unknown as Maxout;
  const sharesOf = shares(affine(x, w1, b1), affine(x, w2, b2));
  const [d1, d2] = ([0, 1] as const).map((piece): Matrix =>
    (upstream!.y as Matrix).map((row, i) =>
      row.map((d, j) => d * sharesOf(i, j)[piece])
    )
  );
  const [dx1, dx2] = [product(d1, transpose(w1)), product(d2, transpose(w2))];
  return {
    dx: mapNested(dx1, (a, b) => a + b, dx2),
    dx2,
    dw1: product(transpose(x), d1),
    db1: columnSums(d1),
    dw2: product(transpose(x), d2),
    db2: columnSums(d2),
  };
}

/** Maxout that chooses pieces in its own way, forward and backward. */
function choosing(shares: Shares): Replaced {
  return changed("maxout", (answer, request) => {
    const { x, w1, b1, w2, b2 } = request.inputs as unknown as Maxout;
    const first = affine(x, w1, b1), second = affine(x, w2, b2);
    const sharesOf = shares(first, second);
    const y = first.map((row, i) =>
      row.map((a, j) => sharesOf(i, j)[0] > 0 ? a : second[i][j])
    );
    return request.upstream
      ? { ...answer, ...routed(shares, request), y }
      : { ...answer, y };
  });
}

/** Maxout that compares without the biases; only here they are of interest. */
function comparingProducts(): Replaced {
  return changed("maxout", (answer, request) => {
    const { x, w1, b1, w2, b2 } = request.inputs as unknown as Maxout;
    const first = product(x, w1), second = product(x, w2);
    const y = first.map((row, i) =>
      row.map((a, j) => a >= second[i][j] ? a + b1[j] : second[i][j] + b2[j])
    );
    return { ...answer, y };
  });
}

/** Mutants of maxout. */
const maxoutMutants: readonly Mutant[] = [
  {
    id: "maxout/nan-unless-first",
    note:
      "`if (a > largest)` is false for NaN: only that of the first piece is kept, as in ConvNetJS",
    advice: "Give NaN if any piece is NaN",
    replace: () => choosing((a, b) => (i, j) => winner(!(b[i][j] > a[i][j]))),
  },
  {
    id: "maxout/tie-to-both",
    note: "pieces that are equal get the whole gradient each",
    advice: "Let one of the two comparisons be strict, or halve ties",
    replace: () =>
      otherGradients(
        "maxout",
        (_answer, request) =>
          routed((a, b) => (i, j) => [
            a[i][j] >= b[i][j] ? 1 : 0,
            b[i][j] >= a[i][j] ? 1 : 0,
          ], request),
      ),
  },
  {
    id: "maxout/one-choice-for-a-sample",
    note:
      "the piece that wins the first output of a sample is used for all its outputs",
    advice: "Compare the pieces for each output by itself",
    replace: () => choosing((a, b) => (i) => winner(a[i][0] >= b[i][0])),
  },
  {
    id: "maxout/choice-of-the-first-sample",
    note: "the piece that the first sample chooses is used for the whole batch",
    advice: "Compare the pieces for each sample by itself",
    replace: () => choosing((a, b) => (_i, j) => winner(a[0][j] >= b[0][j])),
  },
  {
    id: "maxout/gradient-of-last-piece",
    note:
      "the second piece's part of dx overwrites that of the first: = in place of +=",
    advice: "Add up what arrives at x by both pieces",
    replace: () =>
      otherGradients("maxout", (_answer, request) => ({
        dx: routed((a, b) => (i, j) => winner(a[i][j] >= b[i][j]), request).dx2,
      })),
  },
  {
    id: "maxout/compares-before-bias",
    note: "the pieces are compared before their biases are added",
    advice: "Add b1 and b2 first, and compare then",
    replace: comparingProducts,
  },
  {
    id: "maxout/bias-gradient-unrouted",
    note: "both biases get the sum of dy, whichever piece has won",
    advice: "Sum only what was routed to the piece",
    replace: () =>
      otherGradients("maxout", (_answer, { upstream }) => {
        const db = columnSums(upstream!.y as Matrix);
        return { db1: db, db2: db };
      }),
  },
  {
    id: "maxout/starts-at-zero",
    note: "the running maximum starts at 0: no output is negative",
    advice: "Start from the first piece, or from −∞",
    replace: () =>
      changed("maxout", (answer) => ({
        ...answer,
        y: mapNested(answer.y, (a) => Math.max(0, a)),
      })),
  },
  {
    id: "maxout/second-piece-unchecked",
    note:
      "w2 and b2 are read as if they had the shapes of w1 and b1, without a look at their own",
    advice: "Check w2 and b2 as well as w1 and b1",
    replace: () =>
      accepting("maxout", ({ inputs }) => ({
        inputs: {
          ...inputs,
          w2: reshaped(inputs.w2, inputs.w1),
          b2: reshaped(inputs.b2, inputs.b1),
        },
      })),
  },
  {
    id: "maxout/stale-choice",
    note:
      "the pieces that won when a shape was first seen get the gradient ever after",
    advice: "Remember the winners of each forward pass anew",
    replace: () => remembering("maxout"),
  },
];

/** Mutants of neuron and maxout. */
export const unitMutants: readonly Mutant[] = [
  ...neuronMutants,
  ...maxoutMutants,
];
