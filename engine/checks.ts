/**
 * Checks of options that more than one file makes. Those of shapes are in
 * `gates/gate.ts`.
 *
 * @module
 */
import { ValueError } from "./errors.ts";

/** Refuses a name that is not in a list. */
export function requireOneOf(
  what: string,
  value: string,
  names: readonly string[],
): void {
  if (!names.includes(value)) {
    const list = names.map((name) => `"${name}"`).join(", ");
    throw new ValueError(
      `The ${what} must be one of ${list}: it is "${value}"`,
    );
  }
}

/** Refuses what is no integer, or one outside of its bounds. */
export function requireInteger(
  what: string,
  value: number,
  smallest: number,
  largest = Infinity,
): void {
  if (!Number.isInteger(value) || value < smallest || value > largest) {
    const bounds = largest === Infinity
      ? `of at least ${smallest}`
      : `from ${smallest} to ${largest}`;
    throw new ValueError(
      `The ${what} must be an integer ${bounds}: it is ${value}`,
    );
  }
}
