/**
 * What a report is made of.
 *
 * @module
 */
import type { Note } from "../../fixtures/mod.ts";
import type { Diagnosis } from "../diagnosis.ts";
import type { EngineInfo } from "../protocol.ts";
import type { CaseResult } from "../runner.ts";
import type { Summary } from "../summary.ts";

/** A finished run. */
export interface Run {
  /** The version of the suite. */
  readonly version: string;
  readonly engine: EngineInfo;
  /** The command line that checks this engine, to replay a case. */
  readonly command: string;
  readonly results: readonly CaseResult[];
  /** How many cases there are, selected or not. */
  readonly available: number;
  readonly summary: Summary;
  /** The mutants that give the engine's own wrong answers. */
  readonly diagnoses: readonly Diagnosis[];
  /** The bugs that cases hunt, by flag. */
  readonly notes: Readonly<Record<string, Note>>;
}

/** A format: a run as text. */
export type Report = (run: Run) => string;
