/**
 * The Worker of `deno task lecture`: does one experiment at a time.
 *
 * @module
 */
import { UsageError } from "./command_line.ts";
import type { Context, Outcome } from "./experiment.ts";
import { experiments } from "./experiments/mod.ts";

/** What a Worker is asked. */
export interface Task {
  readonly name: string;
  readonly context: Context;
}

/** What it answers: what came out, or in one sentence why it could not be done. */
export type Answer =
  | { readonly outcome: Outcome }
  | { readonly refusal: string };

interface Scope {
  postMessage(answer: Answer): void;
  onmessage: ((event: MessageEvent<Task>) => void) | null;
}
const scope = self as unknown as Scope;

scope.onmessage = async ({ data: { name, context } }) => {
  try {
    scope.postMessage({ outcome: await experiments[name].run(context) });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    scope.postMessage({ refusal: error.message });
  }
};
