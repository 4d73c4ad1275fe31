/** The benchmark as a user runs it. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const permissions = (["run", "read", "write", "env"] as const).map((name) =>
  Deno.permissions.querySync({ name }).state
);
const needsAll = permissions.every((state) => state === "granted")
  ? {}
  : { skip: "needs --allow-run --allow-read --allow-write --allow-env" };

function bench(args: readonly string[], env: Record<string, string> = {}) {
  const main = new URL("./main.ts", import.meta.url).pathname;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", main, ...args],
    env: { NO_COLOR: "1", ...env },
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(args: readonly string[], env?: Record<string, string>) {
  const { code, stdout, stderr } = await bench(args, env).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, out: text(stdout), error: text(stderr) };
}

/** The processes that a process has started, and theirs. */
async function descendants(pid: number): Promise<number[]> {
  const list = `/proc/${pid}/task/${pid}/children`;
  const text = await Deno.readTextFile(list).catch(() => "");
  const children = text.trim().split(" ").filter(Boolean).map(Number);
  const theirs = await Promise.all(children.map(descendants));
  return [...children, ...theirs.flat()];
}

/** Whether a process is there, and no zombie whose parent looks away. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat !== "" && !/\) [ZX] /.test(stat);
}

const wait = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("deno task bench", needsAll, () => {
  it("says in one sentence what is wrong with a command line", async () => {
    const { code, out, error } = await run(["--only", "chess"]);
    assertEquals([code, out], [2, ""]);
    assert(error.startsWith('Unknown workload "chess": there are training_'));
    assertEquals(error.split("\n").length, 1);
  });

  it("leaves out who is not installed, and says so", async () => {
    const path = await Deno.makeTempDir();
    await Deno.symlink(Deno.execPath(), `${path}/deno`);
    const { code, out, error } = await run(
      ["--rounds", "1", "--only", "exp", "--peers", "numpy", "--format=json"],
      { PATH: path },
    );
    assertEquals(code, 0);
    const [sentence, ...others] = error.split("\n");
    assertEquals(others, []);
    assert(
      /^numpy is left out: .*python3.* \(set-up: .*numpy\)$/.test(sentence),
      sentence,
    );
    const { workloads } = JSON.parse(out);
    assertEquals(workloads.length, 1);
    assertEquals(workloads[0].implementation, "Touchstone");
    assertEquals(workloads[0].ratio, null);
  });

  it("leaves no process behind when it is stopped", {
    skip: Deno.build.os === "linux" ? false : "needs Linux, to see processes",
  }, async () => {
    const process = bench([
      ...["--rounds", "1000", "--only", "training_step,search"],
      ...["--peers", "numpy,jax-js"],
    ]).spawn();
    const output = process.output();
    for (let i = 0; i < 100; i++) {
      if ((await descendants(process.pid)).length > 1) break;
      await wait(50);
    }
    await wait(500);
    const started = await descendants(process.pid);
    assert(started.length > 0);
    process.kill("SIGINT");
    assertEquals((await output).code, 130);
    for (
      let i = 0;
      i < 200 && (await Promise.all(started.map(isAlive))).includes(true);
      i++
    ) {
      await wait(50);
    }
    assertEquals(
      await Promise.all(started.map(isAlive)),
      started.map(() => false),
    );
  });
});
