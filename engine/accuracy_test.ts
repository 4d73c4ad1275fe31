import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { accuracy } from "./accuracy.ts";
import { ShapeError, ValueError } from "./errors.ts";
import { tensor } from "./tensor.ts";

describe("accuracy", () => {
  it("is the share of samples whose largest score is that of their label", () => {
    const scores = tensor([[1, 2, 0], [3, 2, 1], [0, 1, 5], [0, 1, 5]]);
    assertEquals(accuracy(scores, [1, 0, 0, 2]), 0.75);
  });

  it("never takes NaN for the largest", () => {
    const rows = [[NaN, 1], [1, NaN], [NaN, NaN], [NaN, -Infinity]];
    assertEquals(rows.map((row) => accuracy(tensor([row]), [0])), [0, 1, 0, 0]);
    assertEquals(rows.map((row) => accuracy(tensor([row]), [1])), [1, 0, 0, 1]);
  });

  it("takes the first of equal scores", () => {
    assertEquals(accuracy(tensor([[1, 2, 2]]), [1]), 1);
    assertEquals(accuracy(tensor([[-Infinity, -Infinity]]), [0]), 1);
  });

  it("refuses a label that is no class", () => {
    for (const label of [-1, 2, 0.5, NaN]) {
      assertThrows(
        () => accuracy(tensor([[1, 2]]), [label]),
        ValueError,
        `The label must be an integer from 0 to 1: it is ${label}`,
      );
    }
  });

  it("refuses another number of labels than rows", () => {
    assertThrows(
      () => accuracy(tensor([[1, 2]]), [0, 1]),
      ShapeError,
      "one label for each row of the scores [1, 2]: there are 2",
    );
  });
});
