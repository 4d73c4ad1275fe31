/**
 * Reads a byte stream line by line, with a limit on the length of a line: an engine
 * that never ends one must not fill the memory.
 *
 * @module
 */

/** The longest line that is accepted, in bytes. */
export const LONGEST_LINE = 64 * 2 ** 20;

/** A line was longer than {@linkcode LONGEST_LINE}. */
export class LineTooLong extends Error {}

/** Yields each line without its end; a last line without an end is yielded too. */
export async function* readLines(
  stream: ReadableStream<Uint8Array>,
  longest = LONGEST_LINE,
): AsyncGenerator<{ text: string; complete: boolean }> {
  let parts: Uint8Array[] = [], size = 0;
  const take = () => {
    const bytes = new Uint8Array(size);
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    parts = [];
    size = 0;
    return new TextDecoder().decode(bytes);
  };
  for await (const chunk of stream) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(10, start);
      const part = chunk.subarray(start, end < 0 ? undefined : end);
      parts.push(part);
      size += part.length;
      if (size > longest) throw new LineTooLong();
      if (end < 0) break;
      yield { text: take(), complete: true };
      start = end + 1;
    }
  }
  if (size > 0) yield { text: take(), complete: false };
}
