/**
 * Property: a weighted sum of outputs is compared with what it must be, whatever
 * the outputs themselves are.
 *
 * @module
 */
import type { PropertyCase } from "../../fixtures/mod.ts";
import { compareNumbers } from "../compare.ts";
import { failuresAmong, type Kind, refusalFailure } from "./kind.ts";
import { showTerms, weightedSum } from "./terms.ts";

export const property: Kind<PropertyCase> = {
  requests: ({ requests }) => requests,
  judge: ({ terms, expected }, replies, dtype) => {
    for (const { request } of terms) {
      const reply = replies[request];
      if (reply.kind !== "outputs") {
        return { failures: [refusalFailure(reply)] };
      }
    }
    const output = showTerms(terms, replies.length);
    const { sum, shape, mismatch } = weightedSum(terms, replies, dtype);
    if (mismatch) return { failures: [{ output, mismatch }] };
    if (String(shape) !== String(expected.shape)) {
      const wrong = {
        kind: "shape" as const,
        expected: expected.shape,
        got: shape,
      };
      return { failures: [{ output, mismatch: wrong }] };
    }
    const flushes = terms.reduce((n, { times }) => n + Math.abs(times), 0);
    // The terms are larger than their sum: its last place says nothing.
    const { ulps: _, ...judged } = compareNumbers(
      expected,
      sum,
      dtype,
      flushes,
    );
    const compared = [{ output, ...judged }];
    return {
      margin: judged.margin,
      compared,
      failures: failuresAmong(compared),
    };
  },
};
