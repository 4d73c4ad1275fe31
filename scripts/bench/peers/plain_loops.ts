/**
 * What the kernels are measured by: their definitions, which are loops as one would
 * write them down, and loops with the functions of `Math`.
 *
 * @module
 */
import { plain } from "../../../engine/kernels/plain.ts";
import { factors, functionInput, PRODUCTS } from "./data.ts";
import { meanSquare, type Prepare, serve } from "./serve.ts";

function product(id: string): () => number {
  const [n, inner, m] = PRODUCTS[id], [x, y] = factors([n, inner, m]);
  const left = { shape: [n, inner], data: x };
  const right = { shape: [inner, m], data: y };
  return () => meanSquare(plain.matmul(left, right).data.subarray(0, m));
}

function elementWise(loop: (x: Float64Array, y: Float64Array) => void) {
  const x = functionInput(), y = new Float64Array(x.length);
  return () => {
    loop(x, y);
    return meanSquare(y.subarray(0, 1000));
  };
}

const workloads: Record<string, Prepare> = {
  ...Object.fromEntries(
    Object.keys(PRODUCTS).map((id) => [id, () => product(id)]),
  ),
  tanh: () =>
    elementWise((x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i]);
    }),
  sigmoid: () =>
    elementWise((x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = 1 / (1 + Math.exp(-x[i]));
    }),
  exp: () =>
    elementWise((x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]);
    }),
};

await serve({ name: "plain TypeScript", dtype: "float64" }, workloads);
