/**
 * Which bug an engine most likely has: the failing cases are replayed on the mutants,
 * and those that give the engine's own wrong answers are named.
 *
 * @module
 */
import { flatten, type Nested, shapeOf } from "../fixtures/numbers.ts";
import { inProcess } from "./adapters/in_process.ts";
import { type Dtype, formats } from "./dtypes.ts";
import { isLong } from "./long_cases.ts";
import { mutants, mutate } from "./mutants/mod.ts";
import type { Mutant } from "./mutants/mutant.ts";
import type { Reply } from "./protocol.ts";
import { type CaseResult, isHarmless, runCase } from "./runner.ts";

/** How many mutants are named for an operation. */
const NAMED = 3;

/** After so many wrong cases that a mutant does not explain, it is given up. */
const PATIENCE = 5;

/** How many roundings two engines with one bug may differ by, in each element. */
const ROUNDINGS = 32;

/** How far two draws of one wrong statistic may be from each other, in relative terms. */
const CHANCE = 0.15;

/** The mutants that fit what fails in an operation, best first. */
export interface Diagnosis {
  readonly operation: string;
  /** How many of its cases fail. */
  readonly failing: number;
  readonly likely: readonly LikelyBug[];
}

/** A mutant that gives the engine's own wrong answers. */
export interface LikelyBug {
  readonly id: string;
  readonly note: string;
  /** Where to look. */
  readonly advice: string;
  /** How many of the failing cases it explains. */
  readonly explains: number;
}

/** Options of {@linkcode diagnose}. */
export interface DiagnosisOptions {
  /** The seed of the run that is diagnosed. */
  readonly seed?: number;
  /** What mutants make of the same cases, for one who knows. */
  readonly replaysOf?: (mutant: Mutant) => readonly CaseResult[] | undefined;
}

/**
 * The diagnoses of all operations in which something is wrong and some mutant fits.
 * Cases that take long are left out.
 * A crash has no answer to compare: it counts only where a mutant crashes in the very
 * same cases.
 */
export async function diagnose(
  results: readonly CaseResult[],
  dtype: Dtype,
  { seed = 0, replaysOf }: DiagnosisOptions = {},
): Promise<Diagnosis[]> {
  const byOperation = Map.groupBy(
    results.filter((result) => !isLong(result.case)),
    (result) => result.case.operation,
  );
  const diagnoses: Diagnosis[] = [];
  for (const [operation, own] of byOperation) {
    const failing = own.filter(isWrong).length;
    if (failing === 0) continue;
    const judged = [];
    for (const mutant of mutants) {
      if (!mutant.id.startsWith(`${operation}/`)) continue;
      const replays = replaysOf
        ? replaysOf(mutant)
        : await replay(mutant, own, dtype, seed);
      if (replays) judged.push({ mutant, ...compare(own, replays, dtype) });
    }
    const likely = judged
      .filter(({ explains, excess, missed }) =>
        explains > excess && (explains > missed || explains === failing)
      )
      .sort((a, b) => b.explains - b.excess - (a.explains - a.excess))
      .slice(0, NAMED)
      .map(({ mutant: { id, note, advice }, explains }) => ({
        id,
        note,
        advice,
        explains,
      }));
    if (likely.length > 0) diagnoses.push({ operation, failing, likely });
  }
  return diagnoses;
}

function isWrong({ verdict }: CaseResult): boolean {
  return !isHarmless(verdict);
}

/**
 * What a mutant makes of the cases of an operation. It is asked all of them in order,
 * as some mutants remember; undefined if it soon turns out to be unlike the engine.
 */
async function replay(
  mutant: Mutant,
  results: readonly CaseResult[],
  dtype: Dtype,
  seed: number,
): Promise<CaseResult[] | undefined> {
  const engine = inProcess(mutate(mutant));
  const replays: CaseResult[] = [];
  let unlike = 0;
  for (const result of results) {
    const own = await runCase(engine, result.case, seed);
    replays.push(own);
    if (!isWrong(result)) continue;
    unlike = looksLike(result, own, dtype) ? -Infinity : unlike + 1;
    if (unlike === PATIENCE) return undefined;
  }
  return replays;
}

/**
 * How many of the wrong cases of an operation a mutant explains, how many of these are
 * refusals that both miss, and in how many other cases it is wrong.
 */
function compare(
  results: readonly CaseResult[],
  replays: readonly CaseResult[],
  dtype: Dtype,
) {
  const sameBreakdowns = results.some(({ verdict }) => verdict === "pass") &&
    results.every((result, i) => breaksDown(result) === breaksDown(replays[i]));
  // A refusal that is missed looks the same whatever the reason is.
  let explains = 0, excess = 0, missed = 0;
  results.forEach((result, i) => {
    const own = replays[i];
    if (result.verdict === "pass") excess += isWrong(own) ? 1 : 0;
    else if (result.verdict === "fail") {
      const same = isSame(result, own, dtype) ? 1 : 0;
      explains += same;
      if (result.case.kind === "refusal") missed += same;
    } else if (breaksDown(result)) explains += sameBreakdowns ? 1 : 0;
  });
  return { explains, excess, missed };
}

function breaksDown(result: CaseResult): boolean {
  return isWrong(result) && result.verdict !== "fail";
}

/** Whether two engines may have the same bug, by one case. */
function looksLike(
  result: CaseResult,
  replay: CaseResult,
  dtype: Dtype,
): boolean {
  return result.verdict === "fail"
    ? isSame(result, replay, dtype)
    : breaksDown(replay);
}

/** Whether two engines fail a case in the same way. */
function isSame(result: CaseResult, replay: CaseResult, dtype: Dtype): boolean {
  if (replay.verdict !== "fail") return false;
  if (result.case.kind === "statistical") return sameStatistics(result, replay);
  const [ours, theirs] = [result.replies!, replay.replies!];
  return ours.length === theirs.length &&
    ours.every((reply, i) => sameReply(reply, theirs[i], result, dtype));
}

function sameReply(
  reply: Reply,
  other: Reply,
  { case: testCase }: CaseResult,
  dtype: Dtype,
): boolean {
  if (reply.kind === "refused") {
    return other.kind === "refused" && other.category === reply.category;
  }
  if (reply.kind !== "outputs" || other.kind !== "outputs") return false;
  // An answer where a refusal is due: what it says does not matter.
  if (testCase.kind === "refusal") return true;
  const expected = testCase.kind === "golden" ? testCase.expected : undefined;
  const names = Object.keys(expected ?? other.outputs);
  return names.every((name) =>
    sameTensor(
      reply.outputs[name],
      other.outputs[name],
      expected?.[name].bound,
      dtype,
    )
  );
}

/** Whether two tensors are the same but for rounding. */
function sameTensor(
  x: Nested | undefined,
  y: Nested | undefined,
  bound: readonly number[] | undefined,
  dtype: Dtype,
): boolean {
  if (x === undefined || y === undefined) return x === y;
  if (String(shapeOf(x)) !== String(shapeOf(y))) return false;
  const { round, roundoff, smallestNormal } = formats[dtype];
  const ours = flatten(x).map(round), theirs = flatten(y).map(round);
  const largest = theirs.filter(Number.isFinite)
    .reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  return ours.every((value, i) => {
    if (Object.is(value, theirs[i]) || value === theirs[i]) return true;
    const error = Math.abs(value - theirs[i]);
    const allowed = ROUNDINGS * largest + 2 * (bound?.[i] ?? 0);
    return error <= allowed * roundoff + smallestNormal;
  });
}

/** Whether the same statistics are wrong, and by about as much. */
function sameStatistics(result: CaseResult, replay: CaseResult): boolean {
  const wrong = ({ compared = [] }: CaseResult) =>
    compared.filter(({ mismatch }) => mismatch);
  const ours = wrong(result), theirs = wrong(replay);
  return ours.length === theirs.length &&
    ours.every(({ output, worst }, i) => {
      const other = theirs[i].worst;
      if (output !== theirs[i].output || !worst || !other) return false;
      return Math.abs(worst.got - other.got) <= CHANCE * Math.abs(other.got);
    });
}
