/**
 * Orders in which a sum can be taken. All of them are right: SPEC.md 14 leaves the
 * order open, and 3.2 allows n − 1 roundings for any.
 *
 * @module
 */

/** What a sum is made of. */
export interface Adder {
  add(a: number, b: number): number;
  subtract(a: number, b: number): number;
}

/** The sum of at least one term. */
export type Summation = (m: Adder, terms: readonly number[]) => number;

/** From the first term to the last, as in a textbook. */
export const inOrder: Summation = (m, terms) => terms.reduce(m.add);

/** From the last term to the first. */
export const reversed: Summation = (m, terms) => terms.reduceRight(m.add);

/** The sums of both halves, as a tree. */
export const pairwise: Summation = (m, terms) => {
  if (terms.length < 2) return terms[0];
  const middle = Math.ceil(terms.length / 2);
  const half = (start: number, end?: number) =>
    pairwise(m, terms.slice(start, end));
  return m.add(half(0, middle), half(middle));
};

/** Every lane of a vector register by itself, the lanes in the end. */
export function inLanes(width: number): Summation {
  return (m, terms) => {
    const lanes = terms.slice(0, width);
    for (let k = width; k < terms.length; k++) {
      lanes[k % width] = m.add(lanes[k % width], terms[k]);
    }
    return pairwise(m, lanes);
  };
}

/** Blocks of neighbours in order, and then the sums of the blocks. */
export function inBlocks(size: number): Summation {
  return (m, terms) => {
    const sums: number[] = [];
    for (let k = 0; k < terms.length; k += size) {
      sums.push(inOrder(m, terms.slice(k, k + size)));
    }
    return inOrder(m, sums);
  };
}

/**
 * Kahan's: what an addition rounds away is taken off the next term. Of an infinite
 * sum nothing is rounded away: ∞ − ∞ must not get in.
 */
export const compensated: Summation = (m, terms) => {
  let total = terms[0], lost = 0;
  for (const term of terms.slice(1)) {
    const next = m.subtract(term, lost), sum = m.add(total, next);
    lost = Number.isFinite(sum) ? m.subtract(m.subtract(sum, total), next) : 0;
    total = sum;
  }
  return total;
};
