/**
 * Which bug an engine most likely has: the one that explains most of what fails.
 *
 * @module
 */
import type { CaseResult } from "../runner.ts";

/** A flag that fits the failures of an operation. */
export interface Suspect {
  readonly operation: string;
  readonly flag: string;
  /** How many cases of the operation hunt it: all of them fail. */
  readonly hunting: number;
}

/**
 * For each operation that fails, the flag all of whose cases fail; of several, the
 * one with most cases. One that leaves three quarters of the failures unexplained points
 * to nothing, and a crash need not have to do with arithmetic.
 */
export function suspects(results: readonly CaseResult[]): Suspect[] {
  const ran = results.filter(({ verdict }) =>
    verdict !== "skipped" && verdict !== "unsupported"
  );
  const byOperation = Map.groupBy(ran, (result) => result.case.operation);
  return Array.from(byOperation).flatMap(([operation, own]) => {
    const failing = own.filter(({ verdict }) => verdict === "fail").length;
    const flags = new Set(own.flatMap((result) => result.case.flags));
    const fitting = Array.from(flags, (flag) => {
      const hunting = own.filter((result) => result.case.flags.includes(flag));
      const fits = hunting.every(({ verdict }) => verdict === "fail");
      return { operation, flag, hunting: fits ? hunting.length : 0 };
    });
    return fitting.sort((a, b) => b.hunting - a.hunting)
      .filter(({ hunting }) => hunting > 0 && 4 * hunting >= failing)
      .slice(0, 1);
  });
}
