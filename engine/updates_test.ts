import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ShapeError, ValueError } from "./errors.ts";
import { tensor } from "./tensor.ts";
import {
  adam,
  momentum,
  type UpdateName,
  updateRules,
  type UpdateState,
} from "./updates.ts";

const learningRate = 0.25;
const w = tensor([1, 2]), dw = tensor([4, -2]);

/** By hand: every number is a small fraction, or right to the last digit. */
const STEPS: Readonly<
  Record<UpdateName, {
    sentence: string;
    state: Record<string, number[]>;
    options: Record<string, number>;
    expected: Record<string, number[]>;
  }>
> = {
  sgd: {
    sentence: "walks against the gradient",
    state: {},
    options: {},
    expected: { w: [0, 2.5] },
  },
  momentum: {
    sentence: "has the learning rate inside the velocity",
    state: { v: [1, -1] },
    options: { momentum: 0.5 },
    expected: { w: [0.5, 2], v: [-0.5, 0] },
  },
  nesterov: {
    sentence: "takes back μ·v and goes (1+μ)·v′",
    state: { v: [1, -1] },
    options: { momentum: 0.5 },
    expected: { w: [-0.25, 2.5], v: [-0.5, 0] },
  },
  adagrad: {
    sentence: "adds up squares, and has ε outside of the root",
    state: { cache: [9, 0] },
    options: { epsilon: 3 },
    expected: { w: [0.875, 2.1], cache: [25, 4] },
  },
  rmsprop: {
    sentence: "averages squares, and has ε outside of the root",
    state: { cache: [34, 4] },
    options: { epsilon: 3, decay: 0.5 },
    expected: { w: [0.875, 2.1], cache: [25, 4] },
  },
  adam: {
    sentence: "corrects m and v in the step, but not in the state",
    state: { m: [2, -2], v: [4, 1] },
    options: { beta1: 0.5, beta2: 0.75, epsilon: 4, t: 2 },
    expected: { w: [0.875, 2 + 1 / 9], m: [3, -2], v: [7, 1.75] },
  },
};

describe("update rules", () => {
  for (const name of Object.keys(STEPS) as UpdateName[]) {
    const { sentence, state, options, expected } = STEPS[name];
    const tensors = Object.fromEntries(
      Object.entries(state).map(([key, values]) => [key, tensor(values)]),
    );
    const rule = (state: UpdateState = tensors, gradient = dw) =>
      updateRules[name](w, gradient, state, { learningRate, ...options });

    it(`${name} ${sentence}`, () => {
      const got = rule();
      assertEquals(Object.keys(got).sort(), Object.keys(expected).sort());
      for (const [key, values] of Object.entries(expected)) {
        values.forEach((value, i) =>
          assertAlmostEquals(got[key].data[i], value, 1e-15)
        );
      }
    });

    it(`${name} writes to none of its arguments`, () => {
      const before = structuredClone({ w, dw, tensors });
      rule();
      assertEquals({ w, dw, tensors }, before);
    });

    it(`${name} starts from zeros where there is no state`, () => {
      const zero = (values: number[]) => tensor(values.map(() => 0));
      const zeros = Object.fromEntries(
        Object.entries(state).map(([key, values]) => [key, zero(values)]),
      );
      assertEquals(rule({}), rule(zeros));
    });

    it(`${name} refuses shapes that differ`, () => {
      assertThrows(() => rule(tensors, tensor([1])), ShapeError, "update");
      for (const key of Object.keys(state)) {
        const wrong = { ...tensors, [key]: tensor([[1, 2]]) };
        assertThrows(() => rule(wrong), ShapeError, "[1, 2]");
      }
    });
  }

  it("refuse to guess a momentum", () => {
    for (const name of ["momentum", "nesterov"] as const) {
      assertThrows(
        () => updateRules[name](w, dw, {}, { learningRate }),
        ValueError,
        'Rules with momentum need the option "momentum": it is undefined',
      );
    }
  });

  it("count adam's steps from 1", () => {
    for (const t of [undefined, 0, 1.5]) {
      assertThrows(
        () => adam(w, dw, {}, { learningRate, t }),
        ValueError,
        "The step t of adam must be an integer of at least 1",
      );
    }
  });

  it("keep the speed of momentum when the rate decays", () => {
    const options = { momentum: 0.5 };
    const one = momentum(w, dw, {}, { ...options, learningRate: 1 });
    const two = momentum(one.w, dw, one, { ...options, learningRate: 0.5 });
    assertEquals(two.v, tensor([-4, 2]));
  });
});
