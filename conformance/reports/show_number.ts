/**
 * Numbers for people: few digits, and powers of ten where there would be many.
 *
 * @module
 */

/** A margin, with two digits behind the point. */
export function showMargin(margin: number | undefined): string {
  if (margin === undefined) return "";
  if (margin > 0 && margin < 0.005) return "< 0.01";
  return margin === 0 ? "0" : margin < 100 ? margin.toFixed(2) : short(margin);
}

/** A number with up to three digits: 0.5, 118, 1.2·10^15. */
export function short(value: number): string {
  if (value === Infinity) return "∞";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e5)) {
    return `${Number(value.toPrecision(3))}`;
  }
  return value.toExponential(1).replace(/e\+?/, "·10^");
}
