/**
 * The table of report formats. Adding one is one file here and one line.
 *
 * @module
 */
import { json } from "./json.ts";
import { pretty } from "./pretty.ts";
import type { Report } from "./report.ts";

export type { Report, Run } from "./report.ts";

/** All formats by name. */
export const reports = { pretty, json } satisfies Record<string, Report>;

/** The name of a format. */
export type Format = keyof typeof reports;
