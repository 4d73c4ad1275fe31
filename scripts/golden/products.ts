/**
 * The gates that multiply matrices: matmul and affine.
 *
 * @module
 */
import type { Formula } from "../oracle/formula.ts";
import { columnSums, product, transpose } from "../oracle/tensor.ts";
import {
  type CaseSource,
  FULL_WIDTH,
  scattered,
  wideRanging,
} from "./source.ts";

export const matmul: Formula = {
  forward: (m, [x, y]) => product(m, x, y),
  backward: (m, dz, [x, y]) => [
    product(m, dz, transpose(y)),
    product(m, transpose(x), dz),
  ],
};

export const affine: Formula = {
  forward: (m, [x, w, b]) => product(m, x, w, b),
  backward: (m, dy, [x, w]) => [
    product(m, dy, transpose(w)),
    product(m, transpose(x), dy),
    columnSums(m, dy),
  ],
};

export const matmulCases: CaseSource[] = [
  {
    name: "non-square",
    why: "multiplies [2, 3] by [3, 4], where every swapped index shows",
    flags: ["transposed", "upstream-ignored"],
    inputs: { x: scattered(2, 3, 11), y: scattered(3, 4, 12) },
    upstream: { z: scattered(2, 4, 13) },
  },
  {
    name: "square",
    why: "does not transpose square matrices, whose shapes would not tell",
    flags: ["transposed"],
    inputs: { x: [[1, 2], [3, 4]], y: [[5, 6], [7, 8]] },
    upstream: { z: [[1, -1], [0.5, 2]] },
  },
  {
    name: "row-times-column",
    why: "gives a 1×1 matrix for a row times a column",
    inputs: { x: [[1, 2, 3]], y: [[4], [5], [6]] },
    upstream: { z: [[-2]] },
  },
  {
    name: "column-times-row",
    why: "gives the outer product for a column times a row",
    flags: ["transposed"],
    inputs: { x: [[1], [2], [3]], y: [[4, 5]] },
    upstream: { z: [[1, 0], [0, 1], [2, -1]] },
  },
  {
    name: "one-by-one",
    why: "multiplies 1×1 matrices",
    inputs: { x: [[3]], y: [[-0.5]] },
    upstream: { z: [[2]] },
  },
  {
    name: "identity",
    why: "leaves a matrix as it is when multiplied by the identity",
    inputs: {
      x: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
      y: scattered(3, 2, 14),
    },
    upstream: { z: scattered(3, 2, 15) },
  },
  {
    name: "zeros",
    why: "gives zeros for a matrix of zeros, and gradients that are not all 0",
    inputs: { x: [[0, 0], [0, 0]], y: [[1, 2], [3, 4]] },
    upstream: { z: [[1, 2], [3, 4]] },
  },
  {
    name: "odd-sizes",
    why: "handles 5×7 times 7×3, sizes at which blocked loops have remainders",
    flags: ["remainder"],
    inputs: { x: scattered(5, 7, 16), y: scattered(7, 3, 17) },
    upstream: { z: scattered(5, 3, 18) },
  },
  {
    name: "nine-inner",
    why: "sums all nine products of an inner size of nine",
    flags: ["remainder"],
    inputs: { x: scattered(3, 9, 19), y: scattered(9, 5, 20) },
    upstream: { z: scattered(3, 5, 21) },
  },
  {
    name: "cancellation",
    why: "keeps the small term between two large ones that cancel",
    inputs: { x: [[64, 0.015625, -64]], y: [[64], [1], [64]] },
    upstream: { z: [[1]] },
  },
  {
    name: "wide-range",
    why: "sums 20 products from 2⁻⁶⁰ to 2⁶⁰, each sum rounded as it likes",
    inputs: { x: wideRanging(3, 20, 26), y: wideRanging(20, 2, 27) },
    upstream: { z: wideRanging(3, 2, 28) },
  },
  {
    name: "full-width",
    why: "multiplies and sums numbers with 53 bits each",
    inputs: { x: [FULL_WIDTH], y: FULL_WIDTH.map((a) => [0.1 - a]) },
    upstream: { z: [[1]] },
  },
  {
    name: "inner-64",
    why: "sums 64 products in any order it likes",
    inputs: { x: scattered(2, 64, 22), y: scattered(64, 2, 23) },
  },
  {
    name: "inner-3072",
    why: "sums 3072 products, a row of pixels of the lecture's images",
    inputs: {
      x: { recipe: "noise", shape: [2, 3072], seed: 1, levels: 128, step: 1 },
      y: {
        recipe: "noise",
        shape: [3072, 2],
        seed: 2,
        levels: 64,
        step: 1 / 64,
      },
    },
  },
  {
    name: "nan",
    why: "lets a NaN reach its whole row of the product, and no other",
    flags: ["nan-swallowed"],
    inputs: { x: [[NaN, 1], [1, 2]], y: [[0, 1], [3, 4]] },
  },
  {
    name: "infinity-times-zero",
    why: "does not skip a zero factor: 0·∞ is NaN",
    flags: ["nan-swallowed"],
    inputs: { x: [[0, 1], [1, 1]], y: [[Infinity], [2]] },
  },
  {
    name: "zeros-times-nan",
    why: "gives NaN for a row of zeros times a column that holds a NaN",
    flags: ["nan-swallowed"],
    inputs: { x: [[0, 0], [1, 0]], y: [[NaN, 1], [2, 3]] },
  },
  {
    name: "leaves-no-trace",
    why: "uses this request's matrices in the backward pass",
    flags: ["stale-cache", "accumulates"],
    section: "2.7",
    after: {
      inputs: { x: [[9, 9], [9, 9]], y: [[9, 9], [9, 9]] },
      upstream: { z: [[9, 9], [9, 9]] },
    },
    inputs: { x: [[1, 2], [3, 4]], y: [[0.5, -1], [2, 1]] },
    upstream: { z: [[1, 0], [0, 1]] },
  },
  {
    name: "after-refusal",
    why: "answers a request that comes after one that it had to refuse",
    flags: ["stale-cache"],
    section: "2.6",
    after: {
      inputs: { x: [[1, 2, 3]], y: [[4, 5, 6]] },
      upstream: { z: [[1, 2, 3]] },
    },
    inputs: { x: [[1, 2], [3, 4]], y: [[0.5, -1], [2, 1]] },
    upstream: { z: [[1, 0], [0, 1]] },
  },
  {
    name: "splits-by-rows",
    why: "gives each row of the product from its own row of x alone",
    requests: [
      { inputs: { x: scattered(4, 3, 24), y: scattered(3, 2, 25) } },
      { inputs: { x: scattered(4, 3, 24).slice(2), y: scattered(3, 2, 25) } },
    ],
    terms: [
      { request: 0, output: "z", times: 1, rows: [2, 3] },
      { request: 1, output: "z", times: -1 },
    ],
  },
  {
    name: "refuses-inner-sizes",
    why: "refuses [2, 3] times [2, 3], whose inner sizes differ",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { x: [[1, 2, 3], [4, 5, 6]], y: [[1, 2, 3], [4, 5, 6]] },
  },
  {
    name: "refuses-other-upstream",
    why: "refuses an upstream gradient that has the product's size transposed",
    flags: ["shape-unchecked"],
    section: "4.1",
    refuses: ["shape"],
    inputs: { x: [[1, 2], [3, 4]], y: [[1, 2, 3], [4, 5, 6]] },
    upstream: { z: [[1, 2], [3, 4], [5, 6]] },
  },
];

export const affineCases: CaseSource[] = [
  {
    name: "non-square",
    why: "computes x·w + b of [2, 3], [3, 4] and [4] with all three gradients",
    flags: ["transposed", "bias-gradient"],
    inputs: {
      x: scattered(2, 3, 31),
      w: scattered(3, 4, 32),
      b: scattered(1, 4, 33)[0],
    },
    upstream: { y: scattered(2, 4, 34) },
  },
  {
    name: "bias-on-every-row",
    why: "adds the same bias to every row",
    flags: ["bias-missing"],
    inputs: { x: [[0, 0], [0, 0], [0, 0]], w: [[1, 2], [3, 4]], b: [5, -6] },
    upstream: { y: [[1, 1], [1, 1], [1, 1]] },
  },
  {
    name: "bias-gradient",
    why: "sums the bias gradient over the batch, without dividing by its size",
    flags: ["bias-gradient"],
    inputs: { x: [[1], [2], [3], [4]], w: [[1]], b: [0] },
    upstream: { y: [[1], [2], [4], [8]] },
  },
  {
    name: "square",
    why: "does not transpose where batch, inputs and outputs are of one size",
    flags: ["transposed", "bias-gradient"],
    inputs: { x: [[1, 2], [3, 4]], w: [[5, 6], [7, 8]], b: [0.5, -0.5] },
    upstream: { y: [[1, -1], [0.5, 2]] },
  },
  {
    name: "square-batch",
    why: "tells samples from outputs where there are three of each",
    flags: ["bias-gradient", "bias-missing"],
    inputs: {
      x: scattered(3, 2, 46),
      w: scattered(2, 3, 47),
      b: [0.5, -1, 2],
    },
    upstream: { y: scattered(3, 3, 48) },
  },
  {
    name: "batch-of-one",
    why: "works on a batch of one sample",
    inputs: {
      x: scattered(1, 3, 35),
      w: scattered(3, 2, 36),
      b: [0.25, -0.5],
    },
    upstream: { y: [[1, -2]] },
  },
  {
    name: "one-output",
    why: "works with a single output",
    inputs: { x: scattered(3, 2, 37), w: [[0.5], [-1]], b: [0.25] },
    upstream: { y: [[1], [-1], [2]] },
  },
  {
    name: "one-input",
    why: "works with a single input",
    inputs: { x: [[2], [-1]], w: [[0.5, -1, 2]], b: [0, 1, 2] },
    upstream: { y: [[1, 2, 3], [4, 5, 6]] },
  },
  {
    name: "odd-sizes",
    why: "handles sizes at which blocked loops have remainders",
    flags: ["remainder"],
    inputs: {
      x: scattered(5, 7, 38),
      w: scattered(7, 3, 39),
      b: scattered(1, 3, 40)[0],
    },
    upstream: { y: scattered(5, 3, 41) },
  },
  {
    name: "wide-range",
    why: "sums products and bias of very different sizes in any order",
    flags: ["bias-missing"],
    inputs: {
      x: wideRanging(4, 9, 42),
      w: wideRanging(9, 3, 43),
      b: wideRanging(1, 3, 44)[0],
    },
    upstream: { y: wideRanging(4, 3, 45) },
  },
  {
    name: "zero-weights",
    why: "gives the bias for zero weights, whose gradient is not 0",
    inputs: { x: [[1, 2], [3, 4]], w: [[0, 0], [0, 0]], b: [1, -1] },
    upstream: { y: [[1, 0], [0, 1]] },
  },
  {
    name: "nan-in-bias",
    why: "lets a NaN in the bias reach its own column, and no other",
    flags: ["nan-swallowed"],
    inputs: { x: [[1, 2], [3, 4]], w: [[1, 2], [3, 4]], b: [NaN, 1] },
  },
  {
    name: "leaves-no-trace",
    why: "keeps no gradient of an earlier request",
    flags: ["stale-cache", "accumulates"],
    section: "2.7",
    after: {
      inputs: { x: [[9, 9], [9, 9]], w: [[9, 9], [9, 9]], b: [9, 9] },
      upstream: { y: [[9, 9], [9, 9]] },
    },
    inputs: { x: [[1, 2], [3, 4]], w: [[0.5, -1], [2, 1]], b: [1, 2] },
    upstream: { y: [[1, 0], [0, 1]] },
  },
  {
    name: "refuses-inner-sizes",
    why: "refuses samples of 3 numbers for weights of 2 rows",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { x: [[1, 2, 3]], w: [[1, 2], [3, 4]], b: [1, 2] },
  },
  {
    name: "refuses-fewer-features",
    why: "refuses samples of 2 numbers for weights of 3 rows",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: {
      x: [[1, 2], [3, 4], [5, 6]],
      w: [[1, 2], [3, 4], [5, 6]],
      b: [1, 2],
    },
  },
  {
    name: "refuses-bias-length",
    why: "refuses a bias of 3 numbers for 2 outputs",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { x: [[1, 2]], w: [[1, 2], [3, 4]], b: [1, 2, 3] },
  },
  {
    name: "refuses-short-bias",
    why: "refuses a bias of 2 numbers for 3 outputs",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { x: [[1, 2]], w: [[1, 2, 3], [4, 5, 6]], b: [1, 2] },
  },
  {
    name: "refuses-other-upstream",
    why: "refuses an upstream gradient that has the output's size transposed",
    flags: ["shape-unchecked"],
    section: "4.1",
    refuses: ["shape"],
    inputs: { x: [[1, 2], [3, 4]], w: [[1, 2, 3], [4, 5, 6]], b: [1, 2, 3] },
    upstream: { y: [[1, 2], [3, 4], [5, 6]] },
  },
];
