import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  matmul,
  matmulTransposedLeft,
  matmulTransposedRight,
} from "./kernels.ts";
import { mt19937 } from "./random.ts";
import { type Tensor, zeros } from "./tensor.ts";

const random = mt19937(0);

function normal(rows: number, columns: number): Tensor {
  return { shape: [rows, columns], data: random.randn(rows * columns) };
}

function transpose(x: Tensor): Tensor {
  const [n, m] = x.shape, t = zeros([m, n]);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) t.data[j * n + i] = x.data[i * m + j];
  }
  return t;
}

/** The definition: one sum after the other, each in the order of its index. */
function product(x: Tensor, y: Tensor): Tensor {
  const [n, inner] = x.shape, m = y.shape[1], z = zeros([n, m]);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        sum += x.data[i * inner + k] * y.data[k * m + j];
      }
      z.data[i * m + j] = sum;
    }
  }
  return z;
}

describe("the matrix products", () => {
  it("have the bits of sums in the order of their index, at any size", () => {
    for (const n of [0, 1, 2, 5]) {
      for (const inner of [0, 1, 3, 4, 5, 8, 11]) {
        for (const m of [0, 1, 3, 6]) {
          const x = normal(n, inner), y = normal(inner, m);
          const expected = product(x, y);
          assertEquals(matmul(x, y), expected);
          assertEquals(matmulTransposedLeft(transpose(x), y), expected);
          assertEquals(matmulTransposedRight(x, transpose(y)), expected);
        }
      }
    }
  });
});
