/**
 * Says in words what is wrong with an answer.
 *
 * @module
 */
import type { Failure } from "../kinds/mod.ts";
import type { CaseResult } from "../runner.ts";
import { short } from "./show_number.ts";

/** Everything that is wrong in a case, one line each. */
export function whatIsWrong({ failures, reason }: CaseResult): string[] {
  return [...failures.map(failureText), ...(reason ? [reason] : [])];
}

/** One line that says what is wrong. */
export function failureText(failure: Failure): string {
  if ("message" in failure) return failure.message;
  const { output, mismatch } = failure;
  switch (mismatch.kind) {
    case "missing":
      return `${output} is missing from the answer`;
    case "shape":
      return mismatch.got
        ? `${output} must have the shape [${
          mismatch.expected.join(", ")
        }], and has [${mismatch.got.join(", ")}]`
        : `${output} must have the shape [${
          mismatch.expected.join(", ")
        }], and its rows differ in shape`;
    case "values": {
      const { worst: { index, low, high, got }, times, wrong, size } = mismatch;
      const where = index.length > 0
        ? `${output}[${index.join("][")}]`
        : output;
      const wanted = Object.is(low, high) || low === high
        ? `${low}`
        : `anything from ${low} to ${high}`;
      const share = size === 1
        ? ""
        : `; ${wrong} of ${size} elements are wrong`;
      return `${where}: expected ${wanted}, got ${got}${
        timesText(times)
      }${share}`;
    }
  }
}

function timesText(times: number): string {
  if (!Number.isFinite(times)) return ", which is beyond any bound";
  return `, ${short(times)} times the bound`;
}

/** The text without characters that XML and YAML have no way to write. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g;
  return text.toWellFormed().replaceAll(control, "\ufffd");
}
