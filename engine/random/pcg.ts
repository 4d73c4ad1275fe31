/**
 * The words of PCG32 (XSH RR 64/32). Its state has 64 bits, of which numbers hold 53:
 * it is kept in two halves, since a BigInt costs twenty times as much.
 *
 * Source: M. E. O'Neill, "PCG: a family of simple fast space-efficient
 * statistically good algorithms for random number generation" (2014).
 *
 * @module
 */

/** 64 bits as two integers of 32: the low half, and the high one. */
type Halves = Int32Array;

const MULTIPLIER = 6364136223846793005n;
const SEEDING_INCREMENT = 11634580027462260723n;

/** The stream of words, from 0 to 2³²−1, that a seed of 64 bits gives. */
export function pcgWords(seed: bigint): () => number {
  const [startLow, startHigh, incrementLow, incrementHigh] = seedWords(seed);
  const increment = Int32Array.of(incrementLow | 1, incrementHigh);
  const state = Int32Array.of(startLow, startHigh);
  add(state, increment);
  step(state, increment);
  return () => {
    const word = output(state);
    step(state, increment);
    return word;
  };
}

/** Spreads a seed of 64 bits over the four words of state and increment. */
function seedWords(seed: bigint): number[] {
  const increment = halves(SEEDING_INCREMENT), state = halves(seed);
  return Array.from({ length: 4 }, () => {
    step(state, increment);
    return output(state);
  });
}

function halves(bits: bigint): Halves {
  const low = BigInt.asIntN(32, bits), high = BigInt.asIntN(32, bits >> 32n);
  return Int32Array.of(Number(low), Number(high));
}

const [FACTOR_LOW, FACTOR_HIGH] = halves(MULTIPLIER);
const FACTOR_0 = FACTOR_LOW & 0xffff, FACTOR_1 = FACTOR_LOW >>> 16;

/** state ← state·multiplier + increment, modulo 2⁶⁴. */
function step(state: Halves, increment: Halves): void {
  const low = state[0], high = state[1];
  // The product of the low halves in pieces of 16 bits, as it has 64 bits itself.
  const low0 = low & 0xffff, low1 = low >>> 16;
  const p00 = Math.imul(low0, FACTOR_0), p01 = Math.imul(low0, FACTOR_1);
  const p10 = Math.imul(low1, FACTOR_0), p11 = Math.imul(low1, FACTOR_1);
  const middle = (p00 >>> 16) + (p01 & 0xffff) + (p10 & 0xffff);
  const carried = (p01 >>> 16) + (p10 >>> 16) + (middle >>> 16) + p11 | 0;
  const fromHigh = Math.imul(high, FACTOR_LOW) + Math.imul(low, FACTOR_HIGH);
  state[0] = (middle << 16) | (p00 & 0xffff);
  state[1] = carried + (fromHigh | 0) | 0;
  add(state, increment);
}

/** a ← a + b, modulo 2⁶⁴. */
function add(a: Halves, b: Halves): void {
  const low = (a[0] >>> 0) + (b[0] >>> 0);
  a[0] = low | 0;
  a[1] = a[1] + b[1] + (low > 0xffffffff ? 1 : 0) | 0;
}

/** The permuted output of a state: xorshift high bits, then a random rotation. */
function output(state: Halves): number {
  const low = state[0], high = state[1];
  const shiftedHigh = (high >>> 18) ^ high;
  const shiftedLow = ((high << 14) | (low >>> 18)) ^ low;
  const word = (shiftedHigh << 5) | (shiftedLow >>> 27);
  const rotation = high >>> 27;
  return ((word >>> rotation) | (word << (-rotation & 31))) >>> 0;
}
