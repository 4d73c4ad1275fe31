/**
 * The page of the lecture: every experiment that is done, with its tables, lines and
 * pictures.
 *
 * @module
 */
import { escape } from "@std/html/entities";
import type { Experiment, Outcome } from "./experiment.ts";
import { htmlTable } from "./figures.ts";

/** An experiment that is done. */
export interface Section {
  readonly name: string;
  readonly experiment: Experiment;
  readonly outcome: Outcome;
}

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 1280px; margin: 2rem auto; padding: 0 1rem; color: #222; background: white; }
nav a { margin-right: 1rem; }
h2 { margin-top: 3rem; }
p { max-width: 50rem; }
.tables { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: bold; padding-bottom: 4px; }
th { font-weight: normal; color: #666; }
th, td { padding: 1px 10px 1px 0; text-align: right; }
th:first-child, td:first-child { text-align: left; }
.inside td:last-child { color: #1a7a4c; }
.outside td { color: #b3261e; font-weight: bold; }
figure { margin: 1.5rem 0; overflow-x: auto; }
figcaption { color: #555; font-size: 14px; }
pre { background: #f6f6f6; padding: .7rem; overflow-x: auto; font-size: 13px; }
`;

/** The page; pictures are files beside it. */
export function page(sections: readonly Section[]): string {
  const links = sections.map(({ name, experiment }) =>
    `<a href="#${name}">${escape(experiment.title)}</a>`
  );
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The lecture, live</title><style>${STYLE}</style></head><body>
<h1>The lecture, live</h1>
<p>The experiments of the lecture, by this engine on this machine, beside the published numbers. Where an interval is given, a right engine comes out in it.</p>
<nav>${links.join("\n")}</nav>
${sections.map(section).join("\n")}
</body></html>
`;
}

function section({ name, experiment, outcome }: Section): string {
  const { tables, transcript, pictures } = outcome;
  const figures = pictures.map(({ name, caption }) =>
    `<figure><img src="${name}.svg" alt="${escape(caption)}"><figcaption>${
      escape(caption)
    }</figcaption></figure>`
  );
  return [
    `<h2 id="${name}">${escape(experiment.title)}</h2>`,
    `<p>${escape(experiment.about)}</p>`,
    ...figures,
    transcript ? `<pre>${escape(transcript.join("\n"))}</pre>` : "",
    `<div class="tables">${tables.map(htmlTable).join("\n")}</div>`,
  ].join("\n");
}
