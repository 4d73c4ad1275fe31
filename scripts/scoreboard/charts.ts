/**
 * The pictures of the scoreboard, drawn as SVG by Vega-Lite. Text takes the colour of
 * the page, so that they suit light and dark.
 *
 * @module
 */
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { decode } from "../../fixtures/numbers.ts";
import type { Entry } from "../../conformance/reports/page/page.ts";

/** Functions where engines differ in the last digits. */
const FUNCTIONS = [
  "sigmoid",
  "tanh",
  "elu",
  "softmax_cross_entropy",
  "batch_norm",
  "two_layer_net",
];

const AMBER = "#c98a1b", RED = "#d94a4a";

/** All pictures by title. */
export async function charts(
  entries: readonly Entry[],
): Promise<Record<string, string>> {
  return {
    "How near to the bound: the margin of every case": await draw(
      margins(entries),
    ),
    "Largest error of right values, in units in the last place": await draw(
      errors(entries),
    ),
  };
}

/** A tick for each margin; what is beyond the bound stands at the right edge. */
function margins(entries: readonly Entry[]): TopLevelSpec {
  const values = entries.flatMap(({ label, report }) => {
    const shown = report.cases.flatMap(({ margin }) =>
      margin === undefined ? [] : Number(margin)
    ).map((margin) => Math.min(Math.round(margin * 200) / 200, 1.04));
    return [...new Set(shown)].map((margin) => ({
      label,
      margin,
      outcome: margin > 1 ? "beyond the bound" : "within the bound",
    }));
  });
  return {
    width: 760,
    height: { step: 24 },
    data: { values },
    mark: { type: "tick", thickness: 2, size: 16 },
    encoding: {
      x: {
        field: "margin",
        type: "quantitative",
        title: "error ÷ bound",
        scale: { domain: [0, 1.04], nice: false },
        axis: { values: [0, 0.2, 0.4, 0.6, 0.8, 1] },
      },
      y: {
        field: "label",
        type: "nominal",
        sort: null,
        title: null,
      },
      color: {
        field: "outcome",
        type: "nominal",
        title: null,
        scale: {
          domain: ["within the bound", "beyond the bound"],
          range: [AMBER, RED],
        },
        legend: { orient: "top" },
      },
    },
  };
}

/**
 * A dot for the largest error of each engine in each function, gradients aside; none
 * where a case of the function fails.
 */
function errors(entries: readonly Entry[]): TopLevelSpec {
  const values = entries.flatMap(({ label, report }) =>
    FUNCTIONS.flatMap((operation) => {
      const own = report.cases.filter((one) =>
        one.operation === operation && one.profile !== "accuracy"
      );
      const { fail = 0, crashed = 0 } = report.operations[operation] ?? {};
      const ulps = fail + crashed > 0 ? [] : own
        .flatMap(({ compared = [] }) =>
          compared.flatMap(({ output, ulps }) =>
            ulps === undefined || output.startsWith("d")
              ? []
              : decode(ulps) as number
          )
        );
      return ulps.length === 0
        ? []
        : [{ label, operation, ulps: Math.max(...ulps) }];
    })
  );
  return {
    data: { values },
    facet: {
      field: "operation",
      type: "nominal",
      sort: FUNCTIONS,
      title: null,
    },
    columns: 3,
    spec: {
      width: 230,
      height: { step: 18 },
      mark: { type: "point", filled: true, size: 60, color: AMBER },
      encoding: {
        x: {
          field: "ulps",
          type: "quantitative",
          title: "ULP",
          scale: { type: "symlog", constant: 1 },
          axis: { values: [0, 1, 10, 100, 1000], format: "~g" },
        },
        y: { field: "label", type: "nominal", sort: null, title: null },
      },
    },
  };
}

async function draw(spec: TopLevelSpec): Promise<string> {
  const text = {
    labelColor: "currentColor",
    titleColor: "currentColor",
    labelLimit: 400,
  };
  const { spec: vega } = compile({
    ...spec,
    background: "transparent",
    config: {
      // The page says in words what the picture is.
      aria: false,
      font: "system-ui, sans-serif",
      axis: {
        ...text,
        domainColor: "currentColor",
        tickColor: "currentColor",
        gridColor: "currentColor",
        gridOpacity: 0.15,
      },
      header: text,
      legend: text,
      view: { stroke: null },
    },
  });
  return await new View(parse(vega), { renderer: "none" }).toSVG();
}
