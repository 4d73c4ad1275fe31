/**
 * One case as a person wants to see it: why it exists, what the specification says,
 * what is sent, what must come back, and how to replay it.
 *
 * @module
 */
import { bold, cyan, dim } from "@std/fmt/colors";
import type { RequestBody } from "../fixtures/fixture.ts";
import type { Case, Expected, Note } from "../fixtures/mod.ts";
import { encode } from "../fixtures/numbers.ts";
import { kindOf } from "./kinds/mod.ts";
import { showTerms } from "./kinds/terms.ts";

/** How many numbers of a tensor are shown. */
const SHOWN = 12;

/** The case in words; `spec` is the text of SPEC.md. */
export function explain(
  testCase: Case,
  notes: Readonly<Record<string, Note>>,
  spec: string,
): string {
  const { id, operation, why, section, flags, narrowest, kind } = testCase;
  return [
    bold(id),
    `  ${operation} ${why}.`,
    `  A ${kind} case for ${narrowest} engines and wider ones.`,
    "",
    ...flags.flatMap((flag) => {
      const { bug, effect, advice } = notes[flag];
      return [`${cyan("hunts")} ${bug}`, `  ${effect}.`, `  ${advice}.`, ""];
    }),
    `${cyan("SPEC.md")} ${sectionText(spec, section)}`,
    "",
    ...kindOf(testCase).requests(testCase, 0).flatMap((request, i, all) =>
      showRequest(request, all.length > 1 ? `request ${i + 1}` : "request")
    ),
    ...showExpectation(testCase),
    "",
    dim(`replay: deno task conform --filter ${id}`),
    "",
  ].join("\n");
}

/** A section of SPEC.md without its subsections: its heading and text. */
export function sectionText(spec: string, section: string): string {
  const lines = spec.split("\n");
  const start = lines.findIndex((line) =>
    /^#+ /.test(line) &&
    line.replace(/^#+ /, "").startsWith(`${section.replace(/^(\d+)$/, "$1.")} `)
  );
  if (start < 0) return `${section} (there is no such section)`;
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line));
  const text = lines.slice(
    start + 1,
    length < 0 ? undefined : start + 1 + length,
  );
  return [lines[start].replace(/^#+ /, ""), ...text].join("\n").trim();
}

function showRequest(request: RequestBody, title: string): string[] {
  const { inputs, attributes, upstream = {} } = request;
  return [
    cyan(title),
    ...Object.entries(inputs).map(([name, x]) =>
      `  ${name} = ${cut(encode(x))}`
    ),
    ...Object.entries(attributes).map(([name, x]) => `  ${name}: ${cut(x)}`),
    ...Object.entries(upstream).map(([name, x]) =>
      `  upstream ${name} = ${cut(encode(x))}`
    ),
  ];
}

function showExpectation(testCase: Case): string[] {
  switch (testCase.kind) {
    case "refusal":
      return [
        `${cyan("expected")} a refusal with category ${
          testCase.categories.join(" or ")
        }`,
      ];
    case "golden":
      return [
        `${
          cyan("expected")
        }, and the bound in units of the engine's roundoff u`,
        ...Object.entries(testCase.expected).flatMap(([name, expected]) =>
          showExpected(name, expected)
        ),
      ];
    case "property": {
      const sum = showTerms(testCase.terms, testCase.requests.length);
      return [
        `${cyan("expected")} of ${sum}, with the bound in units of u`,
        ...showExpected("sum", testCase.expected),
      ];
    }
    case "statistical":
    case "behavioural":
      return [
        cyan("expected"),
        ...testCase.checks.map(({ statistic, map, terms, low, high }) => {
          const of = showTerms(terms, testCase.requests.length);
          return `  ${statistic} of ${map ? `${map} ` : ""}${of}: from ${
            cut(low)
          } to ${cut(high)}`;
        }),
      ];
  }
}

function showExpected(name: string, expected: Expected): string[] {
  const { shape, low, high, bound } = expected;
  const lines = low.slice(0, SHOWN).map((value, i) => {
    const wanted = Object.is(value, high[i])
      ? `${value}`
      : `${value} … ${high[i]}`;
    return `    ${wanted}  ± ${bound[i]} u`;
  });
  const more = low.length - lines.length;
  return [
    `  ${name} [${shape.join(", ")}]`,
    ...lines,
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
}

function cut(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 400
    ? `${text.slice(0, 400)}… (${text.length} characters)`
    : text;
}
