/**
 * The table of report formats. Adding one is one file here and one line.
 *
 * @module
 */
import { badge } from "./badge.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { pretty } from "./pretty.ts";
import type { Report } from "./report.ts";
import { tap } from "./tap.ts";

export type { Report, Run } from "./report.ts";

/** All formats by name. */
export const reports = {
  pretty,
  json,
  junit,
  tap,
  html,
  badge,
} satisfies Record<
  string,
  Report
>;

/** The name of a format. */
export type Format = keyof typeof reports;
