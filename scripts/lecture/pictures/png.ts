/**
 * Pixels as a PNG file: what a picture in SVG needs to hold images.
 *
 * Source: ISO/IEC 15948, "Portable Network Graphics".
 *
 * @module
 */

/**
 * Encodes an image.
 *
 * @param pixels Red, green and blue from 0 to 255, row by row.
 */
export async function png(
  pixels: Uint8Array,
  width: number,
  height: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const line = 3 * width;
  // Each line starts with the number of its filter: 0 is none.
  const filtered = new Uint8Array((line + 1) * height);
  for (let row = 0; row < height; row++) {
    const bytes = pixels.subarray(row * line, (row + 1) * line);
    filtered.set(bytes, row * (line + 1) + 1);
  }
  const deflated = new Blob([filtered]).stream()
    .pipeThrough(new CompressionStream("deflate"));
  const head = new DataView(new ArrayBuffer(13));
  head.setUint32(0, width);
  head.setUint32(4, height);
  head.setUint16(8, 0x0802); // 8 bits for each of three colours
  const parts = [
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", new Uint8Array(head.buffer)),
    chunk("IDAT", await new Response(deflated).bytes()),
    chunk("IEND", new Uint8Array(0)),
  ];
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** A part of the file: length, name, content, and a check sum of the last two. */
function chunk(name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  const end = bytes.length - 4;
  view.setUint32(end, crc32(bytes.subarray(4, end)));
  return bytes;
}

/** The check sum of PNG and gzip. */
export function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let i = 0; i < 8; i++) {
      rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
    }
  }
  return ~rest >>> 0;
}
