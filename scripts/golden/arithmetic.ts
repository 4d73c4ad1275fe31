/**
 * The gates of two tensors of one shape: add, multiply, max.
 *
 * @module
 */
import type { Arithmetic } from "../oracle/ball.ts";
import type { Formula } from "../oracle/formula.ts";
import { type BallTensor, map } from "../oracle/tensor.ts";
import {
  type CaseSource,
  FULL_WIDTH,
  scattered,
  sixtyFourths,
} from "./source.ts";

export const add: Formula = {
  forward: (m, [x, y]) => map(x, (a, i) => m.add(a, y.data[i])),
  backward: (_m, dz) => [dz, dz],
};

export const multiply: Formula = {
  forward: (m, [x, y]) => map(x, (a, i) => m.multiply(a, y.data[i])),
  backward: (m, dz, [x, y]) => [
    map(dz, (d, i) => m.multiply(y.data[i], d)),
    map(dz, (d, i) => m.multiply(x.data[i], d)),
  ],
};

export const max: Formula = {
  forward: (m, [x, y]) => map(x, (a, i) => m.largest([a, y.data[i]])),
  backward: (m, dz, inputs) => {
    const [toX, nothing] = routed(m, dz, inputs, "x");
    const [rest, toY] = routed(m, dz, inputs, "y");
    return [between(m, rest, toX), between(m, nothing, toY)];
  },
};

/** The gradients on x and y, if ties go to one of them: the larger gets all of dz. */
export function routed(
  m: Arithmetic,
  dz: BallTensor,
  [x, y]: readonly BallTensor[],
  ties: "x" | "y",
): [BallTensor, BallTensor] {
  const goesToX = dz.data.map((_, i) => {
    const order = m.compare(x.data[i], y.data[i]);
    return order === "greater" || (order === "equal" && ties === "x");
  });
  const part = (wanted: boolean) =>
    map(dz, (d, i) => goesToX[i] === wanted ? d : m.exact(0));
  return [part(true), part(false)];
}

/** Everything between two tensors, element by element. */
export function between(
  m: Arithmetic,
  a: BallTensor,
  b: BallTensor,
): BallTensor {
  return map(a, (ball, i) => m.between(ball, b.data[i]));
}

const TWO_SHAPES: CaseSource[] = [
  {
    name: "refuses-other-length",
    why: "refuses vectors of 2 and 3 numbers, which no broadcasting can match",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { x: [1, 2], y: [1, 2, 3] },
  },
  {
    name: "refuses-transposed",
    why: "refuses a 2×3 and a 3×2 matrix, though both hold six numbers",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { x: [[1, 2, 3], [4, 5, 6]], y: [[1, 2], [3, 4], [5, 6]] },
  },
  {
    name: "refuses-reshaped",
    why: "refuses a 2×3 and a 1×6 matrix, though both hold six numbers",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { x: [[1, 2, 3], [4, 5, 6]], y: [[1, 2, 3, 4, 5, 6]] },
  },
  {
    name: "refuses-other-upstream",
    why: "refuses an upstream gradient of another shape than the output",
    flags: ["shape-unchecked"],
    section: "4.1",
    refuses: ["shape"],
    inputs: { x: [1, 2, 3], y: [4, 5, 6] },
    upstream: { z: [1, 2] },
  },
  {
    name: "refuses-transposed-upstream",
    why: "refuses an upstream gradient that has the output's shape transposed",
    flags: ["shape-unchecked"],
    section: "4.1",
    refuses: ["shape"],
    inputs: { x: [[1, 2, 3], [4, 5, 6]], y: [[6, 5, 4], [3, 2, 1]] },
    upstream: { z: [[1, 2], [3, 4], [5, 6]] },
  },
];

export const addCases: CaseSource[] = [
  {
    name: "scalars",
    why: "adds two scalars, and gives both the whole upstream gradient",
    inputs: { x: -2, y: 5 },
    upstream: { z: -4 },
  },
  {
    name: "distributes-gradient",
    why: "distributes the upstream gradient to both inputs, element by element",
    flags: ["upstream-ignored"],
    inputs: {
      x: sixtyFourths(1, -7, 32, 63),
      y: sixtyFourths(-64, 5, 33, 1),
    },
    upstream: { z: sixtyFourths(3, -128, 17, 64) },
  },
  {
    name: "matrix",
    why: "keeps the shape of matrices that are not square",
    flags: ["transposed"],
    inputs: { x: scattered(2, 3, 1), y: scattered(2, 3, 2) },
    upstream: { z: scattered(2, 3, 3) },
  },
  {
    name: "rank-3",
    why: "works on tensors of any rank",
    inputs: {
      x: [[[1, 2], [3, 4]], [[5, 6], [7, 8]]],
      y: [[[8, 7], [6, 5]], [[4, 3], [2, 1.5]]],
    },
    upstream: { z: [[[1, -1], [0.5, 2]], [[0, 3], [-2, 1]]] },
  },
  {
    name: "rounds-once",
    why: "rounds the sum of two numbers with 53 bits each",
    inputs: { x: FULL_WIDTH, y: [0.1, 0.7, 1e-9, 123456.789] },
    upstream: { z: FULL_WIDTH },
  },
  {
    name: "keeps-small-term",
    why: "keeps a small number that is added to a large one, to the last bit",
    inputs: { x: [1024, -(2 ** 30)], y: [2 ** -40, 2 ** -20] },
    upstream: { z: [1, 1 + 2 ** -40] },
  },
  {
    name: "cancels",
    why: "gives exactly 0 for a number and its negative",
    inputs: { x: [0.75, -1.5], y: [-0.75, 1.5] },
    upstream: { z: [1, 1] },
  },
  {
    name: "zero-upstream",
    why: "gives zero gradients for a zero upstream gradient",
    flags: ["upstream-ignored"],
    inputs: { x: [1, 2], y: [3, 4] },
    upstream: { z: [0, 0] },
  },
  {
    name: "one-element",
    why: "works on a vector of one number",
    inputs: { x: [1.5], y: [-0.25] },
    upstream: { z: [2] },
  },
  {
    name: "nan",
    why: "passes NaN on from either input",
    flags: ["nan-swallowed"],
    inputs: { x: [NaN, 1, 1], y: [1, NaN, 2] },
  },
  {
    name: "infinity",
    why: "follows IEEE 754 on infinities: ∞ + 1 = ∞, ∞ − ∞ = NaN",
    flags: ["nan-swallowed"],
    inputs: {
      x: [Infinity, Infinity, -Infinity],
      y: [1, -Infinity, -1],
    },
  },
  {
    name: "leaves-no-trace",
    why: "answers a request as if it had not seen another one before",
    flags: ["stale-cache", "accumulates"],
    section: "2.7",
    after: { inputs: { x: [7, 7], y: [1, 1] }, upstream: { z: [9, 9] } },
    inputs: { x: [1, 2], y: [3, 4] },
    upstream: { z: [0.5, -1] },
  },
  ...TWO_SHAPES,
];

export const multiplyCases: CaseSource[] = [
  {
    name: "scalars",
    why: "multiplies two scalars, and swaps them for the gradients",
    flags: ["gradients-swapped"],
    inputs: { x: 3, y: -4 },
    upstream: { z: 2 },
  },
  {
    name: "swaps-inputs",
    why: "gives each input the other one times the upstream gradient",
    flags: ["gradients-swapped", "upstream-ignored"],
    inputs: {
      x: sixtyFourths(1, -7, 32, 63),
      y: sixtyFourths(-64, 5, 33, 1),
    },
    upstream: { z: sixtyFourths(3, -128, 17, 64) },
  },
  {
    name: "matrix",
    why: "multiplies matrices element by element, not as a matrix product",
    flags: ["transposed"],
    inputs: { x: scattered(3, 3, 4), y: scattered(3, 3, 5) },
    upstream: { z: scattered(3, 3, 6) },
  },
  {
    name: "identity",
    why: "keeps the diagonal of a matrix that is multiplied by the identity",
    flags: ["transposed"],
    inputs: { x: [[1, 2], [3, 4]], y: [[1, 0], [0, 1]] },
    upstream: { z: [[1, -1], [2, 0.5]] },
  },
  {
    name: "scalar-upstream",
    why: "multiplies the gradients of scalars by their upstream gradient of ¼",
    flags: ["upstream-ignored"],
    inputs: { x: -1.5, y: 2 },
    upstream: { z: 0.25 },
  },
  {
    name: "zero-factor",
    why: "gives 0 for a zero factor, whose own gradient is not 0",
    inputs: { x: [0, 2, 0], y: [5, 0, 0] },
    upstream: { z: [1, 1, 1] },
  },
  {
    name: "rounds-once",
    why: "rounds the product of two numbers with 53 bits each",
    inputs: { x: FULL_WIDTH, y: [0.1, 0.7, 1e-9, 123456.789] },
    upstream: { z: FULL_WIDTH },
  },
  {
    name: "keeps-last-bits",
    why: "keeps the last bits of a product of numbers close to 1",
    inputs: { x: [1 + 2 ** -26, 1 - 2 ** -26], y: [1 + 2 ** -26, 1] },
    upstream: { z: [1, 1] },
  },
  {
    name: "signs",
    why: "keeps the signs of all four quadrants",
    flags: ["sign"],
    inputs: { x: [2, -2, 2, -2], y: [3, 3, -3, -3] },
    upstream: { z: [1, 1, 1, 1] },
  },
  {
    name: "negative-upstream",
    why: "keeps the sign of the upstream gradient",
    flags: ["sign", "upstream-ignored"],
    inputs: { x: [2, -2], y: [3, 0.5] },
    upstream: { z: [-1.5, -0.25] },
  },
  {
    name: "itself",
    why: "gives both gradients where x and y are the same numbers",
    inputs: { x: [1.5, -0.75], y: [1.5, -0.75] },
    upstream: { z: [1, 2] },
  },
  {
    name: "rank-3",
    why: "works on tensors of any rank",
    inputs: { x: [[[1, 2, 3]], [[4, 5, 6]]], y: [[[6, 5, 4]], [[3, 2, 1]]] },
    upstream: { z: [[[1, 0, -1]], [[2, 0.5, 1]]] },
  },
  {
    name: "zero-times-infinity",
    why: "follows IEEE 754: 0·∞ = NaN, −1·∞ = −∞",
    flags: ["nan-swallowed"],
    inputs: { x: [0, -1, 2], y: [Infinity, Infinity, -Infinity] },
  },
  {
    name: "zeros-times-nan",
    why:
      "does not take a product with zeros alone for 0: 0·∞ and 0·NaN are NaN",
    flags: ["nan-swallowed"],
    inputs: { x: [0, 0], y: [Infinity, NaN] },
  },
  {
    name: "scalar-zero-times-infinity",
    why: "follows IEEE 754 for scalars, too: 0·∞ = NaN",
    flags: ["nan-swallowed"],
    inputs: { x: 0, y: Infinity },
  },
  {
    name: "nan",
    why: "passes NaN on, even when the other factor is 0",
    flags: ["nan-swallowed"],
    inputs: { x: [NaN, 0], y: [1, NaN] },
  },
  {
    name: "leaves-no-trace",
    why:
      "uses this request's inputs in the backward pass, not an earlier one's",
    flags: ["stale-cache", "accumulates"],
    section: "2.7",
    after: { inputs: { x: [7, 7], y: [9, 9] }, upstream: { z: [5, 5] } },
    inputs: { x: [1, 2], y: [3, 4] },
    upstream: { z: [0.5, -1] },
  },
  {
    name: "repeats",
    why: "gives the same answer when the same request comes twice",
    flags: ["accumulates", "writes-inputs"],
    section: "2.7",
    requests: [
      { inputs: { x: [1, -2], y: [3, 4] }, upstream: { z: [0.5, -1] } },
      { inputs: { x: [1, -2], y: [3, 4] }, upstream: { z: [0.5, -1] } },
    ],
    terms: [
      { request: 0, output: "dx", times: 1 },
      { request: 1, output: "dx", times: -1 },
    ],
  },
  ...TWO_SHAPES,
];

export const maxCases: CaseSource[] = [
  {
    name: "routes-gradient",
    why: "routes the upstream gradient to the larger input alone",
    flags: ["max-routing"],
    inputs: { x: [2, -1, 0.5], y: [1, 3, -0.5] },
    upstream: { z: [4, -2, 0.25] },
  },
  {
    name: "scalars",
    why: "takes the larger of two scalars",
    inputs: { x: 2, y: -1 },
    upstream: { z: 2 },
  },
  {
    name: "negative",
    why: "takes the larger of two negative numbers, not the larger in size",
    flags: ["sign"],
    inputs: { x: [-3, -0.25], y: [-2, -8] },
    upstream: { z: [1, 1] },
  },
  {
    name: "close",
    why: "tells numbers apart that differ by 1/64",
    flags: ["max-routing"],
    inputs: { x: sixtyFourths(64, 63), y: sixtyFourths(63, 64) },
    upstream: { z: [1, 1] },
  },
  {
    name: "matrix",
    why: "decides for each element of a matrix by itself",
    flags: ["max-routing", "transposed"],
    inputs: { x: scattered(2, 4, 7), y: scattered(2, 4, 8) },
    upstream: { z: scattered(2, 4, 9) },
  },
  {
    name: "tie",
    why: "gives a tied input anything from none to all of the gradient",
    flags: ["tie"],
    inputs: { x: [1, -2], y: [1, -2] },
    upstream: { z: [3, -0.5] },
  },
  {
    name: "tie-adds-up",
    why: "splits the gradient of a tie so that both parts add up to it",
    flags: ["tie"],
    requests: [{
      inputs: { x: [1, -2, 0], y: [1, -2, 0] },
      upstream: { z: [3, -0.5, 1] },
    }],
    terms: [
      { request: 0, output: "dx", times: 1 },
      { request: 0, output: "dy", times: 1 },
    ],
    equals: [3, -0.5, 1],
  },
  {
    name: "gradient-goes-once",
    why: "gives out each element's gradient once, whether it is a tie or not",
    flags: ["tie", "max-routing"],
    requests: [{
      inputs: { x: [[1, 2], [-3, 4]], y: [[1, 5], [-3, 0]] },
      upstream: { z: [[2, -1], [0.5, 3]] },
    }],
    terms: [
      { request: 0, output: "dx", times: 1 },
      { request: 0, output: "dy", times: 1 },
    ],
    equals: [[2, -1], [0.5, 3]],
  },
  {
    name: "infinity",
    why: "treats ∞ as the largest number and −∞ as the smallest",
    inputs: { x: [Infinity, -Infinity, 1], y: [1, 1, -Infinity] },
  },
  {
    name: "nan",
    why: "passes NaN on from either side, and never prefers the other number",
    flags: ["nan-swallowed"],
    inputs: { x: [NaN, 1, NaN], y: [1, NaN, NaN] },
  },
  {
    name: "nan-beside-infinity",
    why: "gives NaN for NaN and an infinity, too",
    flags: ["nan-swallowed"],
    inputs: {
      x: [NaN, NaN, Infinity, -Infinity],
      y: [Infinity, -Infinity, NaN, NaN],
    },
  },
  {
    name: "zero-upstream",
    why: "gives zero gradients for a zero upstream gradient",
    flags: ["upstream-ignored"],
    inputs: { x: [1, 2], y: [2, 1] },
    upstream: { z: [0, 0] },
  },
  {
    name: "leaves-no-trace",
    why: "routes by this request's inputs, not by an earlier one's",
    flags: ["stale-cache", "accumulates"],
    section: "2.7",
    after: { inputs: { x: [9, 0], y: [0, 9] }, upstream: { z: [5, 5] } },
    inputs: { x: [0, 9], y: [9, 0] },
    upstream: { z: [0.5, -1] },
  },
  ...TWO_SHAPES,
];
