/**
 * The table of all kinds of case. Adding a kind is one file here and one line.
 *
 * @module
 */
import type { Case } from "../../fixtures/mod.ts";
import { behavioural, statistical } from "./behaviour.ts";
import { golden } from "./golden.ts";
import type { Kind } from "./kind.ts";
import { property } from "./property.ts";
import { refusal } from "./refusal.ts";

export type { Compared, Failure, Judgement } from "./kind.ts";

const kinds: {
  readonly [K in Case["kind"]]: Kind<Extract<Case, { kind: K }>>;
} = { golden, refusal, property, statistical, behavioural };

/** The kind of a case. */
export function kindOf(testCase: Case): Kind<Case> {
  return kinds[testCase.kind] as Kind<Case>;
}
