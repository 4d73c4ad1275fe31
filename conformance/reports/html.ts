/**
 * The report as a page.
 *
 * @module
 */
import { toJson } from "./json.ts";
import { page } from "./page/page.ts";
import type { Report } from "./report.ts";

export const html: Report = (run) => {
  const { name, version } = run.engine;
  const label = `${name} ${version}`;
  return page([{ label, report: toJson(run) }], {
    title: `${label} under the Touchstone`,
  });
};
