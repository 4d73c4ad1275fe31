import { assertEquals, assertNotEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { xoshiro } from "../engine/random.ts";
import { fused32, fused64 } from "./fused.ts";

/** x·2¹¹⁰⁰ as an integer. */
function scaled(x: number): bigint {
  const halves = 1100;
  let shift = 0;
  while (!Number.isInteger(x)) [x, shift] = [2 * x, shift + 1];
  return BigInt(x) << BigInt(halves - shift);
}

/** The nearest of a number and its neighbours to an integer, over 2²²⁰⁰. */
function isNearest(got: number, exact: bigint, unit: number): boolean {
  const distance = (x: number) => {
    const gap = (scaled(x) << 1100n) - exact;
    return gap < 0n ? -gap : gap;
  };
  const size = 2 ** Math.floor(Math.log2(Math.abs(got))) * unit;
  return [got - size, got + size].every((other) =>
    distance(got) <= distance(other)
  );
}

describe("a·b + c with one rounding", () => {
  const { normal, uniform } = xoshiro(1);
  const any = () => normal() * 2 ** Math.floor(40 * uniform() - 20);

  it("is the nearest float64 to the exact value", () => {
    for (let i = 0; i < 500; i++) {
      const a = any(), b = any();
      const c = i % 2 === 0 ? any() : -a * b * (1 + normal() * 2 ** -50);
      const exact = scaled(a) * scaled(b) + (scaled(c) << 1100n);
      assertEquals(isNearest(fused64(a, b, c), exact, 2 ** -52), true);
    }
  });

  it("is the nearest float32 to the exact value", () => {
    for (let i = 0; i < 500; i++) {
      const [a, b] = [any(), any()].map(Math.fround);
      const c = Math.fround(i % 2 === 0 ? any() : -a * b);
      const exact = scaled(a) * scaled(b) + (scaled(c) << 1100n);
      const got = fused32(a, b, c);
      if (got === 0) assertEquals(exact, 0n);
      else assertEquals(isNearest(got, exact, 2 ** -23), true);
    }
  });

  it("keeps what the product would have rounded away", () => {
    assertEquals(0.1 * 10 - 1, 0);
    assertEquals(fused64(0.1, 10, -1), 2 ** -54);
    const tenth = Math.fround(0.1);
    assertEquals(fused32(tenth, 10, -1), tenth * 10 - 1);
  });

  it("is not rounded to float64 on its way to float32", () => {
    // 1 + 2⁻¹¹ + 2⁻²⁴ lies halfway between two numbers: a little more, and it is
    // the upper one.
    const half = 1 + 2 ** -12, tiny = 2 ** -60, product = half * half;
    assertEquals(Math.fround(product), 1 + 2 ** -11);
    assertNotEquals(fused32(half, half, tiny), Math.fround(product + tiny));
    assertEquals(fused32(half, half, tiny), 1 + 2 ** -11 + 2 ** -23);
  });

  it("passes infinities and NaN on", () => {
    assertEquals(fused64(Infinity, 1, 0), Infinity);
    assertEquals(fused32(2, 3, -Infinity), -Infinity);
    assertEquals(fused64(NaN, 1, 2), NaN);
    assertEquals(fused32(Infinity, 0, 1), NaN);
  });
});
