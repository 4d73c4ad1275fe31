/**
 * Counts verdicts: over all cases, and for each operation with its largest margin.
 *
 * @module
 */
import {
  type CaseResult,
  isHarmless,
  type Verdict,
  verdicts,
} from "./runner.ts";

/** How many cases have each verdict. */
export type Counts = Record<Verdict, number>;

/** The cases of one operation together. */
export interface OperationSummary {
  readonly profile: string;
  readonly counts: Counts;
  /** The largest margin of the cases in which numbers were compared. */
  readonly margin?: number;
  /** The largest error in units in the last place. */
  readonly ulps?: number;
}

/** All cases together. */
export interface Summary {
  readonly counts: Counts;
  readonly operations: ReadonlyMap<string, OperationSummary>;
}

/** The summary of these results. */
export function summarize(results: readonly CaseResult[]): Summary {
  const byOperation = Map.groupBy(
    results,
    // Operations that come again in another profile have a row for each.
    ({ case: { profile, operation } }) =>
      profile === "accuracy" ? `accuracy/${operation}` : operation,
  );
  const operations = new Map(
    Array.from(byOperation, ([operation, own]) => {
      const margins = own.flatMap(({ margin }) => margin ?? []);
      const ulps = own.flatMap(({ compared = [] }) =>
        compared.flatMap((one) => one.ulps ?? [])
      );
      return [operation, {
        profile: own[0].case.profile,
        counts: count(own),
        ...(margins.length > 0 && { margin: Math.max(...margins) }),
        ...(ulps.length > 0 && { ulps: Math.max(...ulps) }),
      }];
    }),
  );
  return { counts: count(results), operations };
}

/**
 * Whether the engine conforms to all that it declares, as an exit code; 3 where
 * nothing can be said of it: no case ran, or a fixture is faulty.
 */
export function exitCode({ counts }: Summary): 0 | 1 | 3 {
  const isToBlame = verdicts.some((v) =>
    !isHarmless(v) && v !== "fixture fault" && counts[v] > 0
  );
  if (isToBlame) return 1;
  return counts.pass === 0 || counts["fixture fault"] > 0 ? 3 : 0;
}

function count(results: readonly CaseResult[]): Counts {
  const counts = Object.fromEntries(verdicts.map((v) => [v, 0])) as Counts;
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}
