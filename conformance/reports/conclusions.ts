/**
 * What the failures of each operation point to, in words.
 *
 * @module
 */
import type { Run } from "./report.ts";
import { suspects } from "./suspects.ts";

/** The bugs that an operation may have. */
export interface Conclusion {
  readonly operation: string;
  /** What the bugs are to it: "consistent with", or "likely bug". */
  readonly what: string;
  /** Best first. */
  readonly bugs: readonly Bug[];
}

/** A bug, why it is named, and where to look. */
export interface Bug {
  /** The mutant's id, or the flag of the cases that hunt it. */
  readonly id: string;
  readonly bug: string;
  readonly evidence: string;
  readonly advice: string;
}

/**
 * For each operation with a diagnosis, the mutants that fail in the same way; for
 * others, the bug that all cases which hunt it point to.
 */
export function conclusions(
  { results, diagnoses, notes }: Run,
): Conclusion[] {
  const named = diagnoses.map(({ operation, failing, likely }) => ({
    operation,
    what: "consistent with",
    bugs: likely.map(({ id, note, explains, advice }) => ({
      id,
      bug: note,
      evidence: failing === 1
        ? "the one failing case"
        : `${explains} of ${failing} failing cases`,
      advice,
    })),
  }));
  const flagged = suspects(results)
    .filter((suspect) =>
      diagnoses.every(({ operation }) => operation !== suspect.operation)
    )
    .map(({ operation, flag, hunting }) => ({
      operation,
      what: "likely bug",
      bugs: [{
        id: flag,
        bug: notes[flag].bug,
        evidence: hunting === 1
          ? "the one case that hunts it fails"
          : `all ${hunting} cases that hunt it fail`,
        advice: notes[flag].advice,
      }],
    }));
  return [...named, ...flagged];
}

/** A conclusion as lines: each bug, and where to look for it. */
export function conclusionLines(
  { operation, what, bugs }: Conclusion,
): string[] {
  return bugs.flatMap(({ bug, evidence, advice }, i) => [
    `${i === 0 ? `${operation}, ${what}` : "or"}: ${bug} (${evidence})`,
    `  ${advice.replace(/\.$/, "")}.`,
  ]);
}
