/**
 * Mutants of adagrad and rmsprop.
 *
 * @module
 */
import { flatten } from "../../fixtures/numbers.ts";
import { changed, mapNested, type Mutant } from "./mutant.ts";
import {
  type Element,
  ownState,
  rule,
  unchecked,
  withAttributes,
} from "./wrong_rules.ts";

/** The step of adagrad and rmsprop with another cache. */
function divided(
  { w, dw, learning_rate, epsilon }: Element,
  cache: number,
): Element {
  return { cache, w: w - learning_rate * dw / (Math.sqrt(cache) + epsilon) };
}

/** Mutants of adagrad. */
const adagradMutants: readonly Mutant[] = [
  {
    id: "adagrad/epsilon-inside",
    note: "√(cache + ε) in place of √cache + ε, as in ConvNetJS",
    advice: "Add ε to the root, not under it",
    replace: () =>
      rule("adagrad", ({ w, dw, cache, learning_rate, epsilon }) => ({
        w: w - learning_rate * dw / Math.sqrt(cache + epsilon),
      })),
  },
  {
    id: "adagrad/root-missing",
    note:
      "divides by the cache in place of its root: large gradients stand still",
    advice: "Divide by the root of the cache",
    replace: () =>
      rule("adagrad", ({ w, dw, cache, learning_rate, epsilon }) => ({
        w: w - learning_rate * dw / (cache + epsilon),
      })),
  },
  {
    id: "adagrad/old-cache",
    note: "the step divides by the cache before this gradient was added",
    advice: "Update the cache before the step",
    replace: () =>
      rule("adagrad", ({ w, dw, oldCache, learning_rate, epsilon }) => ({
        w: w - learning_rate * dw / (Math.sqrt(oldCache) + epsilon),
      })),
  },
  {
    id: "adagrad/cache-not-returned",
    note: "the step is right, and the cache that comes back is the old one",
    advice: "Return the cache after the step",
    replace: () => rule("adagrad", ({ oldCache }) => ({ cache: oldCache })),
  },
  {
    id: "adagrad/decays",
    note: "the cache is an average with decay 0.9, that of rmsprop",
    advice: "Add up the squares, without forgetting any",
    replace: () =>
      rule("adagrad", (element) => {
        const { dw, oldCache } = element;
        return divided(element, 0.9 * oldCache + 0.1 * dw * dw);
      }),
  },
  {
    id: "adagrad/sum-of-sizes",
    note: "the cache adds up |dw|, not its square",
    advice: "Add dw² to the cache",
    replace: () =>
      rule(
        "adagrad",
        (element) => divided(element, element.oldCache + Math.abs(element.dw)),
      ),
  },
  {
    id: "adagrad/starts-above-zero",
    note:
      "a cache of 0 is replaced by 0.1, the initial accumulator of TensorFlow",
    advice: "Start from the cache that is given, 0 included",
    replace: () =>
      rule(
        "adagrad",
        (element) =>
          divided(element, (element.oldCache || 0.1) + element.dw ** 2),
      ),
  },
  {
    id: "adagrad/one-for-all",
    note: "one cache for the whole parameter, with the mean of the squares",
    advice: "Keep a sum of squares for each element",
    replace: () =>
      changed("adagrad", ({ cache }, { inputs, attributes }) => {
        const all = flatten(cache);
        const mean = all.reduce((sum, a) => sum + a, 0) / all.length;
        const { learning_rate, epsilon } = attributes as Element;
        const rate = learning_rate / (Math.sqrt(mean) + epsilon);
        return {
          w: mapNested(inputs.w, (w, d) => w - rate * d, inputs.dw),
          cache: mapNested(cache, () => mean),
        };
      }),
  },
  {
    id: "adagrad/epsilon-ignored",
    note: "ε is always 1e-8",
    advice: "Take ε from the attributes",
    replace: () => withAttributes("adagrad", () => ({ epsilon: 1e-8 })),
  },
];

/** Mutants of rmsprop. */
const rmspropMutants: readonly Mutant[] = [
  {
    id: "rmsprop/decay-inverted",
    note: "the decay is given to the new square, and the rest to the old mean",
    advice: "Give the decay to the old mean",
    replace: () =>
      withAttributes("rmsprop", ({ decay }) => ({ decay: 1 - decay })),
  },
  {
    id: "rmsprop/decay-ignored",
    note: "the decay is always 0.99",
    advice: "Take the decay from the attributes",
    replace: () => withAttributes("rmsprop", () => ({ decay: 0.99 })),
  },
  {
    id: "rmsprop/epsilon-inside",
    note:
      "√(cache + ε) in place of √cache + ε, as in TensorFlow.js, ConvNetJS and brain.js",
    advice: "Add ε to the root, not under it",
    replace: () =>
      rule("rmsprop", ({ w, dw, cache, learning_rate, epsilon }) => ({
        w: w - learning_rate * dw / Math.sqrt(cache + epsilon),
      })),
  },
  {
    id: "rmsprop/epsilon-ignored",
    note: "ε is always 1e-8",
    advice: "Take ε from the attributes",
    replace: () => withAttributes("rmsprop", () => ({ epsilon: 1e-8 })),
  },
  {
    id: "rmsprop/is-adagrad",
    note: "the new square joins the old mean with its full weight",
    advice: "Multiply the new square by 1 − decay",
    replace: () =>
      rule("rmsprop", (element) => {
        const { dw, oldCache, decay } = element;
        return divided(element, decay * oldCache + dw * dw);
      }),
  },
  {
    id: "rmsprop/old-cache",
    note: "the step divides by the mean before this gradient joined it",
    advice: "Update the cache before the step",
    replace: () =>
      rule("rmsprop", ({ w, dw, oldCache, learning_rate, epsilon }) => ({
        w: w - learning_rate * dw / (Math.sqrt(oldCache) + epsilon),
      })),
  },
  {
    id: "rmsprop/root-missing",
    note: "divides by the mean square in place of its root",
    advice: "Divide by the root of the cache",
    replace: () =>
      rule("rmsprop", ({ w, dw, cache, learning_rate, epsilon }) => ({
        w: w - learning_rate * dw / (cache + epsilon),
      })),
  },
  {
    id: "rmsprop/own-cache",
    note:
      "the cache of the request is taken the first time only; then the rule goes on with its own",
    advice: "Start from the cache that the request gives",
    replace: () => ownState("rmsprop"),
  },
  {
    id: "rmsprop/cache-unchecked",
    note: "the gradient's shape is checked, and the cache's is not",
    advice: "Check the shape of the state as well as that of the gradient",
    replace: () => unchecked("rmsprop", (name) => name === "cache"),
  },
];

/** Mutants of adagrad and rmsprop. */
export const adaptiveMutants: readonly Mutant[] = [
  ...adagradMutants,
  ...rmspropMutants,
];
