/**
 * A self-contained page: engines × operations, with every case to look into. It needs
 * no network; the script in it only filters and shows what is there.
 *
 * @module
 */
import { escape } from "@std/html/entities";
import { decode } from "../../../fixtures/numbers.ts";
import type { JsonCase, JsonReport } from "../json.ts";
import { short, showMargin } from "../show_number.ts";
import script from "./page.js" with { type: "text" };
import style from "./page.css" with { type: "text" };

/** An engine on the page. */
export interface Entry {
  /** Its column's head; unique on the page. */
  readonly label: string;
  readonly report: JsonReport;
  /** What is known of cases that fail, by case id: a sentence. */
  readonly findings?: Readonly<Record<string, string>>;
}

/** What the page shows beside the engines. */
export interface PageOptions {
  readonly title?: string;
  /** Engines that could not be asked: why, by label. */
  readonly missing?: Readonly<Record<string, string>>;
  /** Pictures: SVG by title. */
  readonly charts?: Readonly<Record<string, string>>;
}

type OperationRow = JsonReport["operations"][string];

/** The page as HTML. */
export function page(
  entries: readonly Entry[],
  { title = "Touchstone", missing = {}, charts = {} }: PageOptions = {},
): string {
  const { suite } = entries[0].report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<style>
${style}</style>
</head>
<body>
<header>
<h1>${escape(title)}</h1>
<p>Touchstone ${
    escape(suite.version)
  }, ${suite.cases} cases with exact expected values. The margin is the largest error divided by what a correct engine of that number format can be off: up to 1 passes.</p>
<button id="theme" type="button">Light or dark</button>
</header>
<main>
<section aria-labelledby="engines-title">
<h2 id="engines-title">Engines</h2>
${engineTable(entries, missing)}
</section>
<section aria-labelledby="matrix-title">
<h2 id="matrix-title">Operations</h2>
${controls(entries)}
${matrix(entries)}
<p id="nothing" aria-live="polite"></p>
<p class="hint">Each cell shows the largest margin of the cases of an operation, ✓ where only statistics are judged, ✗ with the number of cases that fail, and – where nothing was asked. The small numbers tell how many cases were asked where that is not all. Colours go from <span class="key exact">exact</span> to <span class="key close">close to the bound</span>; <span class="key wrong">✗ fails</span>. Open a cell to see its cases: arrow keys move between cells, Enter opens, Escape closes.</p>
</section>
${
    Object.entries(charts).map(([name, svg]) =>
      `<section class="chart">
<h2>${escape(name)}</h2>
<div class="scroll" role="img" aria-label="${
        escape(`Chart: ${name}; the table of operations has the numbers`)
      }">${svg}</div>
</section>
`
    ).join("")
  }</main>
<dialog id="cases" aria-labelledby="cases-title">
<form method="dialog"><h2 id="cases-title"></h2><button aria-label="Close">×</button></form>
<div id="cases-body"></div>
</dialog>
<script type="application/json" id="data">${dataOf(entries)}</script>
<script>
${script}</script>
</body>
</html>
`;
}

function engineTable(
  entries: readonly Entry[],
  missing: Readonly<Record<string, string>>,
): string {
  const rows = entries.map(({ label, report }) => {
    const { engine, conforms, verdict, summary } = report;
    const troubles = summary.crashed + summary.timed_out + summary.malformed;
    const state = conforms === null ? "none" : conforms ? "good" : "bad";
    return `<tr>
<th scope="row">${escape(label)}</th>
<td>${escape(`${engine.name} ${engine.version}, ${engine.language}`)}</td>
<td>${escape(engine.dtype)}</td>
<td class="${state}">${
      { good: "✓ conforms", bad: "✗ does not", none: "? no verdict" }[state]
    }</td>
<td class="number">${summary.pass}</td>
<td class="number${summary.fail > 0 ? " bad" : ""}">${summary.fail}</td>
<td class="number${troubles > 0 ? " bad" : ""}">${troubles}</td>
<td class="number">${summary.unsupported}</td>
<td class="number">${summary.skipped}</td>
<td>${escape(verdict)}</td>
</tr>`;
  });
  const absent = Object.entries(missing).map(([label, why]) =>
    `<tr>
<th scope="row">${escape(label)}</th>
<td colspan="9">could not be asked: ${escape(why)}</td>
</tr>`
  );
  return `<div class="scroll" tabindex="0" role="group" aria-label="Table of engines">
<table class="engines">
<thead><tr><th scope="col">name</th><th scope="col">engine</th><th scope="col">dtype</th><th scope="col">verdict</th><th scope="col">pass</th><th scope="col">fail</th><th scope="col">crash</th><th scope="col">unsupported</th><th scope="col">skipped</th><th scope="col">in words</th></tr></thead>
<tbody>
${[...rows, ...absent].join("\n")}
</tbody>
</table>
</div>`;
}

function controls(entries: readonly Entry[]): string {
  const profiles = new Set(rowsOf(entries).map(({ profile }) => profile));
  const options = ["all profiles", ...profiles].map((name, i) =>
    `<option value="${i === 0 ? "" : escape(name)}">${escape(name)}</option>`
  );
  const boxes = entries.map(({ label }, i) =>
    `<label><input type="checkbox" data-column="${i}" checked> ${
      escape(label)
    }</label>`
  );
  const modes = {
    margin: "margin",
    ulps: "error in ULP",
    verdict: "passing cases",
  };
  const radios = Object.entries(modes).map(([value, name], i) =>
    `<label><input type="radio" name="mode" value="${value}"${
      i === 0 ? " checked" : ""
    }> ${name}</label>`
  );
  return `<form id="controls">
<label>Find <input id="find" type="search" placeholder="operation"></label>
<select id="profile" aria-label="Profile">${options.join("")}</select>
<label><input id="failing" type="checkbox"> only what fails</label>
<fieldset><legend>Show</legend>${radios.join("")}</fieldset>
<details><summary>Engines</summary>${boxes.join("")}</details>
</form>`;
}

interface Row {
  readonly profile: string;
  readonly operation: string;
}

/** The operations of all reports, in the order of the specification. */
function rowsOf(entries: readonly Entry[]): Row[] {
  const longest = entries.toSorted((a, b) =>
    Object.keys(b.report.operations).length -
    Object.keys(a.report.operations).length
  );
  const rows = new Map(
    longest.flatMap(({ report }) =>
      Object.entries(report.operations).map(([operation, { profile }]) =>
        [operation, { profile, operation }] as const
      )
    ),
  );
  return [...rows.values()];
}

function matrix(entries: readonly Entry[]): string {
  const groups = Map.groupBy(rowsOf(entries), ({ profile }) => profile);
  const head = entries.map(({ label }, i) =>
    `<th scope="col" data-column="${i}"><span>${escape(label)}</span></th>`
  );
  const bodies = Array.from(
    groups,
    ([profile, rows]) =>
      `<tbody data-profile="${escape(profile)}">
<tr class="profile"><th scope="rowgroup" colspan="${entries.length + 1}">${
        escape(profile)
      }</th></tr>
${
        rows.map(({ operation }) =>
          `<tr data-operation="${escape(operation)}"><th scope="row">${
            escape(operation)
          }</th>${
            entries.map((entry, i) => cell(entry, i, operation)).join("")
          }</tr>`
        ).join("\n")
      }
</tbody>`,
  );
  return `<div class="scroll tall" tabindex="0" role="group" aria-label="Table of operations">
<table class="matrix" data-mode="margin">
<thead><tr><th scope="col">operation</th>${head.join("")}</tr></thead>
${bodies.join("\n")}
</table>
</div>`;
}

function cell(
  { label, report: { operations } }: Entry,
  column: number,
  operation: string,
): string {
  const row = operations[operation];
  if (!row) return `<td data-column="${column}" class="absent"></td>`;
  const { pass, unsupported, skipped } = row;
  const all = countAll(row), bad = all - pass - unsupported - skipped;
  const asked = pass + bad;
  const margin = numberOf(row.margin), ulps = numberOf(row.ulps);
  const state = bad > 0 ? "bad" : pass > 0 ? "good" : "none";
  const heat = [
    ...(margin !== undefined ? [`--margin:${Math.min(margin, 1)}`] : []),
    ...(ulps !== undefined ? [`--ulps:${heatOfUlps(ulps).toFixed(3)}`] : []),
  ].join(";");
  const words = state === "none"
    ? unsupported > 0 ? "unsupported" : "skipped"
    : [
      bad > 0
        ? `${bad} of ${asked} cases fail`
        : `all ${asked} cases that were asked pass`,
      ...(margin !== undefined ? [`margin ${showMargin(margin)}`] : []),
      ...(ulps !== undefined ? [`${short(ulps)} ULP`] : []),
      ...(unsupported + skipped > 0
        ? [`${unsupported + skipped} not asked`]
        : []),
    ].join(", ");
  const failing = bad > 0 ? `✗ ${bad}` : undefined;
  const shown = state === "none"
    ? "–"
    : `<span class="margin">${
      failing ?? (margin === undefined ? "✓" : showMargin(margin))
    }</span><span class="ulps">${
      failing ?? (ulps === undefined ? "✓" : short(ulps))
    }</span><span class="verdict">${
      bad > 0 ? "✗ " : ""
    }${pass}/${asked}</span>`;
  return `<td data-column="${column}"><button type="button" tabindex="-1" class="${state}" style="${heat}" title="${
    escape(`${label}: ${words}`)
  }" aria-label="${escape(`${operation}, ${label}: ${words}`)}">${shown}${
    state !== "none" && asked < all ? `<small>${asked} of ${all}</small>` : ""
  }</button></td>`;
}

function countAll(row: OperationRow): number {
  return row.pass + row.fail + row.unsupported + row.skipped + row.crashed +
    row.timed_out + row.malformed + row.fixture_fault;
}

/** From 0 for exact to 1 for half of the digits of a float32 and more. */
function heatOfUlps(ulps: number): number {
  return Math.min(Math.log2(1 + ulps) / 12, 1);
}

function numberOf(encoded: unknown): number | undefined {
  return encoded === undefined ? undefined : decode(encoded) as number;
}

/** What the script looks up: the cases once, and what each engine made of them. */
function dataOf(entries: readonly Entry[]): string {
  const cases = new Map<string, Partial<JsonCase>>();
  const engines = entries.map(({ label, report, findings = {} }) => ({
    label,
    command: report.command,
    conclusions: report.conclusions,
    results: Object.fromEntries(report.cases.map((one) => {
      const { id, profile, operation, kind, why, section, ...result } = one;
      cases.set(id, { profile, operation, kind, why, section });
      const { flags: _, ...rest } = result;
      return [id, { ...rest, finding: findings[id] }];
    })),
  }));
  // "</script>" in a text must not end the element.
  return JSON.stringify({ cases: Object.fromEntries(cases), engines })
    .replaceAll("<", "\\u003c");
}
