/**
 * What Workers are told and what they answer.
 *
 * @module
 */
import { GraphError, ShapeError, ValueError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";
import type { TrainingData, TrainingResult } from "../trainer.ts";
import type { TwoLayerTrial } from "./train_trial.ts";

/** First the data, which are not answered but by `{}`; then trials. */
export type Request =
  | { readonly data: TrainingData }
  | { readonly trial: TwoLayerTrial };

/** What became of a request. */
export interface Answer {
  /** Of a trial that went well. */
  readonly result?: TrainingResult;
  /** Of one that did not. */
  readonly failure?: Failure;
}

/** An error on its way between threads, where its class is lost. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

const CLASSES = { GraphError, ShapeError, ValueError };

/** An error as it can be sent. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: "Error", message: `${error}` };
  const { name, message } = error;
  return { name, message };
}

/** The error that was sent. */
export function errorOf({ name, message }: Failure, cause?: unknown): Error {
  const isOurs = Object.hasOwn(CLASSES, name);
  const Class = isOurs ? CLASSES[name as keyof typeof CLASSES] : Error;
  return new Class(message, { cause });
}

/** The same data in memory that Workers share, where there is such a thing. */
export function shareable({ X, y, Xval, yval }: TrainingData): TrainingData {
  return {
    X: shareableTensor(X),
    y: shareableNumbers(y),
    Xval: shareableTensor(Xval),
    yval: shareableNumbers(yval),
  };
}

function shareableTensor({ shape, data }: Tensor): Tensor {
  return { shape, data: shareableNumbers(data) };
}

function shareableNumbers(numbers: ArrayLike<number>): Float64Array {
  if (typeof SharedArrayBuffer === "undefined") {
    return Float64Array.from(numbers);
  }
  if (
    numbers instanceof Float64Array &&
    numbers.buffer instanceof SharedArrayBuffer
  ) return numbers;
  const shared = new Float64Array(new SharedArrayBuffer(8 * numbers.length));
  shared.set(numbers);
  return shared;
}
