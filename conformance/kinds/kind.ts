/**
 * What a kind of case is: the requests that it makes and the judgement of the
 * answers.
 *
 * @module
 */
import type { RequestBody } from "../../fixtures/fixture.ts";
import type { Comparison, Mismatch } from "../compare.ts";
import type { Dtype } from "../dtypes.ts";
import type { Reply } from "../protocol.ts";

/** What is wrong with an answer. */
export type Failure =
  /** An output differs from what is right. */
  | { readonly output: string; readonly mismatch: Mismatch }
  /** The answer is of the wrong kind; the message says so. */
  | { readonly message: string };

/** An output, or a statistic of some, beside what it should be. */
export interface Compared extends Comparison {
  readonly output: string;
}

/** The judgement of a case. */
export interface Judgement {
  /** The largest error in units of its bound, where numbers have bounds. */
  readonly margin?: number;
  /** All that was compared. */
  readonly compared?: readonly Compared[];
  /** Empty where the case passes. */
  readonly failures: readonly Failure[];
}

/** A kind of case. */
export interface Kind<C> {
  /** How many draws may fail before the case does; one where chance plays no part. */
  readonly draws?: number;
  /**
   * What the engine is sent, in this order.
   *
   * @param seed Where chance plays a part, another one asks for other numbers.
   */
  requests(testCase: C, seed: number): readonly RequestBody[];
  /** The judgement of what it replied, one reply for each request. */
  judge(testCase: C, replies: readonly Reply[], dtype: Dtype): Judgement;
}

/** What is wrong among all that was compared. */
export function failuresAmong(compared: readonly Compared[]): Failure[] {
  return compared.flatMap(({ output, mismatch }) =>
    mismatch ? [{ output, mismatch }] : []
  );
}

/** A refusal where an answer was due, as a failure. */
export function refusalFailure(
  reply: Exclude<Reply, { kind: "outputs" }>,
): Failure {
  const said = reply.kind === "refused"
    ? `refused (${reply.category}): ${reply.message}`
    : `skipped: ${reply.reason}`;
  return { message: `the engine must answer, and ${said}` };
}
