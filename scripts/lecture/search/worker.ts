/**
 * The Worker of the search: gets settings and data once, then numbers of trials.
 *
 * @module
 */
import type { TrainingData } from "../../../mod.ts";
import type { Settings } from "./settings.ts";
import { runTrial, type Trial } from "./trial.ts";

/** What a Worker is told: first the task, then which trial to run. */
export type Message =
  | { readonly settings: Settings; readonly data: TrainingData }
  | { readonly index: number };

interface Scope {
  postMessage(trial: Trial): void;
  onmessage: ((event: MessageEvent<Message>) => void) | null;
}
const scope = self as unknown as Scope;

scope.onmessage = ({ data: task }) => {
  if (!("settings" in task)) return;
  scope.onmessage = async ({ data: next }) => {
    if (!("index" in next)) return;
    scope.postMessage(await runTrial(next.index, task.settings, task.data));
  };
};
