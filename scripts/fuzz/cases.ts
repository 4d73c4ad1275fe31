/**
 * Random cases: drawn, and solved by the oracle like those of the fixtures.
 *
 * @module
 */
import type { RawCase } from "../../fixtures/fixture.ts";
import { type Case, type GoldenCase, parseCase } from "../../fixtures/mod.ts";
import { OracleError } from "../oracle/ball.ts";
import { solve } from "../oracle/solve.ts";
import { atRandom, type Decide, generate, rarely, type Trace } from "./draw.ts";
import { families, wheel } from "./families.ts";
import type { Drawn, Family } from "./generator.ts";
import { reversed } from "./tensors.ts";
import { words } from "./words.ts";

/** What every random case is for. */
export const WHY = "has the right outputs in a random case";

/** How often a case is drawn anew because the oracle cannot tell what is right. */
const ATTEMPTS = 100;

/** Which random case. */
export interface Key {
  readonly seed: number;
  /** From 1. */
  readonly number: number;
}

/** The random part of a case source. */
export interface RandomSource extends Drawn {
  /** A request that the engine gets first. */
  readonly after?: Omit<Drawn, "refusable">;
}

/** A random case whose answer is not known yet. */
export interface Draft {
  readonly source: RandomSource;
  /** The decisions that it was made of. */
  readonly trace: Trace;
}

/**
 * The cases numbered 1 to `count`, each made when it is first read, in the order of
 * the specification.
 */
export function randomCases(
  count: number,
  seed: number,
): { readonly cases: Case[]; readonly redraws: () => number } {
  let redraws = 0;
  const keys = Array.from(
    { length: count },
    (_, i) => ({ seed, number: i + 1 }),
  );
  const byFamily = Map.groupBy(keys, familyOf);
  const ordered = families.flatMap((family) => byFamily.get(family) ?? []);
  const cases = ordered.map((key): GoldenCase => {
    const { profile, operation, section } = familyOf(key);
    let made: GoldenCase | undefined;
    const make = () => {
      if (made) return made;
      const random = randomCase(key);
      redraws += random.redraws;
      return made = random.case;
    };
    return {
      ...{ id: `${profile}/${operation}/${nameOf(key)}`, profile, operation },
      ...{ why: WHY, flags: [], section, kind: "golden" },
      get narrowest() {
        return make().narrowest;
      },
      get after() {
        return make().after;
      },
      get request() {
        return make().request;
      },
      get refusable() {
        return make().refusable;
      },
      get expected() {
        return make().expected;
      },
    };
  });
  return { cases, redraws: () => redraws };
}

/**
 * One random case.
 *
 * @throws {Error} If no draw can be solved, which is a fault of its generator.
 */
export function randomCase(
  key: Key,
): { readonly draft: Draft; readonly case: GoldenCase; redraws: number } {
  const family = familyOf(key);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const decide = atRandom(key.seed, key.number, attempt);
    const draft = draftOf(family, decide);
    const solved = solveDraft(family, draft, nameOf(key));
    if (solved) return { draft, case: solved, redraws: attempt };
  }
  throw new Error(
    `no case of ${family.operation} could be solved in ${ATTEMPTS} draws`,
  );
}

/** What these decisions make. */
export function draftOf(family: Family, decide: Decide): Draft {
  const { value, trace } = generate((draw): RandomSource => {
    const drawn = family.generator(draw);
    const isSecond = rarely(draw.part("after"), 8);
    return isSecond ? { ...drawn, after: another(drawn) } : drawn;
  }, decide);
  return { source: value, trace };
}

/**
 * The case with what is right, or undefined where the oracle refuses it, as a
 * comparison is too near or a format cannot hold what comes out. All but streams of
 * random bits serve float32 at least: a case for float64 alone tests few engines.
 */
export function solveDraft(
  family: Family,
  { source }: Draft,
  name: string,
): GoldenCase | undefined {
  const { profile, operation, section } = family;
  const whole = { name, why: WHY, section, ...source };
  let raw: RawCase;
  try {
    raw = solve(operation, whole, profile === "accuracy");
  } catch (error) {
    if (error instanceof OracleError) return undefined;
    throw error;
  }
  const isForFew = raw.narrowest === "float64" && profile !== "random";
  return isForFew ? undefined : parseCase(family, raw) as GoldenCase;
}

/** Which random case has that id, if it is one. */
export function keyOf(id: string): Key | undefined {
  const [, seed, number] = id.match(/\/fuzz-(\d+)-(\d+)$/)?.map(Number) ?? [];
  return number === undefined ? undefined : { seed, number };
}

/** Of what kind a case is, which is decided before all else. */
export function familyOf({ seed, number }: Key): Family {
  return wheel[words(seed, number, -1)() % wheel.length];
}

function nameOf({ seed, number }: Key): string {
  return `fuzz-${seed}-${number}`;
}

/** A request with other numbers in the same places, in the domain as well. */
function another({ refusable: _refusable, inputs, ...rest }: Drawn) {
  const turned = Object.entries(inputs).map(([name, x]) => [name, reversed(x)]);
  return { inputs: Object.fromEntries(turned), ...rest };
}
