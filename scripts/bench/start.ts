/**
 * How long the kernels make a program wait that imports the library, and one that also
 * multiplies: whole processes in turns, with and without SIMD.
 *
 * ```sh
 * deno run --allow-run scripts/bench/start.ts
 * ```
 *
 * @module
 */
import { medianOf } from "./measure.ts";

const ROUNDS = 30;

const library = import.meta.resolve("../../mod.ts");
const kernels = import.meta.resolve("../../engine/kernels/mod.ts");
const simd = import.meta.resolve("../../engine/kernels/simd.ts");

/** A module in a URL. */
const inline = (type: string, source: string) =>
  `data:${type},${encodeURIComponent(source)}`;

const noSimd = inline("text/javascript", "export const simd = () => {};");
const importMap = JSON.stringify({ imports: { [simd]: noSimd } });
const plain = `--import-map=${inline("application/json", importMap)}`;

const imported = `import ${JSON.stringify(library)};`;
const product = `
  import { matmul } from ${JSON.stringify(kernels)};
  const x = { shape: [64, 64], data: new Float64Array(64 * 64) };
  matmul(x, x);`;
const importing = inline("text/javascript", imported);
const multiplying = inline("text/javascript", imported + product);

/** The arguments of Deno for each program. */
const programs = {
  "the library with plain kernels": [plain, importing],
  "the library": [importing],
  "a product by plain kernels": [plain, multiplying],
  "a product": [multiplying],
};

async function millisecondsOf(args: readonly string[]): Promise<number> {
  const start = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--no-check", ...args],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) Deno.exit(1);
  return performance.now() - start;
}

const times = new Map<string, number[]>();
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, args] of Object.entries(programs)) {
    const taken = await millisecondsOf(args);
    // The first round fills the caches.
    if (round > 0) times.set(name, [...times.get(name) ?? [], taken]);
  }
}
for (const [name, taken] of times) {
  const best = Math.min(...taken), median = medianOf(taken);
  console.log(`${name}: ${Math.round(best)} ms, median ${Math.round(median)}`);
}
