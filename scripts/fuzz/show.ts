/**
 * Writes a case source down as it would stand in scripts/golden/.
 *
 * @module
 */

/** How long a line may get. */
const WIDTH = 80;

/**
 * A value as a TypeScript literal, laid out roughly as `deno fmt` does.
 *
 * @param before How many characters stand in front of it on its line.
 */
export function literal(
  value: unknown,
  indent = "",
  before = indent.length,
): string {
  if (typeof value === "number") {
    return Object.is(value, -0) ? "-0" : `${value}`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const parts = (inside: string) =>
    Array.isArray(value)
      ? value.map((part) => literal(part, inside))
      : Object.entries(value).filter(([, part]) => part !== undefined)
        .map(([key, part]) => {
          const start = `${key}: `;
          return start + literal(part, inside, inside.length + start.length);
        });
  const flat = parts(inner).join(", ");
  const pad = close === "}" && flat !== "" ? " " : "";
  if (!flat.includes("\n") && before + flat.length + "{  },".length <= WIDTH) {
    return `${open}${pad}${flat}${pad}${close}`;
  }
  const isNumbers = Array.isArray(value) &&
    value.every((part) => typeof part === "number");
  return isNumbers
    ? `${open}${flat}${close}`
    : `${open}\n${
      parts(inner).map((part) => `${inner}${part},\n`).join("")
    }${indent}${close}`;
}
