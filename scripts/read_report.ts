/**
 * Reads reports that `conform --format json` wrote.
 *
 * @module
 */
import { Ajv } from "ajv";
import type { JsonReport } from "../conformance/reports/json.ts";
import schema from "../conformance/reports/report.schema.json" with {
  type: "json",
};

/** A file is no report; the message is one sentence. */
export class ReportError extends Error {}

/**
 * Reads a report.
 *
 * @param name How the user calls the file.
 * @throws {ReportError} If it cannot be read, or does not follow its schema.
 */
export async function readReport(
  path: string,
  name: string,
): Promise<JsonReport> {
  const text = await Deno.readTextFile(path).catch((error) => {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error.message;
    throw new ReportError(`Cannot read "${name}": ${why}`);
  });
  const wrong = (why: string) =>
    new ReportError(`"${name}" is no report of --format json: ${why}`);
  let report;
  try {
    report = JSON.parse(text);
  } catch (error) {
    throw wrong((error as Error).message);
  }
  const ajv = new Ajv();
  if (!ajv.validate(schema, report)) throw wrong(ajv.errorsText());
  return report;
}
