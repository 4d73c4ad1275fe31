/** `deno task lecture` as a user runs it. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const MAIN = new URL("./main.ts", import.meta.url).pathname;

function start(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", MAIN, ...args],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function lecture(...args: string[]) {
  const { code, stdout, stderr } = await start(...args).output();
  const [out, err] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  return { code, out, err };
}

/** The pictures that the page of a folder shows, all of which must be there. */
async function picturesOf(folder: string): Promise<string[]> {
  const page = await Deno.readTextFile(`${folder}/index.html`);
  const names = Array.from(page.matchAll(/<img src="([^"]+)"/g), ([, a]) => a);
  for (const name of names) {
    const svg = await Deno.readTextFile(`${folder}/${name}`);
    assert(svg.startsWith("<svg"), name);
  }
  return names;
}

describe("the lecture", () => {
  it("shows an experiment beside the published numbers, with its picture", async () => {
    const folder = await Deno.makeTempDir();
    const { code, out, err } = await lecture("overfit", "--output", folder);
    assertEquals(code, 0, out);
    assertEquals(err, `Open ${folder}/index.html in a browser.\n`);
    const lines = out.split("\n");
    assertEquals(lines.slice(1, 3), [
      "Overfitting 20 images",
      "=====================",
    ]);
    assert(
      lines.some((line) =>
        /^Finished epoch 200 \/ 200: cost 0\.00\d{4}, train: 1\.000000, val 1\.000000, lr 1\.000000e-03$/
          .test(line)
      ),
    );
    assert(
      lines.includes(
        "finished optimization. best validation accuracy: 1.000000",
      ),
    );
    assertEquals(lines.filter((line) => line.endsWith("  inside")).length, 8);
    assertEquals(await picturesOf(folder), ["overfit.svg"]);
  });

  it("has every figure of the learning rates where it must be", async () => {
    const output = ["--output", await Deno.makeTempDir()];
    const { code, out } = await lecture("learning-rates", ...output);
    assertEquals(code, 0, out);
    const rows = out.split("\n").filter((line) => /^ {2}\S.* {2}\S/.test(line));
    assertEquals(rows.length, 17, out);
    assert(rows.every((row) => row.endsWith("  inside")), out);
  });

  it("says which experiments there are", async () => {
    const { code, err } = await lecture("overfitting");
    assertEquals(code, 2);
    assertEquals(
      err,
      'Unknown experiment "overfitting": there are layers, batch-norm, sanity, overfit, learning-rates, loss-curves, search, update-ratio, weights, mnist, fashion-mnist\n',
    );
  });

  it("says what is wrong with the data", async () => {
    const output = ["--output", await Deno.makeTempDir()];
    const { code, err } = await lecture(
      "weights",
      "--data",
      "/nowhere",
      ...output,
    );
    assertEquals(code, 2);
    assertEquals(
      err,
      'There is neither "/nowhere/train-images-idx3-ubyte" nor that with .gz, nor data_batch_1.bin of CIFAR-10: --data is mnist, fashion-mnist or a folder with such files\n',
    );
  });

  it("leaves what is done on Ctrl-C", async () => {
    const folder = await Deno.makeTempDir();
    const names = ["sanity", "overfit", "layers"];
    const process = start(...names, "--output", folder, "--jobs", "2");
    const output = process.output();
    const isThere = () =>
      Deno.stat(`${folder}/index.html`).then(() => true, () => false);
    while (!await isThere()) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    process.kill("SIGINT");
    const { code, stderr } = await output;
    assertEquals(code, 130);
    const text = new TextDecoder().decode(stderr);
    const [, done] = text.match(/^Stopped: .* has (\d) of 3 experiments\n$/)!;
    assert(done === "1" || done === "2");
    await picturesOf(folder);
  });
});
