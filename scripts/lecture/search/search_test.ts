/** The search as a user runs it: killed, resumed, in parts, by GNU parallel. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { blockAfter } from "../../markdown.ts";
import { writeIdx } from "../data/tiny_data.ts";

const MAIN = new URL("./main.ts", import.meta.url).pathname;
const TRIALS = 100;
const hasParallel = await new Deno.Command("parallel", { args: ["--version"] })
  .output().then(({ success }) => success, () => false);

const data = await Deno.makeTempDir();
await writeIdx(data, { train: 260, test: 10 });

/** The command of a search on small data. */
function command(...args: string[]): string[] {
  return [Deno.execPath(), "run", "-A", "--no-check", "--quiet", MAIN, ...args];
}

/** The options of all searches here; `shared` decides the results. */
const shared = [
  ...["--data", data, "--trials", `${TRIALS}`, "--train-size", "200"],
  ...["--val-size", "60", "--epochs", "25", "--hidden", "10"],
  ...["--learning-rate", "-5,-2", "--momentum", "0.9"],
];

function start(folder: string, ...args: string[]): Deno.ChildProcess {
  const [program, ...rest] = command(...shared, "--output", folder, ...args);
  const options = { args: rest, stdout: "piped", stderr: "piped" } as const;
  return new Deno.Command(program, options).spawn();
}

async function search(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await start(folder, ...args).output();
  const [out, err] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  assertEquals(code, 0, err);
  return out;
}

/** The three files of a search that is done. */
async function filesOf(folder: string): Promise<string[]> {
  const names = ["coarse.jsonl", "coarse.txt", "coarse.svg"];
  return await Promise.all(
    names.map((name) => Deno.readTextFile(`${folder}/${name}`)),
  );
}

const whole = await Deno.makeTempDir();
const printed = await search(whole);
const expected = await filesOf(whole);

/** Waits until a file has so many lines, or the process is at its end. */
async function untilLines(path: string, lines: number, ended: () => boolean) {
  while (!ended()) {
    const text = await Deno.readTextFile(path).catch(() => "");
    if (text.split("\n").length > lines) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

describe("a search", () => {
  it("prints the lecture's line for each trial, and the best at the end", () => {
    const lines = printed.trim().split("\n");
    const pattern =
      /^val acc: \d\.\d{6}, lr: \d\.\d{6}e-0\d, reg: \d\.\d{6}e[+-]0\d, \((\d+) \/ 100\)$/;
    const numbers = lines.slice(0, TRIALS).map((line) =>
      Number(line.match(pattern)?.[1])
    );
    assertEquals(
      numbers.toSorted((a, b) => a - b),
      Array.from({ length: TRIALS }, (_, i) => i + 1),
    );
    assertEquals(lines[TRIALS + 1], "The best 10 of 100 trials:");
    assertEquals(
      lines.slice(TRIALS + 2).join("\n"),
      expected[1].split("\n").slice(0, 10).join("\n"),
    );
  });

  it("learns something with the best, and nothing with the worst", () => {
    const scores = expected[1].trim().split("\n").map((line) =>
      Number(line.match(/val acc: ([\d.]+)/)![1])
    );
    assert(scores[0] > 0.5 && scores.at(-1)! < 0.3, `${scores}`);
  });

  it("does not depend on the number of Workers", async () => {
    const folder = await Deno.makeTempDir();
    await search(folder, "--jobs", "3");
    assertEquals(await filesOf(folder), expected);
  });

  it("killed ten times at any moment, it loses nothing and runs nothing twice", async () => {
    const folder = await Deno.makeTempDir(), path = `${folder}/coarse.jsonl`;
    let kills = 0, seen: string[] = [];
    for (let i = 1; i <= 10; i++) {
      const process = start(folder);
      let ended = false;
      const output = process.output().then((result) => {
        ended = true;
        return result;
      });
      await untilLines(path, i * 8, () => ended);
      await new Promise((end) => setTimeout(end, Math.random() * 20));
      if (!ended) {
        process.kill("SIGKILL");
        kills++;
      }
      await output;
      const lines = (await Deno.readTextFile(path)).split("\n").slice(0, -1);
      for (const line of seen) assert(lines.includes(line), line);
      seen = lines;
    }
    assert(kills >= 5, `the search was killed ${kills} times only`);
    await search(folder);
    assertEquals(await filesOf(folder), expected);
    const numbers = expected[0].trim().split("\n").slice(1)
      .map((line) => JSON.parse(line).index);
    assertEquals(new Set(numbers).size, TRIALS);
  });

  it("stops on Ctrl-C with what is done, and says how to go on", async () => {
    const folder = await Deno.makeTempDir(), path = `${folder}/coarse.jsonl`;
    const process = start(folder), output = process.output();
    await untilLines(path, 5, () => false);
    process.kill("SIGINT");
    const { code, stderr } = await output;
    assertEquals(code, 130);
    const done = (await Deno.readTextFile(path)).trim().split("\n").length - 1;
    assertEquals(
      new TextDecoder().decode(stderr).trim(),
      `Stopped after ${done} of 100 trials: the same command goes on from there`,
    );
    await search(folder);
    assertEquals(await filesOf(folder), expected);
  });

  it("in four parts that are joined, it is the same", async () => {
    const folder = await Deno.makeTempDir();
    for (const pair of [["3/4", "1/4"], ["4/4", "2/4"]]) {
      await Promise.all(
        pair.map((part) => search(folder, "--shard", part, "--jobs", "1")),
      );
    }
    const parts = [1, 2, 3, 4].map((i) => `${folder}/coarse-${i}-of-4.jsonl`);
    const [program, ...args] = command("--merge", ...parts);
    const merge = (...files: string[]) =>
      new Deno.Command(program, {
        args: [...args.slice(0, -4), ...files, "--output", folder],
      }).output();
    const incomplete = await merge(...parts.slice(1));
    assertEquals(incomplete.code, 1);
    assert(
      new TextDecoder().decode(incomplete.stderr)
        .includes("25 of 100 trials are in none of the files"),
    );
    assertEquals((await merge(...parts)).code, 0);
    assertEquals(await filesOf(folder), expected);
  });

  it("run by GNU parallel as in the README, it is the same", {
    skip: hasParallel ? false : "needs GNU parallel",
  }, async () => {
    const folder = await Deno.makeTempDir();
    const readme = new URL("../../../README.md", import.meta.url);
    const lines = blockAfter(
      await Deno.readTextFile(readme),
      "<!-- test: parallel -->",
    )
      .replace("deno task search --trials 100", command(...shared).join(" "))
      .replace("deno task search --merge", command("--merge").join(" "));
    const { code, stderr } = await new Deno.Command("sh", {
      args: ["-ec", lines],
      cwd: folder,
      env: { INIT_CWD: folder },
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    assertEquals(await filesOf(`${folder}/search`), expected);
  });
});
