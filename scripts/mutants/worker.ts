/**
 * The Worker of `deno task mutants`: asks the mutants of one operation, or one variant,
 * at a time.
 *
 * @module
 */
import { inProcess } from "../../conformance/adapters/in_process.ts";
import { startSubprocess } from "../../conformance/adapters/subprocess.ts";
import { diagnose } from "../../conformance/diagnosis.ts";
import { isLong } from "../../conformance/long_cases.ts";
import { mutants, mutate } from "../../conformance/mutants/mod.ts";
import type { Mutant } from "../../conformance/mutants/mutant.ts";
import {
  type CaseResult,
  isHarmless,
  runCases,
} from "../../conformance/runner.ts";
import {
  casesFor,
  isBlamed,
  judge,
} from "../../conformance/variants/judgement.ts";
import { variants } from "../../conformance/variants/mod.ts";
import { type Case, loadCases } from "../../fixtures/mod.ts";

/** What a Worker is asked: mutants of one operation, or variants, by their ids. */
export type Job =
  | { readonly mutants: readonly string[]; readonly asPrograms: boolean }
  | { readonly variants: readonly string[] };

/** What came of a mutant. */
export interface MutantResult {
  readonly id: string;
  readonly note: string;
  /** The cases that it was asked. */
  readonly asked: readonly string[];
  /** Those of them that convict it. */
  readonly killedBy: readonly string[];
  /** What the diagnosis names, best first. */
  readonly named: readonly string[];
}

/** What came of a variant. */
export interface VariantResult {
  readonly id: string;
  readonly note: string;
  readonly pass: number;
  readonly skipped: number;
  readonly unsupported: number;
  /** The cases that blame it. */
  readonly blamedBy: readonly string[];
  readonly margin: number;
}

/** What a Worker answers. */
export interface JobResult {
  readonly mutants: readonly MutantResult[];
  readonly variants: readonly VariantResult[];
}

interface Scope {
  postMessage(message: JobResult): void;
  onmessage: ((event: MessageEvent<Job>) => void) | null;
}

const cases = await loadCases();
const scope = globalThis as unknown as Scope;
scope.onmessage = async ({ data }) =>
  scope.postMessage({
    mutants: "mutants" in data ? await convict(data) : [],
    variants: "variants" in data ? await spare(data.variants) : [],
  });

/**
 * Mutants are asked the cases of their operation, as they are right in all others; those
 * that take long only where no other convicts, until two do. As programs they are black
 * boxes: all that is known of them is what they answer.
 */
async function convict(
  { mutants: ids, asPrograms }: Extract<Job, { asPrograms: boolean }>,
): Promise<MutantResult[]> {
  const [operation] = ids[0].split("/");
  const own = cases.filter((one) => one.operation === operation);
  const short = own.filter((one) => !isLong(one)), long = own.filter(isLong);
  const known = new Map<Mutant, CaseResult[]>();
  for (const mutant of mutants) {
    if (!mutant.id.startsWith(`${operation}/`)) continue;
    known.set(mutant, await ask(mutant, short));
  }
  const found: MutantResult[] = [];
  for (const [mutant, replays] of known) {
    const { id, note } = mutant;
    if (!ids.includes(id)) continue;
    const results = asPrograms ? await askProgram(mutant, short) : replays;
    const diagnoses = await diagnose(results, "float64", {
      replaysOf: (other) => known.get(other),
    });
    const asked = results.some(isWrong)
      ? results
      : [...results, ...await untilTwoAreWrong(mutant, long)];
    found.push({
      id,
      note,
      asked: asked.map((result) => result.case.id),
      killedBy: asked.filter(isWrong).map((result) => result.case.id),
      named: diagnoses.flatMap(({ likely }) => likely.map((one) => one.id)),
    });
  }
  return found;
}

async function untilTwoAreWrong(
  mutant: Mutant,
  cases: readonly Case[],
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for await (const result of runCases(inProcess(mutate(mutant)), cases)) {
    results.push(result);
    if (results.filter(isWrong).length === 2) break;
  }
  return results;
}

function isWrong({ verdict }: CaseResult): boolean {
  return !isHarmless(verdict);
}

function ask(mutant: Mutant, cases: readonly Case[]): Promise<CaseResult[]> {
  return Array.fromAsync(runCases(inProcess(mutate(mutant)), cases));
}

/** Asks a mutant over the protocol, as `conform --engine` asks any engine. */
async function askProgram(
  { id }: Mutant,
  cases: readonly Case[],
): Promise<CaseResult[]> {
  const program = new URL(
    "../../conformance/mutants/serve_mutant.ts",
    import.meta.url,
  );
  const command = [Deno.execPath(), "run", "--quiet", program.href, id];
  const engine = await startSubprocess(command, {});
  try {
    return await Array.fromAsync(runCases(engine, cases));
  } finally {
    await engine.stop();
  }
}

async function spare(ids: readonly string[]): Promise<VariantResult[]> {
  const found: VariantResult[] = [];
  for (const variant of variants.filter(({ id }) => ids.includes(id))) {
    const results = await judge(variant, casesFor(variant, cases));
    const count = (verdict: string) =>
      results.filter((result) => result.verdict === verdict).length;
    found.push({
      id: variant.id,
      note: variant.note,
      pass: count("pass"),
      skipped: count("skipped"),
      unsupported: count("unsupported"),
      blamedBy: results.filter((result) => isBlamed(variant, result))
        .map((result) => result.case.id),
      margin: Math.max(...results.flatMap(({ margin }) => margin ?? [])),
    });
  }
  return found;
}
