/**
 * Property: a weighted sum of outputs is compared with what it must be, whatever
 * the outputs themselves are.
 *
 * @module
 */
import type { Term } from "../../fixtures/fixture.ts";
import type { PropertyCase } from "../../fixtures/mod.ts";
import type { Nested } from "../../fixtures/numbers.ts";
import { compareNumbers, compareShape, roundAll } from "../compare.ts";
import { type Kind, refusalFailure } from "./kind.ts";

export const property: Kind<PropertyCase> = {
  requests: ({ requests }) => requests,
  judge: ({ terms, expected }, replies, dtype) => {
    const sum = new Array<number>(expected.low.length).fill(0);
    for (const term of terms) {
      const reply = replies[term.request];
      if (reply.kind !== "outputs") {
        return { failures: [refusalFailure(reply)] };
      }
      const values = select(term, reply.outputs[term.output]);
      const mismatch = compareShape(expected.shape, values);
      if (mismatch) return { failures: [{ output: term.output, mismatch }] };
      roundAll(values!, dtype).forEach((value, i) =>
        sum[i] += term.times * value
      );
    }
    const flushes = terms.reduce((n, { times }) => n + Math.abs(times), 0);
    const { margin, mismatch } = compareNumbers(expected, sum, dtype, flushes);
    const output = showSum(terms, replies.length);
    return { margin, failures: mismatch ? [{ output, mismatch }] : [] };
  },
};

/** The rows of an output that the term names, in its order. */
function select(
  { rows }: Term,
  output: Nested | undefined,
): Nested | undefined {
  if (!rows || !Array.isArray(output)) return output;
  return rows.map((i) => output[i]);
}

/** A sum as a person writes it: `(5·dw2 of request 1 − 3·dw2 of request 2)`. */
function showSum(terms: readonly Term[], requests: number): string {
  const parts = terms.map(({ times, output, request }) => {
    const size = Math.abs(times);
    const factor = size === 1 ? "" : `${size}·`;
    const of = requests === 1 ? "" : ` of request ${request + 1}`;
    return `${times < 0 ? "−" : "+"} ${factor}${output}${of}`;
  });
  return `(${parts.join(" ").replace(/^\+ /, "")})`;
}
