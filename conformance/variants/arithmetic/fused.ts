/**
 * a·b + c with a single rounding, as the instruction of most processors computes it:
 * JavaScript has none, so it is made of float64 operations.
 *
 * Source: S. Boldo and G. Melquiond, "Emulation of a FMA and correctly rounded sums:
 * proved algorithms using rounding to odd" (2008). A number rounded to odd, with two
 * bits more than the format, can be rounded to nearest once more without harm.
 *
 * @module
 */

const bits = new DataView(new ArrayBuffer(8));

/** a·b + c rounded once to float32, for a, b and c of float32. */
export function fused32(a: number, b: number, c: number): number {
  // The product of two numbers of 24 bits is exact in float64.
  return Math.fround(addToOdd(a * b, c));
}

/**
 * a·b + c rounded once to float64, where nothing on the way leaves the normal numbers;
 * rounded twice elsewhere, which is as right.
 */
export function fused64(a: number, b: number, c: number): number {
  const product = a * b, size = Math.abs(product);
  if (!(size > 2 ** -900 && size < 2 ** 900 && Math.abs(c) < 2 ** 900)) {
    return product + c;
  }
  const low = productError(a, b, product);
  const inner = c + low, innerError = sumError(c, low, inner);
  const outer = product + inner, outerError = sumError(product, inner, outer);
  return outer + addToOdd(outerError, innerError);
}

/** a + b, rounded to whichever neighbour has an odd last bit unless it is exact. */
function addToOdd(a: number, b: number): number {
  const sum = a + b, error = sumError(a, b, sum);
  if (!(Math.abs(error) > 0) || !Number.isFinite(sum)) return sum;
  bits.setFloat64(0, sum);
  const word = bits.getBigInt64(0);
  if (word & 1n) return sum;
  // The neighbour on the side of the error; the bits of a number count its size.
  bits.setBigInt64(0, word + (error > 0 === sum > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}

/** What `sum` lacks of a + b, exactly (Knuth's two-sum). */
function sumError(a: number, b: number, sum: number): number {
  const part = sum - a;
  return (a - (sum - part)) + (b - part);
}

/** What `product` lacks of a·b, exactly (Dekker's, by halves of 26 bits). */
function productError(a: number, b: number, product: number): number {
  const [aHigh, aLow] = halves(a), [bHigh, bLow] = halves(b);
  return aLow * bLow -
    (((product - aHigh * bHigh) - aLow * bHigh) - aHigh * bLow);
}

function halves(x: number): [high: number, low: number] {
  const scaled = (2 ** 27 + 1) * x, high = scaled - (scaled - x);
  return [high, x - high];
}
