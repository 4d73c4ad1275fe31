/**
 * What the suite says of a variant, and whether it blames it.
 *
 * @module
 */
import type { Case } from "../../fixtures/mod.ts";
import { inProcess } from "../adapters/in_process.ts";
import { kindOf } from "../kinds/mod.ts";
import { isLong } from "../long_cases.ts";
import { type CaseResult, runCases } from "../runner.ts";
import type { Variant } from "./variant.ts";

/** Cases that no variant is asked: 700 million products, of which overfit-20 has few. */
const TOO_LONG = /^training\/train\/overfit-20-lecture$/;

/**
 * The cases that a variant is asked: of those that take long only the ones that it
 * names, and of the profile initialization too, as that depends on the generator, which
 * is the same for most.
 */
export function casesFor(
  { long }: Variant,
  cases: readonly Case[],
): readonly Case[] {
  return cases.filter((one) =>
    !TOO_LONG.test(one.id) &&
    (long?.test(one.id) || !isLong(one) && one.profile !== "initialization")
  );
}

/** What comes of these cases. */
export function judge(
  { engine }: Variant,
  cases: readonly Case[],
): Promise<CaseResult[]> {
  return Array.fromAsync(runCases(inProcess(engine), cases));
}

/**
 * Whether the suite is unfair: it neither passes a variant nor skips the case for
 * its format, and the variant does not say that it lacks what is asked.
 */
export function isBlamed(
  { engine: { info }, lacks = () => false }: Variant,
  { case: testCase, verdict, reason }: CaseResult,
): boolean {
  const { profile, narrowest, operation } = testCase;
  switch (verdict) {
    case "pass":
      return false;
    case "skipped":
      return !reason?.includes(narrowest) && info.gradients !== false;
    case "unsupported":
      return profile !== "random" &&
        (profile !== "accuracy" || info.accuracy === true) &&
        !kindOf(testCase).requests(testCase, 0).some((request) =>
          lacks(operation, request)
        );
    default:
      return true;
  }
}
