/**
 * The weights of the first layer as images: each column of W1 is what one hidden unit
 * looks for in a picture.
 *
 * @module
 */
import type { Tensor } from "../../../mod.ts";
import { png } from "./png.ts";

/** How an image lies in a row of the data. */
export type ImageSize = readonly [
  height: number,
  width: number,
  colours: number,
];

const ACROSS = 10, SCALE = 3, GAP = 1;

/** One tile for each column of `[d, h]` weights, ten in a row. */
export async function tilesPicture(
  { shape: [, units], data }: Tensor,
  [height, width, colours]: ImageSize,
  title: string,
): Promise<string> {
  const down = Math.ceil(units / ACROSS), area = height * width;
  const columns = ACROSS * (width + GAP) - GAP;
  const rows = down * (height + GAP) - GAP;
  const pixels = new Uint8Array(3 * columns * rows).fill(255);
  for (let unit = 0; unit < units; unit++) {
    const shade = shades(data, unit, units);
    const left = (unit % ACROSS) * (width + GAP);
    const top = Math.floor(unit / ACROSS) * (height + GAP);
    for (let p = 0; p < area; p++) {
      const x = left + p % width, y = top + Math.floor(p / width);
      for (let colour = 0; colour < 3; colour++) {
        const plane = colours === 3 ? colour * area : 0;
        pixels[3 * (y * columns + x) + colour] = shade(plane + p);
      }
    }
  }
  const image = (await png(pixels, columns, rows)).toBase64();
  const [w, h] = [columns * SCALE, rows * SCALE], margin = 12, head = 30;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${
    w + 2 * margin
  }" height="${h + head + margin}" viewBox="0 0 ${w + 2 * margin} ${
    h + head + margin
  }"><rect width="100%" height="100%" fill="white"/><text x="${margin}" y="20" font-family="system-ui, sans-serif" font-size="14" font-weight="bold">${title}</text><image x="${margin}" y="${head}" width="${w}" height="${h}" style="image-rendering:pixelated" href="data:image/png;base64,${image}"/></svg>`;
}

/** Weights of one unit as shades: its largest is white or black, 0 is grey. */
function shades(data: Float64Array, unit: number, units: number) {
  let largest = 1e-300;
  for (let i = unit; i < data.length; i += units) {
    largest = Math.max(largest, Math.abs(data[i]));
  }
  return (i: number) => 127.5 * (1 + data[i * units + unit] / largest);
}
