/**
 * Draws pictures as SVG by Vega-Lite, all in one look.
 *
 * @module
 */
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

/** Colours of lines and points: told apart also by those who confuse red and green. */
export const COLOURS = [
  "#3366aa",
  "#ee7733",
  "#229988",
  "#cc3377",
  "#997700",
  "#777777",
];

/** The SVG of a picture. */
export async function draw(spec: TopLevelSpec): Promise<string> {
  const { spec: vega } = compile({
    background: "white",
    padding: 12,
    ...spec,
    config: {
      font: "system-ui, sans-serif",
      axis: {
        labelFontSize: 11,
        labelFlush: false,
        titleFontSize: 12,
        titleFontWeight: "normal",
        gridColor: "#e6e6e6",
        domainColor: "#888",
        tickColor: "#888",
      },
      title: { fontSize: 14, anchor: "start", offset: 12 },
      header: { labelFontSize: 12, titleFontSize: 12 },
      legend: { labelFontSize: 11, titleFontSize: 12, labelLimit: 300 },
      range: { category: COLOURS },
      view: { stroke: null },
      ...spec.config,
    },
  });
  return await new View(parse(vega), { renderer: "none" }).toSVG();
}
