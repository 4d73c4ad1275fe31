import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { tensor } from "../../../mod.ts";
import { BINS, histogram, histogramsPicture } from "./layers.ts";
import { lines, smoothed } from "./lines.ts";
import { crc32, png } from "./png.ts";
import { tilesPicture } from "./tiles.ts";

describe("a histogram", () => {
  it("has 30 bins from −1 to 1, both ends counted", () => {
    const counts = histogram([-1, -0.999, 0, 0.001, 1, 1.01, -1.01, NaN]);
    assertEquals(counts.length, BINS);
    assertEquals([counts[0], counts[15], counts[29]], [2, 2, 1]);
    assertEquals(counts.reduce((sum, count) => sum + count), 5);
  });

  it("becomes a picture with a row for each net", async () => {
    const counts = histogram([0.1, 0.2]);
    const net = { means: [0], stds: [1], histograms: [counts] };
    const svg = await histogramsPicture([
      { ...net, name: "tanh, tiny" },
      { ...net, name: "tanh, huge" },
    ]);
    assert(svg.startsWith("<svg"));
    assert(svg.includes("tanh, tiny") && svg.includes("tanh, huge"));
  });
});

describe("curves", () => {
  it("are smoothed by means of neighbours", () => {
    assertEquals(smoothed([1, 3, 5, 7, 100], 2, "a"), [
      { x: 2, y: 2, series: "a" },
      { x: 4, y: 6, series: "a" },
    ]);
  });

  it("leave out what has no place on the axis", async () => {
    const points = [1, 10, NaN, Infinity, 0].map((y, x) => ({
      x,
      y,
      series: "loss",
    }));
    const panel = { title: "t", xTitle: "x", yTitle: "y", isLog: true, points };
    const svg = await lines([panel]);
    assert(svg.includes("<svg") && !/NaN|Infinity/.test(svg));
  });
});

describe("a PNG", () => {
  it("has the check sums of the standard", () => {
    assertEquals(crc32(new TextEncoder().encode("IEND")), 0xae426082);
  });

  it("holds the pixels, line by line", async () => {
    const pixels = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const file = await png(pixels, 2, 2);
    const view = new DataView(file.buffer);
    assertEquals(new TextDecoder().decode(file.slice(12, 16)), "IHDR");
    assertEquals([view.getUint32(16), view.getUint32(20)], [2, 2]);
    const length = view.getUint32(33);
    const stream = new Blob([file.slice(41, 41 + length)]).stream()
      .pipeThrough(new DecompressionStream("deflate"));
    assertEquals(
      await new Response(stream).bytes(),
      new Uint8Array([0, 1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 10, 11, 12]),
    );
  });
});

describe("the tiles of a layer", () => {
  it("are one for each unit, the largest weight white or black", async () => {
    const weights = tensor([[1, -4], [0, 2]]);
    const svg = await tilesPicture(weights, [1, 2, 1], "two units");
    assert(svg.includes("two units"));
    const base64 = svg.match(/base64,([^"]+)/)![1];
    const file = Uint8Array.fromBase64(base64);
    const width = new DataView(file.buffer).getUint32(16);
    const length = new DataView(file.buffer).getUint32(33);
    const stream = new Blob([file.slice(41, 41 + length)]).stream()
      .pipeThrough(new DecompressionStream("deflate"));
    const line = (await new Response(stream).bytes()).slice(1);
    const greys = Array.from({ length: 5 }, (_, i) => line[3 * i]);
    assertEquals(width, 29);
    assertEquals(greys, [255, 127, 255, 0, 191]);
  });
});
