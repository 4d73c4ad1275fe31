/**
 * Maxout: the larger of two affine functions.
 *
 * @module
 */
import { type Arithmetic, OracleError } from "../oracle/ball.ts";
import type { Formula } from "../oracle/formula.ts";
import { type BallTensor, map, product } from "../oracle/tensor.ts";
import { between, max, routed } from "./arithmetic.ts";
import { affine } from "./products.ts";
import { type CaseSource, scattered } from "./source.ts";

export const maxout: Formula = {
  forward: (m, inputs) => max.forward(m, pieces(m, inputs), {}),
  backward: (m, dy, inputs) => {
    const both = pieces(m, inputs);
    const ties = dy.data.filter((_, i) =>
      m.compare(both[0].data[i], both[1].data[i]) === "equal"
    );
    if (ties.length > 1) {
      throw new OracleError("more than one tie: their shares may be combined");
    }
    const first = onInputs(m, inputs, ...routed(m, dy, both, "x"));
    const second = onInputs(m, inputs, ...routed(m, dy, both, "y"));
    return first.map((gradient, i) => between(m, gradient, second[i]));
  },
};

/** The gradients on x, w1, b1, w2, b2, where d1 and d2 arrive at the pieces. */
function onInputs(
  m: Arithmetic,
  [x, w1, b1, w2, b2]: readonly BallTensor[],
  d1: BallTensor,
  d2: BallTensor,
): BallTensor[] {
  const [dx1, dw1, db1] = affine.backward(m, d1, [x, w1, b1], d1, {});
  const [dx2, dw2, db2] = affine.backward(m, d2, [x, w2, b2], d2, {});
  const dx = map(dx1!, (a, i) => {
    const b = dx2!.data[i];
    const terms = [a, b].flatMap((part) => part.terms ?? [part]);
    return { ...m.either(() => m.add(a, b), () => m.sum(terms)), terms };
  });
  return [dx, dw1!, db1!, dw2!, db2!];
}

function pieces(
  m: Arithmetic,
  [x, w1, b1, w2, b2]: readonly BallTensor[],
): BallTensor[] {
  return [product(m, x, w1, b1), product(m, x, w2, b2)];
}

export const maxoutCases: CaseSource[] = [
  {
    name: "non-square",
    why: "takes the larger affine function for each output by itself",
    flags: ["max-routing", "transposed"],
    inputs: {
      x: scattered(2, 3, 71),
      w1: scattered(3, 4, 72),
      b1: scattered(1, 4, 73)[0],
      w2: scattered(3, 4, 74),
      b2: scattered(1, 4, 75)[0],
    },
    upstream: { y: scattered(2, 4, 76) },
  },
  {
    name: "first-wins",
    why: "gives the second piece no gradient where the first is larger",
    flags: ["max-routing"],
    inputs: {
      x: [[1, 2]],
      w1: [[3], [1]],
      b1: [0.5],
      w2: [[1], [1]],
      b2: [0],
    },
    upstream: { y: [[2]] },
  },
  {
    name: "second-wins",
    why: "gives the first piece no gradient where the second is larger",
    flags: ["max-routing"],
    inputs: {
      x: [[1, 2]],
      w1: [[-3], [1]],
      b1: [0.5],
      w2: [[1], [1]],
      b2: [0],
    },
    upstream: { y: [[2]] },
  },
  {
    name: "outputs-by-themselves",
    why: "lets each output of a sample choose its own piece",
    flags: ["max-routing"],
    inputs: {
      x: [[1, 2]],
      w1: [[3, -1], [1, 0.5]],
      b1: [0, 0.5],
      w2: [[1, 2], [-1, 1]],
      b2: [0.25, 0],
    },
    upstream: { y: [[2, -3]] },
  },
  {
    name: "negative",
    why: "is negative where both pieces are",
    flags: ["max-routing"],
    inputs: {
      x: [[1, -2], [0.5, 1]],
      w1: [[-1], [0.5]],
      b1: [-1],
      w2: [[-0.5], [0.25]],
      b2: [-4],
    },
    upstream: { y: [[1], [2]] },
  },
  {
    name: "is-relu",
    why: "is relu when the second piece is 0",
    inputs: {
      x: [[1], [-1]],
      w1: [[2]],
      b1: [0],
      w2: [[0]],
      b2: [0],
    },
    upstream: { y: [[1], [1]] },
  },
  {
    name: "is-leaky-relu",
    why: "is leaky relu when the second piece is the first, scaled down",
    inputs: {
      x: [[1], [-1]],
      w1: [[1]],
      b1: [0],
      w2: [[0.125]],
      b2: [0],
    },
    upstream: { y: [[1], [1]] },
  },
  {
    name: "bias-decides",
    why: "compares after the biases are added",
    flags: ["bias-missing", "max-routing"],
    inputs: {
      x: [[1, 1]],
      w1: [[1], [1]],
      b1: [-5],
      w2: [[0.5], [0.5]],
      b2: [0.25],
    },
    upstream: { y: [[1]] },
  },
  {
    name: "mixed-batch",
    why: "adds up the weight gradients over the samples that chose the piece",
    flags: ["max-routing", "bias-gradient"],
    inputs: {
      x: [[1], [2], [-1], [-3]],
      w1: [[1]],
      b1: [0],
      w2: [[-2]],
      b2: [0],
    },
    upstream: { y: [[1], [10], [100], [1000]] },
  },
  {
    name: "tie",
    why: "gives a tied piece anything from none to all of the gradient",
    flags: ["tie"],
    inputs: {
      x: [[1, 2]],
      w1: [[1], [0.5]],
      b1: [0],
      w2: [[0], [1]],
      b2: [0],
    },
    upstream: { y: [[3]] },
  },
  {
    name: "tie-adds-up",
    why: "splits the gradient of a tie so that both biases' parts add up to it",
    flags: ["tie"],
    requests: [{
      inputs: {
        x: [[1, 2]],
        w1: [[1], [0.5]],
        b1: [0],
        w2: [[0], [1]],
        b2: [0],
      },
      upstream: { y: [[3]] },
    }],
    terms: [
      { request: 0, output: "db1", times: 1 },
      { request: 0, output: "db2", times: 1 },
    ],
    equals: [3],
  },
  {
    name: "nan",
    why: "passes NaN on from either piece",
    flags: ["nan-swallowed"],
    inputs: {
      x: [[1]],
      w1: [[1, NaN]],
      b1: [0, 0],
      w2: [[NaN, 1]],
      b2: [0, 0],
    },
  },
  {
    name: "nan-in-bias",
    why: "passes a NaN in a bias on to its own output, and to no other",
    flags: ["nan-swallowed"],
    inputs: {
      x: [[1, 2]],
      w1: [[1, 2], [3, 4]],
      b1: [0, 0],
      w2: [[0, 1], [1, 0]],
      b2: [NaN, 0],
    },
  },
  {
    name: "leaves-no-trace",
    why: "uses this request's choice of piece in the backward pass",
    flags: ["stale-cache", "accumulates"],
    section: "2.7",
    after: {
      inputs: { x: [[1]], w1: [[9]], b1: [0], w2: [[1]], b2: [0] },
      upstream: { y: [[9]] },
    },
    inputs: { x: [[1]], w1: [[1]], b1: [0], w2: [[3]], b2: [0] },
    upstream: { y: [[2]] },
  },
  {
    name: "refuses-second-piece",
    why: "refuses pieces with different numbers of outputs",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: {
      x: [[1, 2]],
      w1: [[1, 3], [2, 4]],
      b1: [0, 0],
      w2: [[1, 2, 3], [4, 5, 6]],
      b2: [0, 0, 0],
    },
  },
  {
    name: "refuses-bias-length",
    why: "refuses a second bias of 3 numbers for 2 outputs",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: {
      x: [[1, 2]],
      w1: [[1, 3], [2, 4]],
      b1: [0, 0],
      w2: [[1, 2], [3, 4]],
      b2: [0, 0, 0],
    },
  },
  {
    name: "refuses-inner-sizes",
    why: "refuses a second piece whose weights do not fit the samples",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: {
      x: [[1, 2]],
      w1: [[1], [2]],
      b1: [0],
      w2: [[1], [2], [3]],
      b2: [0],
    },
  },
];
