/**
 * Runs cases on an engine, one request at a time, and gives each a verdict. It goes
 * on whatever the engine does.
 *
 * @module
 */
import type { Case } from "../fixtures/mod.ts";
import { type Dtype, servedBy } from "./dtypes.ts";
import { type Compared, type Failure, kindOf } from "./kinds/mod.ts";
import { isOperation, operations } from "./operations.ts";
import type { Answer, Engine, Reply } from "./protocol.ts";

/** All verdicts, in the order in which reports list them. */
export const verdicts = [
  "pass",
  "fail",
  "unsupported",
  "skipped",
  "crashed",
  "timed out",
  "malformed",
  "fixture fault",
] as const;

/** What comes of a case. */
export type Verdict = typeof verdicts[number];

/** A case with what came of it. */
export interface CaseResult {
  readonly case: Case;
  readonly verdict: Verdict;
  /** The largest error in units of its bound, where numbers have bounds. */
  readonly margin?: number;
  /** All that was compared. */
  readonly compared?: readonly Compared[];
  /** What is wrong, for `fail`. */
  readonly failures: readonly Failure[];
  /** What the engine replied, for `fail`. */
  readonly replies?: readonly Reply[];
  /** Why it is not `pass` or `fail`. */
  readonly reason?: string;
  /** How long it took. */
  readonly seconds: number;
}

/** What is decided of a case. */
type Decision = Omit<CaseResult, "seconds">;

/** The verdicts that let an engine conform. */
export function isHarmless(verdict: Verdict): boolean {
  return verdict === "pass" || verdict === "unsupported" ||
    verdict === "skipped";
}

/** Options of {@linkcode runCases}. */
export interface RunOptions {
  /** Stop after the first case that is not harmless. */
  readonly failFast?: boolean;
  /** Where chance plays a part, another seed asks for other numbers. */
  readonly seed?: number;
}

/** Runs all cases in order, and yields each as soon as it is decided. */
export async function* runCases(
  engine: Engine,
  cases: readonly Case[],
  { failFast = false, seed = 0 }: RunOptions = {},
): AsyncGenerator<CaseResult> {
  for (const testCase of cases) {
    const result = await runCase(engine, testCase, seed);
    yield result;
    if (failFast && !isHarmless(result.verdict)) return;
  }
}

/** Runs one case. An engine's failures are answers: what is thrown here is our fault. */
export async function runCase(
  engine: Engine,
  testCase: Case,
  seed = 0,
): Promise<CaseResult> {
  const start = performance.now();
  const decision = await decide(engine, testCase, seed).catch((error) =>
    without(testCase, "fixture fault", String(error))
  );
  return { ...decision, seconds: (performance.now() - start) / 1000 };
}

async function decide(
  engine: Engine,
  testCase: Case,
  seed: number,
): Promise<Decision> {
  const { info } = engine;
  if (!info.operations.includes(testCase.operation)) {
    return without(testCase, "unsupported", "the engine does not declare it");
  }
  if (testCase.profile === "accuracy" && !info.accuracy) {
    return without(
      testCase,
      "unsupported",
      "the engine does not declare accuracy",
    );
  }
  if (!servedBy(testCase.narrowest as Dtype).includes(info.dtype)) {
    return without(
      testCase,
      "skipped",
      `its bounds hold for ${testCase.narrowest} and wider`,
    );
  }
  const asked = info.gradients ? testCase : withoutGradients(testCase);
  if (!asked) {
    return without(testCase, "skipped", "the engine has no gradients");
  }
  const { draws = 1 } = kindOf(asked);
  for (let draw = 0;; draw++) {
    const result = await attempt(engine, testCase, asked, seed * draws + draw);
    if (result.verdict !== "fail" || draw === draws - 1) return result;
  }
}

/** One draw of a case; `asked` is the part of it that can be asked of the engine. */
async function attempt(
  engine: Engine,
  testCase: Case,
  asked: Case,
  seed: number,
): Promise<Decision> {
  const replies: Reply[] = [];
  for (const request of kindOf(asked).requests(asked, seed)) {
    const answer: Answer = await engine.run({
      operation: testCase.operation,
      ...request,
    });
    switch (answer.kind) {
      case "crashed":
      case "timed out":
      case "malformed":
        return without(testCase, answer.kind, answer.message);
      case "skipped":
        return without(
          testCase,
          "skipped",
          `the engine says: ${answer.reason}`,
        );
      case "refused":
        if (answer.category === "unsupported" && !mayBeUnsupported(asked)) {
          return without(testCase, "unsupported", answer.message);
        }
        replies.push(answer);
        break;
      case "outputs":
        replies.push(answer);
    }
  }
  return judge(testCase, asked, replies, engine.info.dtype);
}

/** Whether that is what the engine should say, and no lack of it. */
function mayBeUnsupported(testCase: Case): boolean {
  return testCase.kind === "refusal" &&
    testCase.categories.includes("unsupported");
}

function judge(
  testCase: Case,
  asked: Case,
  replies: readonly Reply[],
  dtype: Dtype,
): Decision {
  const judgement = kindOf(asked).judge(asked, replies, dtype);
  const fails = judgement.failures.length > 0;
  return {
    case: testCase,
    verdict: fails ? "fail" : "pass",
    ...judgement,
    ...(fails && { replies }),
  };
}

function without(
  testCase: Case,
  verdict: Verdict,
  reason: string,
): Decision {
  return { case: testCase, verdict, failures: [], reason };
}

/** What can be asked of an engine without gradients, if anything can. */
function withoutGradients(testCase: Case): Case | undefined {
  const { operation } = testCase;
  if (testCase.kind !== "golden") {
    const requests = kindOf(testCase).requests(testCase, 0);
    return requests.some(({ upstream }) => upstream) ? undefined : testCase;
  }
  const outputs: readonly string[] = isOperation(operation)
    ? operations[operation].outputs
    : [];
  const { upstream: _upstream, ...request } = testCase.request;
  return {
    ...testCase,
    request,
    after: testCase.after && { ...testCase.after, upstream: undefined },
    expected: Object.fromEntries(
      Object.entries(testCase.expected).filter(([name]) =>
        outputs.includes(name)
      ),
    ),
  };
}
