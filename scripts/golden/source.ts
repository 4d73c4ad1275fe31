/**
 * What is written by hand of a case: everything but the numbers, which the oracle
 * adds.
 *
 * @module
 */
import type { Dtype } from "../../conformance/dtypes.ts";
import type { Operation } from "../../conformance/operations.ts";
import type { CategoryName, RawCheck } from "../../fixtures/fixture.ts";
import type { Nested } from "../../fixtures/numbers.ts";
import type { Recipe } from "../../fixtures/recipes.ts";

/** A request without its operation; large tensors are recipes. */
export interface RequestSource {
  readonly inputs: Readonly<Record<string, Nested | Recipe>>;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly upstream?: Readonly<Record<string, Nested | Recipe>>;
}

interface Description {
  /** Unique in its operation; the last part of the case's id. */
  readonly name: string;
  /** A sentence about the operation, without its subject and full stop. */
  readonly why: string;
  /** Keys of fixtures/notes.json: the bugs that the case hunts. */
  readonly flags?: readonly string[];
  /** The section of SPEC.md, where it is not the operation's own. */
  readonly section?: string;
}

/** An answer is compared with the oracle's. */
export interface GoldenSource extends Description, RequestSource {
  /** Found by trying, where it is not given. */
  readonly narrowest?: Dtype;
  /** A request that the engine gets first, whose answer is not looked at. */
  readonly after?: RequestSource;
  /** Categories with which the engine may refuse instead. */
  readonly refusable?: readonly CategoryName[];
}

/** The engine must say no. */
export interface RefusalSource extends Description, RequestSource {
  /** The categories that are right. */
  readonly refuses: readonly CategoryName[];
}

/** A weighted sum of answers must be zero, or `equals`. */
export interface PropertySource extends Description {
  readonly narrowest?: Dtype;
  readonly requests: readonly RequestSource[];
  readonly terms: readonly {
    /** Which request's answer. */
    readonly request: number;
    /** Which output of it. */
    readonly output: string;
    /** Its weight, an integer. */
    readonly times: number;
    /** Which rows of it, and in which order; all where it is not given. */
    readonly rows?: readonly number[];
  }[];
  readonly equals?: Nested;
}

/** What answers show must lie in intervals. */
export interface BehaviourSource extends Description {
  /** Whether chance plays a part: then a suspicious draw is repeated. */
  readonly kind: "statistical" | "behavioural";
  readonly narrowest?: Dtype;
  readonly requests: readonly RequestSource[];
  readonly checks: readonly RawCheck[];
}

/** The source of one case. */
export type CaseSource =
  | GoldenSource
  | RefusalSource
  | PropertySource
  | BehaviourSource;

/** All cases of one operation. */
export interface OperationSource {
  readonly operation: Operation;
  readonly cases: readonly CaseSource[];
}

/** Sixty-fourths: inputs that every format holds exactly, from −2 to 2. */
export function sixtyFourths(...numerators: number[]): number[] {
  return numerators.map((n) => n / 64);
}

/**
 * A matrix of sixty-fourths that look random but are the same in every run; none is 0.
 */
export function scattered(n: number, m: number, seed: number): number[][] {
  let state = seed;
  return Array.from({ length: n }, () =>
    Array.from({ length: m }, () => {
      state = (1103515245 * state + 12345) % 2 ** 31;
      const numerator = Math.floor(state / 2 ** 16) % 127 - 63;
      return (numerator || 64) / 64;
    }));
}

/**
 * A matrix of numbers whose sizes range over 2⁶⁰, so that a sum of their products
 * must be rounded even in float64.
 */
export function wideRanging(n: number, m: number, seed: number): number[][] {
  return scattered(n, m, seed).map((row, i) =>
    row.map((x, j) => x * 2 ** ((i * 23 + j * 37 + seed * 11) % 61 - 30))
  );
}

/** Numbers with all 53 bits of a float64 in use. */
export const FULL_WIDTH: readonly number[] = [1 / 3, -2 / 7, 10 / 9, -5 / 13];
