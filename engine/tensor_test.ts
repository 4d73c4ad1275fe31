import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ShapeError } from "./errors.ts";
import { item, type Nested, tensor, toNested } from "./tensor.ts";

describe("tensor", () => {
  it("is the inverse of toNested", () => {
    for (const nested of [7, [1, 2], [[1, 2, 3], [4, 5, 6]], [[[1]], [[2]]]]) {
      assertEquals(toNested(tensor(nested)), nested);
    }
  });

  it("has rows that may be empty", () => {
    assertEquals(tensor([]).shape, [0]);
    assertEquals(tensor([[], []]).shape, [2, 0]);
  });

  it("refuses rows that differ, and what is no number", () => {
    const ragged: Nested[] = [[[1, 2], [3]], [[1], 2], [1, [2]]];
    for (const nested of ragged) {
      assertThrows(() => tensor(nested), ShapeError, "not every row");
    }
    assertThrows(
      () => tensor(["1"] as unknown as Nested),
      ShapeError,
      'an element is not a number but "1"',
    );
  });

  it("gives its one number, if it has just one", () => {
    assertEquals(item(tensor([[3]])), 3);
    assertThrows(() => item(tensor([1, 2])), ShapeError, "that has 2");
  });
});
