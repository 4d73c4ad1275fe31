import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { needsAll } from "../markdown.ts";

const script = new URL("./main.ts", import.meta.url).pathname;

/** Runs `deno task mutants`, and gives its exit code and what it printed. */
async function run(...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", script, ...args],
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr).trimEnd() };
}

describe("deno task mutants", needsAll, () => {
  it("shows which cases convict which mutants, and ends with the score", async () => {
    const { code, stdout } = await run("--only", "sgd");
    assertEquals(code, 0);
    assertMatch(stdout, /^sgd: \d+ mutants, \d+ cases\n {2}\S+ +[■·]+ +\d+ /);
    const [, killed, total] = stdout.match(/(\d+) of (\d+) mutants convicted/)!;
    assertEquals(killed, total);
  });

  it("tells programs the same", async () => {
    const { stdout } = await run("--only", "sgd", "--format", "json");
    const { mutants, matrix, smallest_set } = JSON.parse(stdout);
    assertEquals(mutants.killed, mutants.total);
    for (const { killed_by, asked } of matrix) {
      assert(killed_by.every((id: string) => asked.includes(id)));
      assert(killed_by.some((id: string) => smallest_set.includes(id)));
    }
  });

  it("asks mutants as programs, and knows them by their answers", async () => {
    const { stdout } = await run(
      ...["--only", "tanh/slope-not-squared", "--as-programs"],
      ...["--format", "json"],
    );
    const { matrix: [{ named }] } = JSON.parse(stdout);
    assertEquals(named[0], "tanh/slope-not-squared");
  });

  it("asks a variant", async () => {
    const { code, stdout } = await run("--only", "tape/float64");
    assertEquals(code, 0);
    assertMatch(stdout, /\n1 of 1 variants spared\n$/);
  });

  it("refuses a wrong command line with one sentence and exit code 2", async () => {
    const none = await run("--only", "tanh/none");
    assertEquals(none.code, 2);
    assertMatch(
      none.stderr,
      /^There is no mutant or variant "tanh\/none": .*$/,
    );
    const jobs = await run("--jobs", "none");
    assertEquals(
      [jobs.code, jobs.stderr],
      [2, '--jobs must be from 1 to 99: it is "none"'],
    );
  });
});
