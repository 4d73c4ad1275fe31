/** The README's commands, outputs, programs and paths are checked here. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const ROOT = new URL("../", import.meta.url);
const granted = await Promise.all(
  (["run", "read", "write"] as const).map(async (name) =>
    (await Deno.permissions.query({ name })).state === "granted"
  ),
);
const needsAll = granted.every(Boolean)
  ? {}
  : { skip: "needs --allow-run --allow-read --allow-write" };

function read(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, ROOT));
}

/** The first code block behind some text. */
function blockAfter(text: string, marker: string): string {
  const [, block] = text.slice(text.indexOf(marker))
    .match(/```\w*\n([\s\S]*?)```/)!;
  return block;
}

/** What `conform` prints with these arguments. */
async function conform(...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", "scripts/conform.ts", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  return new TextDecoder().decode(stdout);
}

describe("the README", needsAll, () => {
  it("shows what `conform` prints", async () => {
    const shown = blockAfter(
      await read("README.md"),
      "<!-- output: conform -->",
    );
    assertEquals(shown, await conform());
  });

  it("has an engine in Python that conforms, and fails as shown when broken", async () => {
    const readme = await read("README.md");
    const source = blockAfter(readme, "This is a complete one, in Python");
    const folder = await Deno.makeTempDir();
    const file = `${folder}/my_engine.py`;
    const engine = ["--engine", `python3 ${file}`];
    await Deno.writeTextFile(file, source);
    const right = await conform(...engine, "--format", "json");
    const { summary } = JSON.parse(right);
    assertEquals([summary.pass > 20, summary.fail, summary.crashed], [
      true,
      0,
      0,
    ]);

    const broken = source.replace("y * (1 - y)", "y * (1 + y)");
    assert(broken !== source);
    await Deno.writeTextFile(file, broken);
    const report = await conform(...engine);
    await Deno.remove(folder, { recursive: true });
    const shown = blockAfter(readme, "<!-- output: failure -->");
    const told = report.replaceAll(file, "my_engine.py");
    assert(told.includes(shown.trim()), told);
  });
});

describe("the README's module", needsAll, () => {
  it("is an engine that conforms", async () => {
    const source = blockAfter(
      await read("README.md"),
      "--module my_engine.ts`.",
    );
    const file = await Deno.makeTempFile({ suffix: ".js" });
    await Deno.writeTextFile(file, source);
    const report = await conform("--module", file, "--profile", "update");
    await Deno.remove(file);
    assertMatch(report, /conforms to update \(1 of 8 operations\)/);
  });
});

describe("every README", needsAll, () => {
  const FOLDERS = [
    "",
    "engine/",
    "conformance/",
    "conformance/engines/",
    "fixtures/",
    "scripts/",
  ];
  for (const folder of FOLDERS) {
    it(`names only files that exist: ${folder}README.md`, async () => {
      const text = await read(`${folder}README.md`);
      const links = text.matchAll(/\]\(([^)#:]+)\)/g);
      const names = text.matchAll(/`([\w/]+\.(?:ts|py|json|md)|[\w/]+\/)`/g);
      for (const [, path] of [...links, ...names]) {
        if (path.startsWith("my_engine")) continue; // the reader's own
        const found = await Promise.any(
          [folder, ""].map((base) => Deno.stat(new URL(base + path, ROOT))),
        ).catch(() => undefined);
        assert(found, `${folder}README.md names ${path}`);
      }
    });
  }
});
