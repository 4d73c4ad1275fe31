/**
 * The report for programs, as report.schema.json describes it. The other formats that
 * programs read, and the page, are made of it.
 *
 * @module
 */
import { encode, type Encoded } from "../../fixtures/numbers.ts";
import type { Dtype } from "../dtypes.ts";
import type { Compared } from "../kinds/mod.ts";
import { type CaseResult, type Verdict, verdicts } from "../runner.ts";
import { type Counts, exitCode } from "../summary.ts";
import { type Conclusion, conclusions } from "./conclusions.ts";
import { failureText } from "./failure_text.ts";
import type { Report, Run } from "./report.ts";
import { verdictLine } from "./verdict_line.ts";

/** The version of this format: another one is not compatible. */
export const REPORT_FORMAT = 1;

/** A verdict as a key: `timed_out`. */
export type VerdictKey =
  | Exclude<Verdict, "timed out" | "fixture fault">
  | "timed_out"
  | "fixture_fault";

/** How many cases have each verdict. */
export type JsonCounts = Readonly<Record<VerdictKey, number>>;

/** A run as JSON. Numbers are as in fixtures: ∞ is the string "Infinity". */
export interface JsonReport {
  readonly format: number;
  readonly suite: {
    readonly name: string;
    readonly version: string;
    /** How many cases there are, selected or not. */
    readonly cases: number;
  };
  readonly engine: {
    readonly name: string;
    readonly version: string;
    readonly language: string;
    readonly dtype: Dtype;
    readonly operations: readonly string[];
    readonly gradients: boolean;
    readonly accuracy: boolean;
  };
  /** The command line that checks this engine. */
  readonly command: string;
  /** Whether the engine conforms to all that it declares; null if nothing ran. */
  readonly conforms: boolean | null;
  /** The verdict in plain language. */
  readonly verdict: string;
  readonly summary: JsonCounts;
  readonly operations: Readonly<
    Record<
      string,
      JsonCounts & {
        readonly profile: string;
        readonly margin?: Encoded;
        readonly ulps?: Encoded;
      }
    >
  >;
  /** What the failures of each operation point to. */
  readonly conclusions: readonly Conclusion[];
  readonly cases: readonly JsonCase[];
}

/** A case with what came of it. */
export interface JsonCase {
  readonly id: string;
  readonly profile: string;
  readonly operation: string;
  readonly kind: string;
  readonly why: string;
  readonly section: string;
  readonly flags: readonly string[];
  readonly verdict: VerdictKey;
  readonly margin?: Encoded;
  /** Of each output: the element with the largest margin. */
  readonly compared?: readonly JsonCompared[];
  /** Why it is neither pass nor fail. */
  readonly reason?: string;
  /** One sentence for each thing that is wrong. */
  readonly failures?: readonly string[];
}

/** An output beside what it should be. */
export interface JsonCompared {
  readonly output: string;
  readonly margin: Encoded;
  readonly ulps?: Encoded;
  readonly index?: readonly number[];
  /** What is right: one value, or the two ends of an interval. */
  readonly expected?: Encoded | readonly [Encoded, Encoded];
  readonly got?: Encoded;
  /** The largest error that passes. */
  readonly bound?: Encoded;
}

export const json: Report = (run) =>
  JSON.stringify(toJson(run), undefined, 1) + "\n";

/** A run as JSON. */
export function toJson(run: Run): JsonReport {
  const { version, engine, command, available, summary } = run;
  const code = exitCode(summary);
  return {
    format: REPORT_FORMAT,
    suite: { name: "Touchstone", version, cases: available },
    engine,
    command,
    conforms: code === 3 ? null : code === 0,
    verdict: verdictLine(run),
    summary: showCounts(summary.counts),
    operations: Object.fromEntries(
      Array.from(
        summary.operations,
        ([name, { profile, margin, ulps, counts }]) => [
          name,
          {
            profile,
            ...showNumbers({ margin, ulps }),
            ...showCounts(counts),
          },
        ],
      ),
    ),
    conclusions: conclusions(run),
    cases: run.results.map(showCase),
  };
}

function showCase(
  { case: testCase, verdict, margin, compared, reason, failures }: CaseResult,
): JsonCase {
  const { id, profile, operation, kind, why, section, flags } = testCase;
  return {
    id,
    profile,
    operation,
    kind,
    why,
    section,
    flags,
    verdict: verdictKey(verdict),
    ...showNumbers({ margin }),
    ...(compared && { compared: compared.map(showCompared) }),
    ...(reason && { reason }),
    ...(failures.length > 0 && { failures: failures.map(failureText) }),
  };
}

function showCompared(
  { output, margin, ulps, worst }: Compared,
): JsonCompared {
  const shown = { output, margin: encode(margin), ...showNumbers({ ulps }) };
  if (!worst) return shown;
  const { index, low, high, got, bound } = worst;
  const expected = Object.is(low, high)
    ? encode(low)
    : [encode(low), encode(high)] as const;
  return {
    ...shown,
    index,
    expected,
    got: encode(got),
    bound: encode(bound),
  };
}

/** A verdict as a key. */
export function verdictKey(verdict: Verdict): VerdictKey {
  return verdict.replaceAll(" ", "_") as VerdictKey;
}

function showCounts(counts: Counts): JsonCounts {
  return Object.fromEntries(
    verdicts.map((v) => [verdictKey(v), counts[v]]),
  ) as JsonCounts;
}

/** Those numbers that there are, encoded. */
function showNumbers<K extends string>(
  numbers: Readonly<Record<K, number | undefined>>,
): { readonly [L in K]?: Encoded } {
  return Object.fromEntries(
    Object.entries<number | undefined>(numbers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, encode(value)]]
    ),
  ) as { readonly [L in K]?: Encoded };
}
