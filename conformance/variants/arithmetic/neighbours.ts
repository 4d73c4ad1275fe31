/**
 * Rounding that is as bad as the standard model of SPEC.md 3.2 allows: of the numbers
 * of the format within |δ| ≤ u of the exact result, the one that is farthest off. No
 * processor does so; whatever the bounds forgot would show here first.
 *
 * @module
 */
import { type Dtype, formats, unitInLastPlace } from "../../dtypes.ts";

/** The number of the format that lies farthest from `x`, within so many roundings. */
export function farthest(dtype: Dtype, roundings = 1) {
  const { round, roundoff, smallestNormal, largest } = formats[dtype];
  return (x: number): number => {
    const nearest = round(x), size = Math.abs(x);
    // What the format holds is given as it is, and subnormals have other rules.
    if (nearest === x || !(size > 8 * smallestNormal && size < largest / 8)) {
      return nearest;
    }
    const unit = unitInLastPlace(x, dtype);
    const allowed = roundings * roundoff * size;
    let chosen = nearest;
    for (const side of [-1, 1]) {
      for (let steps = 1; steps <= roundings; steps++) {
        const other = round(nearest + side * steps * unit);
        const error = Math.abs(other - x);
        if (error <= allowed && error > Math.abs(chosen - x)) chosen = other;
      }
    }
    return chosen;
  };
}
