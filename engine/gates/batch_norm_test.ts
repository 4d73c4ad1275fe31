import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ShapeError } from "../errors.ts";
import { checkGradient } from "../gradient_check.ts";
import { ComputationalGraph } from "../graph.ts";
import { mt19937 } from "../random.ts";
import { type Tensor, tensor, toNested } from "../tensor.ts";
import { batchNorm } from "./batch_norm.ts";

function assertClose(got: Tensor | undefined, expected: Tensor): void {
  assertEquals(got!.shape, expected.shape);
  expected.data.forEach((value, i) =>
    assertAlmostEquals(got!.data[i], value, 1e-15)
  );
}

describe("batch_norm", () => {
  // Variance 5 and ε 4 make a deviation of 3: x̂ = −1, −⅓, ⅓, 1.
  const x = tensor([[0], [2], [4], [6]]);
  const gamma = tensor([3]), beta = tensor([1]);
  const attributes = { epsilon: 4 };
  const y = batchNorm.forward([x, gamma, beta], attributes);

  it("divides by the root of the biased variance plus ε", () => {
    assertClose(y, tensor([[-2], [0], [2], [4]]));
  });

  it("has the closed-form gradients", () => {
    const dy = tensor([[1], [0], [0], [0]]);
    const [dx, dgamma, dbeta] = batchNorm.backward(
      dy,
      [x, gamma, beta],
      y,
      attributes,
    );
    assertClose(dx, tensor([[1 / 2], [-1 / 3], [-1 / 6], [0]]));
    assertClose(dgamma, tensor([-1]));
    assertClose(dbeta, tensor([1]));
  });

  it("has gradients that fit centred differences, in a graph", () => {
    const random = mt19937(0);
    const normal = (...shape: number[]) => ({
      shape,
      data: random.randn(shape.reduce((a, b) => a * b)),
    });
    const values: Record<string, Tensor> = {
      x: normal(5, 3),
      gamma: normal(3),
      beta: normal(3),
      weights: normal(5, 3),
    };
    const graph = new ComputationalGraph([
      {
        name: "y",
        gate: "batch_norm",
        inputs: ["x", "gamma", "beta"],
        attributes: { epsilon: 1e-5 },
      },
      { name: "weighted", gate: "multiply", inputs: ["y", "weights"] },
    ]);
    const upstream = { shape: [5, 3], data: new Float64Array(15).fill(1) };
    graph.forward(values);
    const gradients = graph.backward(upstream);
    for (const name of ["x", "gamma", "beta"]) {
      const f = (moved: Tensor) =>
        graph.forward({ ...values, [name]: moved })
          .data.reduce((a, b) => a + b);
      const { maxRelativeError } = checkGradient(
        f,
        values[name],
        gradients[name],
      );
      assert(maxRelativeError < 1e-7, `${name}: ${maxRelativeError}`);
    }
  });

  it("survives a mean that is large against the spread", () => {
    const far = { ...x, data: x.data.map((a) => a + 2 ** 40) };
    assertEquals(batchNorm.forward([far, gamma, beta], attributes), y);
  });

  it("gives β and no gradient on x for a batch of one", () => {
    const one = [tensor([[7, 8]]), tensor([2, 3]), tensor([4, 5])];
    const output = batchNorm.forward(one, attributes);
    assertEquals(toNested(output), [[4, 5]]);
    const [dx] = batchNorm.backward(tensor([[1, 2]]), one, output, attributes);
    assertClose(dx, tensor([[0, 0]]));
  });

  it("refuses sizes that do not fit, and an input that is no matrix", () => {
    const refused = (inputs: Tensor[], message: string) =>
      assertThrows(
        () => batchNorm.forward(inputs, attributes),
        ShapeError,
        message,
      );
    refused(
      [x, gamma, tensor([1, 2])],
      'Input "beta" must have one number for each column of "x": shapes are [2] and [4, 1]',
    );
    refused([tensor([1, 2]), gamma, beta], 'Input "x" must be a matrix');
  });
});
