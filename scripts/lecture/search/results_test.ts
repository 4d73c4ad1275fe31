import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { UsageError } from "../command_line.ts";
import { leaderboard, nextRanges } from "./leaderboard.ts";
import { parseOptions } from "./options.ts";
import {
  formatResults,
  mergeResults,
  openResults,
  parseResults,
  type Results,
} from "./results.ts";
import type { Trial } from "./trial.ts";

const settings = { ...parseOptions(["--trials", "6"]).settings, digest: "d" };

function trial(index: number, score = index / 10): Trial {
  return { index, params: { lr: 10 ** -index, reg: 1 / 3 }, score };
}

function results(...trials: Trial[]): Results {
  return { settings, trials: new Map(trials.map((one) => [one.index, one])) };
}

async function fileWith(bytes: Uint8Array | string): Promise<string> {
  const path = await Deno.makeTempFile();
  await Deno.writeFile(
    path,
    typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
  );
  return path;
}

describe("a file of results", () => {
  it("has a line for each trial, in their order, behind the settings", () => {
    const [head, ...lines] = formatResults(results(trial(2), trial(0)))
      .split("\n");
    assertEquals(JSON.parse(head), { search: 1, settings });
    assertEquals(lines, [
      '{"index":0,"lr":1,"reg":0.3333333333333333,"score":0}',
      '{"index":2,"lr":0.01,"reg":0.3333333333333333,"score":0.2}',
      "",
    ]);
  });

  it("goes on wherever it was cut off, and ends with the same bytes", async () => {
    const all = [0, 1, 2].map((i) => trial(i));
    const whole = new TextEncoder().encode(formatResults(results(...all)));
    for (let length = 0; length <= whole.length; length++) {
      const path = await fileWith(whole.slice(0, length));
      const file = await openResults(path, settings);
      for (const one of all.toReversed()) {
        if (!file.trials.has(one.index)) file.append(one);
      }
      await file.finish();
      assertEquals(await Deno.readFile(path), whole);
      await Deno.remove(path);
    }
  });

  it("loses nothing that was written if it is not finished", async () => {
    const path = await fileWith("");
    const file = await openResults(path, settings);
    file.append(trial(4));
    const text = await Deno.readTextFile(path);
    assertEquals(parseResults(text, path), results(trial(4)));
    await file.finish();
  });

  it("refuses other settings", async () => {
    const path = await fileWith(formatResults(results(trial(0))));
    const { message } = await assertRejects(
      () => openResults(path, { ...settings, seed: 7 }),
      UsageError,
    );
    assertEquals(
      message,
      `"${path}" is of a search with other settings, seed is 0 there and 7 here: give another --output, or remove it`,
    );
  });

  it("refuses a second search at the same time", async () => {
    const path = await fileWith("");
    const file = await openResults(path, settings);
    const second = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        `const file = await Deno.open("${path}", { write: true });
        console.log(await file.tryLock(true));`,
      ],
    });
    const { stdout } = await second.output();
    assertEquals(new TextDecoder().decode(stdout).trim(), "false");
    await file.finish();
  });

  it("is not taken for what it is not", () => {
    assertEquals(
      assertThrows(() => parseResults("hello\n", "notes.txt"), UsageError)
        .message,
      '"notes.txt" is no file of results: it does not start with the settings of a search',
    );
    const broken = formatResults(results(trial(0))) + '{"index":1}\n';
    assertEquals(
      assertThrows(() => parseResults(broken, "a.jsonl"), UsageError).message,
      'Line 3 of "a.jsonl" is no trial: {"index":1}',
    );
  });
});

describe("joining results", () => {
  const part = (name: string, ...trials: Trial[]) => ({
    ...results(...trials),
    name,
  });

  it("takes each trial once", () => {
    const merged = mergeResults([
      part("a", trial(3), trial(1)),
      part("b", trial(1), trial(0)),
    ]);
    assertEquals(
      formatResults(merged),
      formatResults(results(trial(0), trial(1), trial(3))),
    );
  });

  it("refuses two results of one trial", () => {
    const { message } = assertThrows(
      () => mergeResults([part("a", trial(1)), part("b", trial(1, 0.9))]),
      UsageError,
    );
    assertEquals(
      message,
      'Trial 1 has two results, and "b" holds the second: {"index":1,"lr":0.1,"reg":0.3333333333333333,"score":0.9}',
    );
  });

  it("refuses parts of different searches", () => {
    const other = { ...part("b"), settings: { ...settings, epochs: 9 } };
    const { message } = assertThrows(
      () => mergeResults([part("a"), other]),
      UsageError,
    );
    assertEquals(
      message,
      '"a" and "b" are of different searches: epochs is 5 in the first and 9 in the second',
    );
  });
});

describe("the leaderboard", () => {
  it("has the best first, in the lecture's lines, and equals by their numbers", () => {
    const board = leaderboard(
      results(trial(2, 0.5), trial(1, 0.5), trial(0, 0.9)),
    );
    assertEquals(
      board,
      "val acc: 0.900000, lr: 1.000000e+00, reg: 3.333333e-01, (1 / 6)\n" +
        "val acc: 0.500000, lr: 1.000000e-01, reg: 3.333333e-01, (2 / 6)\n" +
        "val acc: 0.500000, lr: 1.000000e-02, reg: 3.333333e-01, (3 / 6)\n",
    );
  });

  it("tells between which exponents the best five lie", () => {
    const found = results(...[0, 1, 2, 3, 4, 5].map((i) => trial(i)));
    assertEquals(
      nextRanges(found),
      "--learning-rate -5.00,-1.00 --reg -0.48,-0.48",
    );
  });
});
