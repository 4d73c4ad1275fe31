/** The README's commands, outputs, programs and paths are checked here. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { blockAfter, conform, needsAll, read, ROOT } from "./markdown.ts";

describe("the README", needsAll, () => {
  it("shows what `conform` prints", async () => {
    const shown = blockAfter(
      await read("README.md"),
      "<!-- output: conform -->",
    );
    assertEquals(shown, await conform());
  });

  it("shows the failure that PORTING.md shows, which is checked there", async () => {
    const [readme, porting] = await Promise.all(
      ["README.md", "PORTING.md"].map(read),
    );
    const marker = "<!-- output: failure -->";
    assertEquals(blockAfter(readme, marker), blockAfter(porting, marker));
  });
});

describe("every README, and PORTING.md", needsAll, () => {
  const PATHS = [
    "README.md",
    "PORTING.md",
    "engine/README.md",
    "conformance/README.md",
    "conformance/engines/README.md",
    "conformance/variants/README.md",
    "fixtures/README.md",
    "scripts/README.md",
    "scripts/fuzz/README.md",
    "scripts/lecture/README.md",
  ];
  for (const path of PATHS) {
    it(`names only files that exist: ${path}`, async () => {
      const folder = path.slice(0, path.lastIndexOf("/") + 1);
      const text = await read(path);
      const links = text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g);
      const names = text.matchAll(/`([\w/]+\.(?:ts|py|json|md)|[\w/]+\/)`/g);
      for (const [, name] of [...links, ...names]) {
        if (name.startsWith("my_engine")) continue; // the reader's own
        const found = await Promise.any(
          [folder, ""].map((base) => Deno.stat(new URL(base + name, ROOT))),
        ).catch(() => undefined);
        assert(found, `${path} names ${name}`);
      }
    });
  }
});
