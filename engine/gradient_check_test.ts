import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ShapeError } from "./errors.ts";
import { checkGradient } from "./gradient_check.ts";
import { map } from "./kernels/mod.ts";
import { type Tensor, tensor } from "./tensor.ts";

const sum = (x: Tensor) => x.data.reduce((a, b) => a + b, 0);
const squares = (x: Tensor) => sum(map(x, (a) => a * a));

describe("the gradient check", () => {
  const x = tensor([[1, -2], [3, 0]]);

  it("accepts a right gradient", () => {
    const { maxRelativeError } = checkGradient(
      squares,
      x,
      tensor([[2, -4], [6, 0]]),
    );
    assert(maxRelativeError < 1e-9, `${maxRelativeError}`);
  });

  it("tells which element is wrong, and by how much", () => {
    const half = tensor([[2, -2], [6, 0]]);
    const { maxRelativeError, index, numeric, analytic } = checkGradient(
      squares,
      x,
      half,
      { step: 0.5 }, // at which the differences of squares are exact
    );
    assertEquals(
      { maxRelativeError, index, numeric, analytic },
      { maxRelativeError: 1 / 3, index: 1, numeric: -4, analytic: -2 },
    );
  });

  it("does not take roundings of a gradient of 0 for errors", () => {
    const flat = (x: Tensor) => Math.sin(sum(x)) ** 2 + Math.cos(sum(x)) ** 2;
    const { maxRelativeError } = checkGradient(flat, x, map(x, () => 0));
    assert(maxRelativeError < 0.01, `${maxRelativeError}`);
  });

  it("finds the worst of all errors in NaN", () => {
    const gradients = [[NaN, 3], [3, NaN]].map((values) => tensor(values));
    for (const gradient of gradients) {
      const worst = checkGradient(squares, tensor([1, 2]), gradient);
      assertEquals(worst.maxRelativeError, Infinity);
      assertEquals(worst.analytic, NaN);
    }
  });

  it("does not write to x, and refuses another shape or none", () => {
    const before = structuredClone(x);
    checkGradient(squares, x, x);
    assertEquals(x, before);
    assertThrows(
      () => checkGradient(squares, x, tensor([1])),
      ShapeError,
      "Cannot compare gradients as shapes must be equal",
    );
    const none = tensor([]);
    assertThrows(() => checkGradient(squares, none, none), ShapeError, "[0]");
  });
});
