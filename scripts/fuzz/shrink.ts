/**
 * Makes a failing random case smaller, as long as the engine still gets it wrong in
 * the same way: parts are left to their simplest (a node of a graph goes, a tensor
 * becomes zeros, an upstream gradient is left out), elements are dropped, and
 * numbers are lowered one by one (extents fall, elements become 0 or 1).
 *
 * @module
 */
import type { Engine } from "../../conformance/protocol.ts";
import {
  type CaseResult,
  runCase,
  type Verdict,
} from "../../conformance/runner.ts";
import type { Case } from "../../fixtures/mod.ts";
import {
  type Draft,
  draftOf,
  familyOf,
  type Key,
  randomCase,
  type RandomSource,
  solveDraft,
} from "./cases.ts";
import { asRecorded, type Trace } from "./draw.ts";

/** How much may be spent on one case: a smaller one costs 1 to solve and ask for. */
export const BUDGET = 400;

/** What costs more: after each, an engine is started again, 20 times at most. */
const COSTS: Partial<Record<Verdict, number>> = {
  "crashed": 30,
  "malformed": 30,
  "timed out": 100,
};

/** What it costs to start an engine anew for one case. */
const START_COST = 10;

/** What is left of a failing case. */
export interface Shrunk {
  readonly source: RandomSource;
  readonly result: CaseResult;
  /** How much was spent. */
  readonly spent: number;
}

/** Starts the engine anew. */
export type Start = () => Promise<Engine>;

/**
 * The smallest case found that has this verdict, like the one with that key.
 *
 * @returns Undefined if the engine gets the case right when it is asked for it alone.
 */
export async function shrink(
  start: Start,
  key: Key,
  verdict: Verdict,
): Promise<Shrunk | undefined> {
  const asked = (isAlone: boolean) =>
    withEngine(start, (engine) =>
      shrinkOn(key, verdict, async (testCase) => {
        const result = await runCase(engine, testCase);
        const isSettled = !isAlone || result.verdict !== verdict;
        if (isSettled) return { result, spent: cost(result) };
        const alone = await askAlone(start, testCase);
        return { result: alone, spent: START_COST + cost(alone) };
      }));
  const shrunk = await asked(false);
  if (!shrunk) return undefined;
  const { verdict: alone } = await askAlone(start, shrunk.result.case);
  // Else what is wrong with it may be what larger cases have left behind.
  return alone === verdict ? shrunk : await asked(true);
}

function askAlone(start: Start, testCase: Case): Promise<CaseResult> {
  return withEngine(start, (engine) => runCase(engine, testCase));
}

async function withEngine<T>(
  start: Start,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await start();
  try {
    return await use(engine);
  } finally {
    await engine.stop();
  }
}

async function shrinkOn(
  key: Key,
  verdict: Verdict,
  ask: (testCase: Case) => Promise<{ result: CaseResult; spent: number }>,
): Promise<Shrunk | undefined> {
  const family = familyOf(key), original = randomCase(key);
  const first = await ask(original.case);
  if (first.result.verdict !== verdict) return undefined;

  let best = original.draft, { result, spent } = first;
  const seen = new Set<string>();
  /** Takes the case in place of the best, if it is smaller and fails as well. */
  const tries = async (draft: Draft): Promise<boolean> => {
    const text = JSON.stringify(draft.source);
    if (seen.has(text) || !isSmaller(draft, best)) return false;
    seen.add(text);
    const solved = solveDraft(family, draft, original.case.id.split("/")[2]);
    const got = solved && await ask(solved);
    spent += got?.spent ?? 1;
    if (got?.result.verdict !== verdict) return false;
    [best, result] = [draft, got.result];
    return true;
  };
  for (let improves = true; improves;) {
    improves = false;
    for (const trace of simplerTraces(() => best.trace)) {
      if (spent >= BUDGET) break;
      const draft = draftOf(family, asRecorded(trace));
      if (await tries(draft)) improves = true;
    }
  }
  return { source: best.source, result, spent };
}

function cost({ verdict }: CaseResult): number {
  return COSTS[verdict] ?? 1;
}

/** Whether it takes less to write down, or as much of smaller or earlier decisions. */
function isSmaller(a: Draft, b: Draft): boolean {
  const [sizeA, sizeB] = [a, b].map(({ source }) =>
    JSON.stringify(source).length
  );
  if (sizeA !== sizeB) return sizeA < sizeB;
  const sum = (weight: (i: number) => number) => ({ trace }: Draft) =>
    [...trace.values()].flatMap((part) => part.map((x, i) => x * weight(i)))
      .reduce((x, y) => x + y, 0);
  const plain = sum(() => 1), later = sum((i) => i);
  if (plain(a) !== plain(b)) return plain(a) < plain(b);
  return later(a) < later(b);
}

/** Simpler records than the current one, which may be replaced on the way. */
function* simplerTraces(current: () => Trace): Generator<Trace> {
  for (const path of [...current().keys()].reverse()) {
    yield without(current(), path);
  }
  for (const path of [...current().keys()]) {
    const part = () => current().get(path) ?? [];
    const put = (decisions: readonly number[]) =>
      new Map([...current(), [path, decisions]]);
    for (let size = part().length; size >= 1; size = Math.floor(size / 2)) {
      for (let i = 0; i < part().length; i += size) {
        yield put(part().with(i, 0).fill(0, i, i + size));
        yield put(part().toSpliced(i, size));
      }
    }
    for (let i = 0; i < part().length; i++) {
      for (const lower of [(x: number) => x >> 1, (x: number) => x - 1]) {
        if (part()[i] > 0) yield put(part().with(i, lower(part()[i])));
      }
    }
  }
}

/** All decisions on a part, and on the parts of it, left to their simplest. */
function without(trace: Trace, path: string): Trace {
  return new Map(
    [...trace].filter(([other]) =>
      other !== path && !other.startsWith(`${path}/`)
    ),
  );
}
