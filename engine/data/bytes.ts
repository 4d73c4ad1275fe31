/**
 * Bytes that come in pieces: what the readers of data files share. A source whose
 * first two bytes are those of gzip is decompressed on the way.
 *
 * @module
 */
import { ValueError } from "../errors.ts";

/** The bytes of a file: a stream of them, such as `file.readable`, or all at once. */
export type ByteSource = ReadableStream<Uint8Array> | Uint8Array;

/** Takes bytes from a source, in order. */
export interface ByteReader {
  /** The next `n` bytes. */
  take(n: number): Promise<Uint8Array>;
  /** The next bytes as numbers, as many as `target` holds: it is written to. */
  fill(target: Float64Array): Promise<void>;
  /** Whether nothing is left. */
  isAtEnd(): Promise<boolean>;
  /** Refuses a source that goes on. */
  expectEnd(): Promise<void>;
  /** Gives the source back, read or not. */
  close(): Promise<void>;
}

const GZIP = [0x1f, 0x8b];

/**
 * Starts to read a source.
 *
 * @param what What the source is, as the messages call it: "the images".
 */
export function byteReader(source: ByteSource, what: string): ByteReader {
  let pieces: AsyncIterator<Uint8Array> | undefined;
  let piece: Uint8Array = new Uint8Array(0), at = 0, taken = 0;

  const next = async () => {
    pieces ??= unzipped(source);
    const { value, done } = await pieces.next().catch((error) => {
      throw new ValueError(
        `Cannot read ${what}: the data broke off after ${taken} bytes, ${error.message}`,
      );
    });
    if (done) return false;
    piece = value;
    at = 0;
    return true;
  };
  /** Hands over the next `n` bytes, in pieces. */
  const each = async (
    n: number,
    use: (bytes: Uint8Array, offset: number) => void,
  ) => {
    const end = taken + n;
    for (let offset = 0; offset < n;) {
      if (at === piece.length) {
        if (await next()) continue;
        throw new ValueError(
          `Cannot read ${what}: the file must have ${end} bytes at least, and ends after ${taken}`,
        );
      }
      const bytes = piece.subarray(at, at + n - offset);
      use(bytes, offset);
      offset += bytes.length;
      at += bytes.length;
      taken += bytes.length;
    }
  };
  const isAtEnd = async () => {
    while (at === piece.length) if (!await next()) return true;
    return false;
  };
  return {
    isAtEnd,
    async take(n) {
      const all = new Uint8Array(n);
      await each(n, (bytes, offset) => all.set(bytes, offset));
      return all;
    },
    async fill(target) {
      await each(target.length, (bytes, offset) => target.set(bytes, offset));
    },
    async expectEnd() {
      if (await isAtEnd()) return;
      throw new ValueError(
        `Cannot read ${what}: the file must end after ${taken} bytes, and goes on`,
      );
    },
    async close() {
      await pieces?.return?.();
    },
  };
}

/**
 * The pieces of a source, decompressed if it starts as gzip does. Streams are asked
 * by hand, as not every browser can loop over one.
 */
async function* unzipped(source: ByteSource): AsyncGenerator<Uint8Array> {
  const pieces = piecesOf(source);
  try {
    let first = new Uint8Array(0);
    while (first.length < GZIP.length) {
      const { value, done } = await pieces.next();
      if (done) break;
      const longer = new Uint8Array(first.length + value.length);
      longer.set(first);
      longer.set(value, first.length);
      first = longer;
    }
    const all = chain(first, pieces);
    yield* GZIP.every((byte, i) => first[i] === byte) ? gunzip(all) : all;
  } finally {
    await pieces.return(undefined);
  }
}

async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  if (source instanceof Uint8Array) return yield source;
  const reader = source.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

async function* chain(
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

function gunzip(
  pieces: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return piecesOf(stream.pipeThrough(new DecompressionStream("gzip")));
}
