import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Arithmetic } from "./ball.ts";
import { columnGradient } from "./column_gradient.ts";
import { moments } from "./moments.ts";

const m = new Arithmetic("float32"), u = 2 ** -24;
const exact = (numbers: readonly number[]) => numbers.map((x) => m.exact(x));

describe("the moments of a column", () => {
  it("are exact to 40 digits", () => {
    const { mean, variance } = moments(m, exact([1, 2, 4]));
    assertEquals(mean.low.toFixed(40), `2.${"3".repeat(40)}`);
    assertEquals(variance.low.toFixed(40), `1.${"5".repeat(39)}6`);
  });

  it("allow for Welford's mean, where a sum would be exact", () => {
    const { mean } = moments(m, exact([3, -1, -2, 0.125]));
    // The means on the way are 3, 1, 0 and 1/32; the exact sum is only divided.
    const bySum = 2 * (1 / 32) * u;
    assert(mean.radius > 100 * bySum && mean.radius < 9 * u);
  });

  it("are not served in a format in which the mean square overflows", () => {
    const half = new Arithmetic("float16");
    const pixels = [255, 0, 255, 0].map((x) => half.exact(x));
    let message = "";
    try {
      moments(half, pixels);
    } catch (error) {
      message = (error as Error).message;
    }
    assert(message.includes("outside the range"), message);
  });
});

describe("the gradient of a normalized column", () => {
  it("adds up to 0, and has one value by all of its formulas", () => {
    const g = exact([1, -0.5, 2]),
      { centred, variance } = moments(
        m,
        exact([1, 2, 4]),
      );
    const root = m.sqrt(m.add(variance, m.exact(0.5)));
    const hat = centred.map((c) => m.divide(c, root));
    const gamma = m.exact(1.5);
    const dx = columnGradient(m, { g, hat, centred, root, gamma });
    const sum = dx.reduce((total, { low }) => total + low.toNumber(), 0);
    assert(Math.abs(sum) < 1e-15);
    assert(dx.every(({ radius }) => radius > u && radius < 150 * u));
  });
});
