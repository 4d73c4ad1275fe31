/**
 * The kernels in plain TypeScript: the definition that the SIMD kernels must match
 * bit by bit, and what runs where there is no SIMD, or too little work for it.
 *
 * @module
 */
import { type Tensor, zeros } from "../tensor.ts";
import { exp, sigmoid, tanh } from "./elementary.ts";
import type { ElementWise, Kernels, Product } from "./kernels.ts";
import { loops } from "./plain_loops.ts";
import { twist } from "./plain_twister.ts";
import { softmaxBy } from "./softmax.ts";

const matmul: Product = (x, y, z, adds = false) => {
  const [n, inner] = x.shape, m = y.shape[1], start = startOf([n, m], adds, z);
  return addProducts(x, y, start, { n, inner, m, row: inner, k: 1 });
};

const matmulTransposedLeft: Product = (x, y, z, adds = false) => {
  const [inner, n] = x.shape, m = y.shape[1], start = startOf([n, m], adds, z);
  return addProducts(x, y, start, { n, inner, m, row: 1, k: n });
};

/** z as every sum finds it: of zeros, unless the product adds to it. */
function startOf(
  shape: readonly number[],
  adds: boolean,
  z = zeros(shape),
): Tensor {
  if (!adds) z.data.fill(0);
  return z;
}

/** Where element (i, k) of the left factor stands: at i·row + k·k. */
interface Extents {
  readonly n: number;
  readonly inner: number;
  readonly m: number;
  readonly row: number;
  readonly k: number;
}

/**
 * Adds row k of y, times x(i, k), to row i of z. Each element of z still gets its
 * terms in the order of k, and the rows of y are read as they lie in memory.
 */
function addProducts(
  x: Tensor,
  y: Tensor,
  z: Tensor,
  { n, inner, m, row, k: step }: Extents,
): Tensor {
  const a = x.data, b = y.data, sums = z.data;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < inner; k++) {
      const factor = a[i * row + k * step];
      for (let j = 0; j < m; j++) sums[i * m + j] += factor * b[k * m + j];
    }
  }
  return z;
}

const matmulTransposedRight: Product = (x, y, z, adds = false) => {
  const [n, inner] = x.shape, m = y.shape[0];
  const product = startOf([n, m], adds, z), a = x.data, b = y.data;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = product.data[i * m + j];
      for (let k = 0; k < inner; k++) {
        sum += a[i * inner + k] * b[j * inner + k];
      }
      product.data[i * m + j] = sum;
    }
  }
  return product;
};

function elementWise(f: (x: number) => number): ElementWise {
  return (x, y) => {
    for (let i = 0; i < x.length; i++) y[i] = f(x[i]);
  };
}

/** The kernels in plain TypeScript. */
export const plain: Kernels = {
  matmul,
  matmulTransposedLeft,
  matmulTransposedRight,
  exp: elementWise(exp),
  tanh: elementWise(tanh),
  sigmoid: elementWise(sigmoid),
  relu: (x, y) => {
    for (let i = 0; i < x.length; i++) y[i] = Math.max(0, x[i]);
  },
  ...loops,
  softmax: softmaxBy(elementWise(exp)),
  twist,
  withRoom: (work) => work(zeros),
};
