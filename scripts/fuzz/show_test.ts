import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { literal } from "./show.ts";

describe("a literal", () => {
  it("holds the numbers that JSON cannot write", () => {
    assertEquals(
      literal([NaN, Infinity, -Infinity, -0]),
      "[NaN, Infinity, -Infinity, -0]",
    );
  });

  it("leaves out what is undefined", () => {
    assertEquals(literal({ a: 1, b: undefined, c: "x" }), '{ a: 1, c: "x" }');
  });

  it("breaks lines where they get long, but not between numbers", () => {
    const row = new Array(20).fill(0.015625);
    const [first, ...lines] = literal({ x: [row, row], y: {} }).split("\n");
    assertEquals(first, "{");
    assertEquals(lines[0], "  x: [");
    assertEquals(lines[1], `    [${row.join(", ")}],`);
    assertEquals(lines.slice(3), ["  ],", "  y: {},", "}"]);
  });

  it("means what it was made of", () => {
    const value = { name: "a", inputs: { x: [[1, -2.5], [0, 1e-7]] }, n: null };
    const text = literal(value).replaceAll(/(\w+):/g, '"$1":');
    assertEquals(JSON.parse(text.replaceAll(/,(\s*[}\]])/g, "$1")), value);
  });
});
