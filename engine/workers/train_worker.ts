/**
 * The Worker of {@linkcode trainerPool}: gets the data once, then trials.
 *
 * @module
 */
import type { TrainingData } from "../trainer.ts";
import { type Answer, failureOf, type Request } from "./messages.ts";
import { trainTrial, type TwoLayerTrial } from "./train_trial.ts";

interface Scope {
  postMessage(answer: Answer, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<Request>) => void) | null;
}
const scope = self as unknown as Scope;

scope.onmessage = ({ data: request }) => {
  if (!("data" in request)) return;
  scope.onmessage = ({ data: next }) => {
    if ("trial" in next) answer(request.data, next.trial);
  };
  scope.postMessage({}, []);
};

function answer(data: TrainingData, trial: TwoLayerTrial): void {
  try {
    const result = trainTrial(data, trial);
    const buffers = Object.values(result.bestModel)
      .map((parameter) => parameter.data.buffer as ArrayBuffer);
    scope.postMessage({ result }, buffers);
  } catch (error) {
    scope.postMessage({ failure: failureOf(error) }, []);
  }
}
