/**
 * How many threads can run at a time.
 *
 * @module
 */

/** As many threads as can be of use. */
export function cores(): number {
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}
