import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ShapeError } from "./errors.ts";
import { learningRateAt, updateRatio } from "./learning_rate.ts";
import { tensor } from "./tensor.ts";

describe("the learning rate", () => {
  it("decays after every epoch, so that the first runs with all of it", () => {
    const rates = [1, 2, 3].map((epoch) =>
      learningRateAt(epoch, { learningRate: 1, decay: 0.5 })
    );
    assertEquals(rates, [1, 0.5, 0.25]);
  });

  it("stays as it is without decay", () => {
    assertEquals(learningRateAt(100, { learningRate: 0.1 }), 0.1);
  });
});

describe("the update ratio", () => {
  it("is the length of the step over that of the parameter before it", () => {
    const w = tensor([[2, 4], [4, 0]]), dw = tensor([[0, 3], [0, -4]]);
    assertEquals(updateRatio(w, dw, 0.75), 0.625);
  });

  it("does not depend on the sign of the gradient", () => {
    assertEquals(updateRatio(tensor([-2]), tensor([-4]), 0.25), 0.5);
  });

  it("is not finite for a parameter of zeros", () => {
    assertEquals(updateRatio(tensor([0]), tensor([1]), 1), Infinity);
    assertEquals(updateRatio(tensor([0]), tensor([0]), 1), NaN);
  });

  it("refuses shapes that differ", () => {
    assertThrows(() => updateRatio(tensor([1]), tensor(1), 1), ShapeError);
  });
});
