import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type Dtype, formats } from "../../conformance/dtypes.ts";
import { Arithmetic, type Ball, OracleError } from "./ball.ts";
import { Decimal } from "./decimals.ts";
import { sigmoid, softmax, tanh } from "./functions.ts";

const m = new Arithmetic("float64"), u = 2 ** -53;
const exact = (x: number) => m.exact(x);
const third = m.divide(exact(1), exact(3));

describe("the oracle's arithmetic", () => {
  it("takes a float64 for the number it is, not for its shortest decimal", () => {
    const tenth = "0.1000000000000000055511151231257827021181583404541015625";
    assertEquals(exact(0.1).low.toString(), tenth);
    assertEquals(
      exact(2 ** -60).low.times(2 ** 30).times(2 ** 30).toString(),
      "1",
    );
  });

  it("takes an attribute for the decimal that is written, rounded once", () => {
    const tenth = m.constant(0.1);
    assertEquals(tenth.low.toString(), "0.1");
    assert(tenth.radius >= 0.1 * u && tenth.radius < 0.1001 * u);
    assertEquals(m.constant(0.125).radius, 0);
  });

  it("has no error where every format of the case holds the result", () => {
    const half = new Arithmetic("bfloat16");
    assertEquals(half.multiply(half.exact(15), half.exact(17)).radius, 0); // 255
    assert(half.multiply(half.exact(15), half.exact(19)).radius > 0); // 285
    assertEquals(half.sum([1, 2, 4, 8].map((x) => half.exact(x))).radius, 0);
    assert(half.sum([256, 1].map((x) => half.exact(x))).radius > 0);
  });

  it("bounds a quotient by two roundings", () => {
    assertEquals(third.low.toFixed(20), "0.33333333333333333333");
    const inU = third.radius / u;
    assert(inU >= 2 / 3 && inU < 0.6667);
  });

  it("carries errors through products and sums", () => {
    const square = m.multiply(third, third);
    const expected = 2 * (1 / 3) * (2 / 3) + 1 / 9;
    assert(Math.abs(square.radius / u - expected) < 1e-9);
    const sum = m.sum([third, third, third]);
    assert(Math.abs(sum.radius / u - (3 * 2 / 3 + 2)) < 1e-9);
  });

  it("keeps terms of second order: bounds only fall as the format widens", () => {
    const inUnits = (dtype: Dtype) => {
      const arithmetic = new Arithmetic(dtype), x = arithmetic.exact(1.1);
      let power: Ball = arithmetic.divide(x, arithmetic.exact(3));
      for (let i = 0; i < 5; i++) power = arithmetic.multiply(power, power);
      return power.radius / formats[dtype].roundoff;
    };
    assert(inUnits("bfloat16") > inUnits("float16"));
    assert(inUnits("float16") > inUnits("float32"));
    assert(inUnits("float32") > inUnits("float64"));
  });

  it("refuses a decision that rounding could turn", () => {
    const almost = m.subtract(m.add(third, third), m.subtract(exact(1), third));
    assertThrows(
      () => m.compare(almost, exact(0)),
      OracleError,
      "within its error",
    );
    assertEquals(m.compare(exact(1), exact(1)), "equal");
    assertEquals(m.compare(third, exact(0)), "greater");
  });

  it("refuses what leaves the range of the narrowest format", () => {
    const half = new Arithmetic("bfloat16"); // float16 is served as well
    const big = half.exact(32768);
    assertThrows(() => half.add(big, big), OracleError, "outside the range");
  });

  it("refuses to divide by what may be 0, and to take its log", () => {
    const nothing = m.subtract(third, third);
    assertThrows(() => m.divide(exact(1), nothing), OracleError);
    assertThrows(() => m.log(nothing), OracleError);
  });

  it("allows for flushing where a result may be subnormal", () => {
    const half = new Arithmetic("float16"), tiny = half.exact(2 ** -10);
    const product = half.multiply(tiny, half.exact(2 ** -10 * 1.5));
    assert(product.radius >= product.low.toNumber());
  });

  it("takes the largest radius of several formulas, if they agree", () => {
    const wide = { ...third, radius: 3 * u };
    assertEquals(m.either(() => third, () => wide).radius, 3 * u);
    assertThrows(
      () => m.either(() => third, () => exact(0.3333)),
      Error,
      "give",
    );
  });

  it("adds the golden value's own rounding to the bound", () => {
    assertEquals(m.bound(exact(0.75)), 0);
    const rounded = { low: third.low, high: third.low, radius: 0 };
    assertEquals(m.bound(rounded), 0.334);
  });

  it("takes all that is between two intervals, as where a tie is nested", () => {
    const ends = (a: Ball, b: Ball) => {
      const { low, high } = m.between(a, b);
      return [low.toNumber(), high.toNumber()];
    };
    const toBoth = m.between(exact(0), exact(2));
    assertEquals(ends(exact(0), toBoth), [0, 2]);
    assertEquals(ends(toBoth, exact(0)), [0, 2]);
    assertEquals(ends(toBoth, m.between(exact(-1), exact(1))), [-1, 2]);
    assertEquals(ends(toBoth, exact(1)), [0, 2]);
  });

  it("adds an exact 0 without an error", () => {
    const zeros = [exact(0), third, exact(0), third];
    assertEquals(m.sum(zeros).radius, m.sum([third, third]).radius);
    assert(m.sum([third, m.subtract(third, third)]).radius > 2 * third.radius);
  });

  it("leaves no formula out, but one whose overflow must be avoided", () => {
    const half = new Arithmetic("bfloat16"), big = half.exact(60000);
    const small = () => half.exact(1);
    const overflows = () =>
      half.subtract(half.add(big, half.exact(1e4)), half.exact(69999));
    assertThrows(() => half.either(small, overflows), OracleError);
    const avoided = half.unlessItOverflows(overflows);
    assertEquals(half.either(small, avoided).radius, 0);
    const divides = half.unlessItOverflows(() => half.divide(big, exact(0)));
    assertThrows(() => half.either(small, divides), OracleError);
  });

  it("multiplies intervals by their corners", () => {
    const interval = m.between(exact(0), exact(1));
    const { low, high } = m.multiply(interval, exact(-3));
    assertEquals([low.toNumber() + 0, high.toNumber() + 0], [-3, 0]);
  });
});

describe("the oracle's functions", () => {
  it("know sigmoid to 40 digits", () => {
    // 1/(1+e⁻²), computed with mpmath at 60 digits
    const expected = "0.8807970779778824440597291413023967952064";
    assertEquals(sigmoid(m, exact(2)).low.toFixed(40), expected);
  });

  it("know tanh to 40 digits, also near 0", () => {
    // tanh(1/64) and tanh(−2), computed with mpmath at 60 digits
    assertEquals(
      tanh(m, exact(1 / 64)).low.toFixed(40),
      "0.0156237285584088652023488311762919081000",
    );
    assertEquals(
      tanh(m, exact(-2)).low.toFixed(40),
      "-0.9640275800758168839464137241009231502550",
    );
  });

  it("allow strict engines the log of a softmax of shifted scores", () => {
    const strict = new Arithmetic("float64", true);
    const scores = [1000, 990].map(exact);
    const [wide, narrow] = [m, strict].map((m) => softmax(m, scores).p(1));
    const byLog = strict.exp(
      strict.subtract(
        exact(-10),
        strict.log(m.add(m.exp(exact(0)), m.exp(exact(-10)))),
      ),
    );
    assertEquals(narrow.radius, byLog.radius);
    assert(wide.radius > 20 * narrow.radius);
  });

  it("give a softmax that adds up to 1", () => {
    const { p } = softmax(m, [1, -2, 0.5].map(exact));
    const sum = [0, 1, 2].reduce(
      (total, j) => total.plus(p(j).low),
      new Decimal(0),
    );
    assert(sum.minus(1).abs().lt("1e-55"));
  });
});
