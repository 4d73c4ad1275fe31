/**
 * What the methods of a RandomState draw from.
 *
 * @module
 */

/** A stream of floats in [0, 1) and of words of 32 bits, in one order of drawing. */
export interface Source {
  /** The next float. */
  float(): number;
  /** The next word, from 0 to 2³²−1. */
  uint32(): number;
  /** Fills `values` with the next floats. */
  fill(values: Float64Array): void;
}
