import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { mt19937 } from "../random.ts";
import { type Tensor, zeros } from "../tensor.ts";
import type { Kernels } from "./kernels.ts";
import { copy } from "./loops.ts";
import { plain } from "./plain.ts";
import { simd } from "./simd.ts";

const random = mt19937(0);

/** Normal numbers, and among them some that arithmetic treats in other ways. */
function numbers(shape: readonly number[], special: readonly number[]): Tensor {
  const data = random.randn(shape.reduce((size, extent) => size * extent, 1));
  for (const number of special) {
    if (data.length > 0) data[random.randint(0, data.length, 1)[0]] = number;
  }
  return { shape, data };
}

function transpose(x: Tensor): Tensor {
  const [n, m] = x.shape, t = zeros([m, n]);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) t.data[j * n + i] = x.data[i * m + j];
  }
  return t;
}

/**
 * The definition: one sum after the other, each in the order of its index, from what
 * stands in `start` on.
 */
function product(x: Tensor, y: Tensor, start?: Tensor): Tensor {
  const [n, inner] = x.shape, m = y.shape[1];
  const z = start ? copy(start) : zeros([n, m]);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = z.data[i * m + j];
      for (let k = 0; k < inner; k++) {
        sum += x.data[i * inner + k] * y.data[k * m + j];
      }
      z.data[i * m + j] = sum;
    }
  }
  return z;
}

/** The factors of a product, and both transposed. */
interface Factors {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly xT: Tensor;
  readonly yT: Tensor;
}

const factors = (x: Tensor, y: Tensor): Factors => (
  { x, y, xT: transpose(x), yT: transpose(y) }
);

/** The three products of one pair of factors, added to `start` where it is given. */
function allProducts(
  { matmul, matmulTransposedLeft, matmulTransposedRight }: Kernels,
  { x, y, xT, yT }: Factors,
  start?: Tensor,
): Tensor[] {
  const z = () => start && copy(start), adds = start !== undefined;
  return [
    matmul(x, y, z(), adds),
    matmulTransposedLeft(xT, y, z(), adds),
    matmulTransposedRight(x, yT, z(), adds),
  ];
}

function assertSameBits(actual: Tensor, expected: Tensor): void {
  assertEquals(actual.shape, expected.shape);
  const other = actual.data.findIndex((a, i) =>
    !Object.is(a, expected.data[i])
  );
  assertEquals(actual.data[other], expected.data[other], `at ${other}`);
  assertEquals(other, -1);
}

const SPECIAL = [0, -0, -0, 5e-324, -1e-310, 1e200, -1e200, 1e308];
const ENDLESS = [NaN, Infinity, -Infinity];

describe("the plain products", () => {
  it("have the bits of sums in the order of their index", () => {
    for (const n of [0, 1, 2, 5]) {
      for (const inner of [0, 1, 3, 8, 11]) {
        for (const m of [0, 1, 3, 6]) {
          const x = numbers([n, inner], SPECIAL), y = numbers([inner, m], []);
          const both = factors(x, y);
          for (const start of [undefined, numbers([n, m], SPECIAL)]) {
            for (const z of allProducts(plain, both, start)) {
              assertSameBits(z, product(x, y, start));
            }
          }
        }
      }
    }
  });
});

describe("the SIMD products", () => {
  const kernels = simd()?.kernels;

  it("are there, as every engine that runs these tests has SIMD", () => {
    assert(kernels);
  });

  if (!kernels) return;

  const assertLikePlain = (n: number, inner: number, m: number) => {
    for (const special of [[], SPECIAL, [...SPECIAL, ...ENDLESS]]) {
      const x = numbers([n, inner], special), y = numbers([inner, m], special);
      const both = factors(x, y);
      for (const start of [undefined, numbers([n, m], special)]) {
        const expected = allProducts(plain, both, start);
        allProducts(kernels, both, start).forEach((z, i) =>
          assertSameBits(z, expected[i])
        );
      }
    }
  };

  it("have the bits of the plain ones at any size", () => {
    const extents = [0, 1, 2, 3, 4, 5, 7, 8, 31, 64];
    const draw = () => extents[random.randint(0, extents.length, 1)[0]];
    for (let i = 0; i < 30; i++) assertLikePlain(draw(), draw(), draw());
    for (const extent of extents) assertLikePlain(extent, 61, 53);
    for (const extent of extents) assertLikePlain(61, extent, 53);
    for (const extent of extents) assertLikePlain(61, 53, extent);
  });

  it("have them where panels end within the inner dimension and the rows", () => {
    assertLikePlain(131, 261, 5);
    assertLikePlain(6, 777, 9);
  });

  it("have them where factors or product are cut into blocks", () => {
    for (
      const [n, inner, m] of [[750, 701, 3], [2, 130_001, 1], [3, 2, 130_001]]
    ) {
      const x = numbers([n, inner], []), y = numbers([inner, m], []);
      const both = factors(x, y);
      for (const start of [undefined, numbers([n, m], SPECIAL)]) {
        const expected = product(x, y, start);
        for (const z of allProducts(kernels, both, start)) {
          assertSameBits(z, expected);
        }
      }
    }
  });

  it("write over what stands in the tensor that they are given", () => {
    const x = numbers([20, 30], []), y = numbers([30, 10], []);
    for (const { matmul } of [plain, kernels]) {
      const z = numbers([20, 10], ENDLESS);
      assert(matmul(x, y, z) === z);
      assertSameBits(z, plain.matmul(x, y));
    }
  });
});
