/**
 * Tables of figures beside the published ones, as text and as HTML.
 *
 * @module
 */
import { escape } from "@std/html/entities";
import { isInside, type Row, type Table } from "./experiment.ts";

const HEAD = ["", "ours", "published", "must lie in", ""];

/** A table as lines of text. */
export function textTable({ title, rows }: Table): string[] {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = shownColumns(cells).map((column) =>
    Math.max(...cells.map((line) => line[column].length))
  );
  const lines = cells.map((line) =>
    shownColumns(cells)
      .map((column, i) =>
        column === 0 || column === 4
          ? line[column].padEnd(widths[i])
          : line[column].padStart(widths[i])
      ).join("  ").trimEnd()
  );
  return [title, ...lines.map((line) => `  ${line}`)];
}

/** A table in HTML. */
export function htmlTable({ title, rows }: Table): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const columns = shownColumns(cells);
  const line = (texts: readonly string[], tag: "td" | "th", name = "") =>
    `<tr${name}>${
      columns.map((i) => `<${tag}>${escape(texts[i])}</${tag}>`).join("")
    }</tr>`;
  const body = rows.map((row) => {
    const inside = isInside(row);
    const name = inside === undefined
      ? ""
      : ` class="${inside ? "inside" : "outside"}"`;
    return line(cellsOf(row), "td", name);
  });
  return `<table><caption>${escape(title)}</caption><thead>${
    line(HEAD, "th")
  }</thead><tbody>${body.join("\n")}</tbody></table>`;
}

/** Without the columns in which no row has anything. */
function shownColumns(cells: readonly (readonly string[])[]): number[] {
  return HEAD.map((_, i) => i).filter((i) =>
    cells.slice(1).some((line) => line[i] !== "")
  );
}

function cellsOf(row: Row): string[] {
  const inside = isInside(row);
  return [
    row.what,
    figure(row.ours),
    row.published === undefined ? "" : figure(row.published),
    row.interval
      ? `${figure(row.interval[0])} … ${figure(row.interval[1])}`
      : "",
    inside === undefined ? "" : inside ? "inside" : "OUTSIDE",
  ];
}

/** A number in six digits, small and large ones with an exponent. */
export function figure(x: number): string {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  if (Number.isInteger(x) && Math.abs(x) < 1e6) return `${x}`;
  const size = Math.abs(x);
  return size < 1e-3 || size >= 1e6 ? x.toExponential(3) : x.toPrecision(6);
}
