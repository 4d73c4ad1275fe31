/**
 * How far exp, tanh and sigmoid of the engine are from the true values, in units in
 * the last place of those. The engine's own tests have no arithmetic of such precision.
 */
import { assert } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Decimal as AnyDecimal } from "decimal.js";
import { exp, sigmoid, tanh } from "../engine/kernels/elementary.ts";
import { mt19937 } from "../engine/random.ts";
import { Arithmetic } from "./oracle/ball.ts";

/** 17 digits of a result, and three of its error; tanh loses up to five near 0. */
const Decimal = AnyDecimal.clone({ precision: 25 });
type Decimal = AnyDecimal;

const { uniform } = mt19937(231);
const float64 = new Arithmetic("float64");

/** The number that a float64 is; `new Decimal(x)` would take what prints as x. */
function decimal(x: number): Decimal {
  return new Decimal(float64.exact(x).low);
}

function ulp(x: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), -1022);
  return 2 ** (exponent - 52);
}

function worst(
  xs: Iterable<number>,
  f: (x: number) => number,
  truth: (x: Decimal) => Decimal,
): number {
  let largest = 0;
  for (const x of xs) {
    const y = truth(decimal(x)), error = y.minus(decimal(f(x))).abs();
    largest = Math.max(largest, error.toNumber() / ulp(y.toNumber()));
  }
  return largest;
}

const trueSigmoid = (x: Decimal) => x.neg().exp().plus(1).pow(-1);

function trueTanh(x: Decimal): Decimal {
  const power = x.times(2).exp();
  return power.minus(1).div(power.plus(1));
}

/** n + ½ times ln 2, where exp passes from one power of two to the next. */
const seams = uniform(-1000, 1000, 100).map((n) =>
  (Math.floor(n) + 0.5 + 1e-9 * n) * Math.LN2
);

describe("the engine's elementary functions", () => {
  it("exp errs by less than 0.8 ULP", () => {
    const xs = [...uniform(-1, 1, 300), ...uniform(-745, 709, 200), ...seams];
    assert(worst(xs, exp, (x) => x.exp()) < 0.8);
  });

  it("tanh errs by less than 1.7 ULP", () => {
    const xs = [...uniform(-1.2, 1.2, 400), ...uniform(0.5, 0.6, 400)];
    const tiny = uniform(-5, 0, 200).map((exponent) => 10 ** exponent);
    assert(worst([...xs, ...tiny, 19, 22], tanh, trueTanh) < 1.7);
  });

  it("sigmoid errs by less than 2.1 ULP", () => {
    const xs = [...uniform(-2, 2, 300), ...uniform(-38, 36, 300)];
    const low = uniform(-745, -36, 100);
    assert(worst([...xs, ...low], sigmoid, trueSigmoid) < 2.1);
  });
});
