import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { figure, htmlTable, textTable } from "./figures.ts";

const table = {
  title: "loss",
  rows: [
    { what: "epoch 1", ours: 2.3026, published: 2.302603, interval: [2, 3] },
    { what: "epoch 2", ours: 7, interval: [2, 3] },
    { what: "seconds", ours: 1e-9 },
  ],
} as const;

describe("a table of figures", () => {
  it("says which figures lie where they must", () => {
    assertEquals(textTable(table), [
      "loss",
      "               ours  published  must lie in",
      "  epoch 1   2.30260    2.30260        2 … 3  inside",
      "  epoch 2         7                   2 … 3  OUTSIDE",
      "  seconds  1.000e-9",
    ]);
  });

  it("leaves out columns without anything", () => {
    assertEquals(textTable({ title: "time", rows: [table.rows[2]] }), [
      "time",
      "               ours",
      "  seconds  1.000e-9",
    ]);
  });

  it("marks the rows of the page", () => {
    const html = htmlTable({ title: "a < b", rows: table.rows });
    assertEquals(html.includes("<caption>a &lt; b</caption>"), true);
    assertEquals(html.match(/<tr class="(in|out)side">/g)?.length, 2);
  });

  it("has figures in six digits, and names for those that are none", () => {
    const shown = [0.5, -1.25e-5, 2.5e7, 123456, NaN, -Infinity].map(figure);
    assertEquals(shown, [
      ...["0.500000", "-1.250e-5", "2.500e+7", "123456", "nan", "-inf"],
    ]);
  });
});
