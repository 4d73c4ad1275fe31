/**
 * Mutants of matmul.
 *
 * @module
 */
import { flatten, type Nested, shapeOf } from "../../fixtures/numbers.ts";
import { isSquare, type Matrix, product } from "./matrices.ts";
import {
  changed,
  mapNested,
  misunderstood,
  type Mutant,
  otherGradients,
  recategorised,
  right,
} from "./mutant.ts";

/** x·y with sums of which each step is rounded to float32. */
function productInSingle(x: Matrix, y: Matrix): number[][] {
  return x.map((row) =>
    y[0].map((_, j) =>
      row.reduce((sum, a, k) => Math.fround(sum + Math.fround(a * y[k][j])), 0)
    )
  );
}

/** x·y with an inner loop that takes eight at a time, and forgets what is left. */
function productByEights(x: Matrix, y: Matrix): number[][] {
  const inner = y.length, whole = inner < 8 ? inner : inner - inner % 8;
  return product(x.map((row) => row.slice(0, whole)), y.slice(0, whole));
}

/** Mutants of matmul. */
export const matmulMutants: readonly Mutant[] = [
  {
    id: "matmul/transposes-only-when-needed",
    note:
      "dx = dz·y where that fits, else dz·yᵀ: wrong for square matrices, whose shapes do not tell",
    advice: "Always transpose: dx = dz·yᵀ, dy = xᵀ·dz",
    replace: () =>
      otherGradients("matmul", (answer, { inputs, upstream }) => {
        const x = inputs.x as Matrix, y = inputs.y as Matrix;
        const dz = upstream!.z as Matrix;
        return {
          dx: isSquare(y) ? product(dz, y) : answer.dx,
          dy: isSquare(x) ? product(x, dz) : answer.dy,
        };
      }),
  },
  {
    id: "matmul/column-major",
    note:
      "y is read column by column, as Fortran stores it: rows and columns pass unharmed",
    advice: "Tensors are in row-major order: check the leading dimension",
    replace: () =>
      misunderstood("matmul", ({ inputs: { x, y } }) => {
        if (shapeOf(y)?.length !== 2) return {};
        const matrix = y as Matrix, k = matrix.length;
        const numbers = flatten(y);
        return {
          inputs: {
            x,
            y: matrix.map((row, i) => row.map((_, j) => numbers[j * k + i])),
          },
        };
      }),
  },
  {
    id: "matmul/by-eights",
    note:
      "an unrolled loop takes eight products at a time and forgets what is left, unless there are fewer than eight",
    advice: "Add a loop for the remainder of the inner size",
    replace: () =>
      changed("matmul", (answer, { inputs: { x, y } }) => ({
        ...answer,
        z: productByEights(x as Matrix, y as Matrix),
      })),
  },
  {
    id: "matmul/float32-sums",
    note:
      "products are summed in float32, though the engine says float64: small integers do not show it",
    advice: "Give the accumulator the format of the tensors",
    replace: () =>
      changed("matmul", (answer, { inputs: { x, y } }) => ({
        ...answer,
        z: productInSingle(x as Matrix, y as Matrix),
      })),
  },
  {
    id: "matmul/zero-skipped",
    note: "zeros of x are skipped, as for sparse matrices: 0·∞ is lost",
    advice: "Multiply zeros too: 0·∞ and 0·NaN are NaN",
    replace: () =>
      changed("matmul", (answer, { inputs }) => {
        const x = inputs.x as Matrix, y = inputs.y as Matrix;
        const z = x.map((row) =>
          y[0].map((_, j) =>
            row.reduce((sum, a, k) => a === 0 ? sum : sum + a * y[k][j], 0)
          )
        );
        return { ...answer, z };
      }),
  },
  {
    id: "matmul/row-squeezed",
    note: "a product of one row comes back as a vector",
    advice: "Keep both axes: the product of [1, k] and [k, m] is [1, m]",
    replace: () =>
      changed("matmul", (answer) => {
        const z = answer.z as Matrix;
        return z.length === 1 ? { ...answer, z: z[0] } : answer;
      }),
  },
  {
    id: "matmul/element-wise",
    note:
      "`*` of NumPy: where both matrices have one shape they are multiplied element by element",
    advice: "Use the matrix product, `@` or `np.matmul`",
    replace: () => ({
      matmul: (request) => {
        const { inputs: { x, y }, upstream } = request;
        if (String(shapeOf(x)) !== String(shapeOf(y))) {
          return right("matmul")(request);
        }
        const times = (a: Nested, b: Nested) =>
          mapNested(a, (p, q) => p * q, b);
        if (!upstream) return { z: times(x, y) };
        const { z: dz } = upstream;
        return { z: times(x, y), dx: times(y, dz), dy: times(x, dz) };
      },
    }),
  },
  {
    id: "matmul/beta-one",
    note:
      "the buffer of the product is used again and not cleared: GEMM with β = 1",
    advice: "Set β to 0, or clear the buffer before the product is added to it",
    replace: () => {
      const buffers = new Map<string, Nested>();
      return changed("matmul", (answer) => {
        const key = String(shapeOf(answer.z)), before = buffers.get(key);
        const z = before
          ? mapNested(answer.z, (a, b) => a + b, before)
          : answer.z;
        buffers.set(key, z);
        return { ...answer, z };
      });
    },
  },
  {
    id: "matmul/shape-as-value",
    note:
      "sizes that do not fit are refused as a value: NumPy raises ValueError for both",
    advice: "Check shapes yourself, and refuse them with category shape",
    replace: () => recategorised("matmul", "shape", "value"),
  },
  {
    id: "matmul/stuck-after-refusal",
    note:
      "a flag that is set by a refusal is never cleared: the next request is refused as well",
    advice: "Forget a refusal as soon as it is sent",
    replace: () => {
      let last: unknown;
      return {
        matmul: (request) => {
          if (last) {
            const refused = last;
            last = undefined;
            return { refused };
          }
          const answer = right("matmul")(request);
          last = answer.refused;
          return answer;
        },
      };
    },
  },
];
