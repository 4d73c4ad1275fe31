import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ShapeError } from "./errors.ts";
import { fitStandardizer, standardize } from "./preprocess.ts";
import { tensor, toNested } from "./tensor.ts";

describe("preprocessing", () => {
  it("centres and scales by the statistics of the training data alone", () => {
    const fitted = fitStandardizer(tensor([[1, 0], [5, 8]]));
    assertEquals(toNested(fitted.mean), [3, 4]);
    assertEquals(toNested(fitted.std), [2, 4]);
    assertEquals(toNested(standardize(tensor([[7, 0]]), fitted)), [[2, -1]]);
  });

  it("gives its training data mean 0 and standard deviation 1", () => {
    const X = tensor([[0], [2], [2], [4], [4], [4], [6], [10]]);
    const again = fitStandardizer(standardize(X, fitStandardizer(X)));
    assertAlmostEquals(again.mean.data[0], 0, 1e-15);
    assertAlmostEquals(again.std.data[0], 1, 1e-15);
  });

  it("makes 0 of a feature that was constant in training, whatever it is later", () => {
    // The mean of ten times 0.1 is not 0.1 in floating point.
    const fitted = fitStandardizer(tensor(Array(10).fill([0.1, 1e300])));
    assertEquals(toNested(fitted.std), [0, 0]);
    const later = tensor([[0.1, 1e300], [5, 0], [NaN, Infinity]]);
    assertEquals(toNested(standardize(later, fitted)), [[0, 0], [0, 0], [
      0,
      0,
    ]]);
  });

  it("does not take a feature that hardly varies for constant", () => {
    const { std } = fitStandardizer(tensor([[1], [1 + 2 ** -50]]));
    assertEquals(std.data[0], 2 ** -51);
  });

  it("refuses data with other features than those of training", () => {
    const fitted = fitStandardizer(tensor([[1, 2]]));
    assertThrows(() => standardize(tensor([[1]]), fitted), ShapeError);
    assertThrows(() => fitStandardizer(tensor([1])), ShapeError);
  });
});
