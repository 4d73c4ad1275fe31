/**
 * Random cases: `deno task conform --fuzz N`. Loaded only where they are asked for, as
 * they bring the oracle and its decimals along.
 *
 * @module
 */
import { whatIsWrong } from "../../conformance/reports/failure_text.ts";
import { type CaseResult, isHarmless } from "../../conformance/runner.ts";
import { keyOf, WHY } from "./cases.ts";
import { literal } from "./show.ts";
import { shrink, type Start } from "./shrink.ts";

export { randomCases } from "./cases.ts";

/** Of how many operations a failure is made smaller. */
const OPERATIONS = 10;

/**
 * The first failure of each operation (but of no more than ten), made as small as can
 * be, in words and as a case source.
 *
 * @param start Starts the engine anew: a failure may have left it broken.
 */
export async function* shrunkFailures(
  results: readonly CaseResult[],
  start: Start,
): AsyncGenerator<string> {
  const failures = results.filter(({ verdict }) =>
    !isHarmless(verdict) && verdict !== "fixture fault"
  );
  const byOperation = Map.groupBy(
    failures,
    ({ case: { profile, operation } }) => `${profile}/${operation}`,
  );
  for (const [failure] of [...byOperation.values()].slice(0, OPERATIONS)) {
    yield await shrunkFailure(failure, start);
  }
}

async function shrunkFailure(
  { case: { id }, verdict }: CaseResult,
  start: Start,
): Promise<string> {
  const shrunk = await shrink(start, keyOf(id)!, verdict);
  if (!shrunk) {
    return `${id} passes when it is asked alone: the answer depends on earlier requests (SPEC.md 2.7)\n`;
  }
  const { source, result } = shrunk, name = id.split("/")[2];
  return [
    `${id}, made smaller: ${verdict}`,
    ...whatIsWrong(result).map((sentence) => `  ${sentence}`),
    "As a case for scripts/golden/, where it needs a name and a reason of its own:",
    `${literal({ name, why: WHY, ...source }, "  ").replace(/^/, "  ")},`,
    "",
  ].join("\n");
}
