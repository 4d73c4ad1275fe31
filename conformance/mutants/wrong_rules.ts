/**
 * Update rules with another formula, for mutants.
 *
 * @module
 */
import { flatten, type Nested, shapeOf } from "../../fixtures/numbers.ts";
import type { Operation } from "../operations.ts";
import {
  accepting,
  type Asked,
  changed,
  mapNested,
  mapRecord,
  misunderstood,
  type Replaced,
  right,
} from "./mutant.ts";

/** The right rule with some attributes changed. */
export function withAttributes(
  operation: Operation,
  change: (attributes: Record<string, number>) => Record<string, number>,
): Replaced {
  return misunderstood(operation, ({ attributes }) => ({
    attributes: {
      ...attributes,
      ...change(attributes as Record<string, number>),
    },
  }));
}

/** What a rule knows of one element: inputs, attributes and the right state. */
export type Element = Readonly<Record<string, number>>;

/**
 * A rule with another formula: of each element it gives what is wrong. The state
 * before the step is `old…` (`oldCache`), that after it has its own name.
 */
export function rule(
  operation: Operation,
  formula: (element: Element) => Element,
): Replaced {
  return changed(operation, (answer, { inputs, attributes }) => {
    const { w: _w, ...state } = answer, names = Object.keys(state);
    const flat = mapRecord(inputs, flatten), after = mapRecord(state, flatten);
    const results = flat.w.map((w, i) => {
      const old = names.map((name) => [oldName(name), flat[name][i]]);
      const now = names.map((name) => [name, after[name][i]]);
      return formula({
        ...attributes as Element,
        ...Object.fromEntries([...old, ...now]),
        w,
        dw: flat.dw[i],
        isWeight: Number((shapeOf(inputs.w) ?? []).length > 1),
      });
    });
    const wrong = Object.keys(results[0]).map((name) => {
      let next = 0;
      return [name, mapNested(answer[name], () => results[next++][name])];
    });
    return { ...answer, ...Object.fromEntries(wrong) };
  });
}

function oldName(name: string): string {
  return `old${name[0].toUpperCase()}${name.slice(1)}`;
}

/** A rule that takes the state of the first request only, and then goes on with its own. */
export function ownState(operation: Operation): Replaced {
  let own: Readonly<Record<string, Nested>> = {};
  return {
    [operation]: (request: Asked) => {
      const fits = Object.values(own).every((part) =>
        String(shapeOf(part)) === String(shapeOf(request.inputs.w))
      );
      const inputs = { ...request.inputs, ...(fits && own) };
      const answer = right(operation)({ ...request, inputs });
      if (!("refused" in answer)) {
        const { w: _w, ...state } = answer as Record<string, Nested>;
        own = state;
      }
      return answer;
    },
  };
}

/** Tensors of other shapes are read as if they had that of the parameter. */
export function unchecked(
  operation: Operation,
  isUnchecked: (name: string) => boolean,
): Replaced {
  return accepting(operation, ({ inputs }) => ({
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, x]) => {
        const flat = flatten(x);
        let next = 0;
        const fitted = () => mapNested(inputs.w, () => flat[next++] ?? 0);
        return [name, isUnchecked(name) ? fitted() : x];
      }),
    ),
  }));
}
