/**
 * Weighted sums of outputs of several requests.
 *
 * @module
 */
import type { Term } from "../../fixtures/fixture.ts";
import { type Nested, shapeOf } from "../../fixtures/numbers.ts";
import { compareShape, type Mismatch, roundAll } from "../compare.ts";
import type { Dtype } from "../dtypes.ts";
import type { Reply } from "../protocol.ts";

/** A sum of outputs, or what is wrong with the shapes of its terms. */
export interface WeightedSum {
  readonly sum: readonly number[];
  readonly shape: readonly number[];
  readonly mismatch?: Mismatch;
}

/** The sum, element by element. */
export function weightedSum(
  terms: readonly Term[],
  replies: readonly Reply[],
  dtype: Dtype,
): WeightedSum {
  let sum: number[] | undefined, shape: readonly number[] = [];
  for (const { request, output, times, rows } of terms) {
    const reply = replies[request];
    const whole = reply.kind === "outputs" ? reply.outputs[output] : undefined;
    const values = rows && Array.isArray(whole)
      ? rows.map((i): Nested => whole[i] ?? [])
      : whole;
    // The first term says which shape all must have.
    if (!sum) shape = (values !== undefined && shapeOf(values)) || [];
    const mismatch = compareShape(shape, values);
    if (mismatch) return { sum: [], shape, mismatch };
    const numbers = roundAll(values!, dtype).map((value) => times * value);
    sum = sum ? sum.map((value, i) => value + numbers[i]) : numbers;
  }
  return { sum: sum ?? [], shape };
}

/** A sum as a person writes it: `(5·dw2 of request 1 − 3·dw2 of request 2)`. */
export function showTerms(terms: readonly Term[], requests: number): string {
  const parts = terms.map(({ times, output, request }) => {
    const size = Math.abs(times);
    const factor = size === 1 ? "" : `${size}·`;
    const of = requests === 1 ? "" : ` of request ${request + 1}`;
    return `${times < 0 ? "−" : "+"} ${factor}${output}${of}`;
  });
  const text = parts.join(" ").replace(/^\+ /, "");
  return terms.length === 1 ? text : `(${text})`;
}
