import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { configurations } from "../../conformance/engines/configurations.ts";
import type { JsonReport } from "../../conformance/reports/json.ts";
import { disagreements, type Finding, readFindings } from "./findings.ts";

const engines = new URL("../../conformance/engines/", import.meta.url);
const findings = await readFindings();

/** What a program prints that knows the engine, and nothing of ours. */
async function printed({ language, program }: Finding): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: `.${language}` });
  await Deno.writeTextFile(file, program);
  const config = new URL("deno.json", engines).pathname;
  const [command, ...args] = language === "py"
    ? ["/usr/bin/python3", file]
    : [Deno.execPath(), "run", "-q", "--allow-read", "--allow-env"]
      .concat("--config", config, file);
  const { stdout } = await new Deno.Command(command, { args, stderr: "null" })
    .output();
  await Deno.remove(file);
  return new TextDecoder().decode(stdout);
}

const { success: hasTorch } = await new Deno.Command("/usr/bin/python3", {
  args: ["-c", "import torch"],
  stderr: "null",
}).output().catch(() => ({ success: false }));

describe("each finding", () => {
  it("names engines that exist, and no case twice for one of them", () => {
    const seen = new Set<string>();
    for (const { title, engines, cases, sometimes } of findings) {
      assert(engines.length > 0, `"${title}" names no engine`);
      for (const engine of engines) {
        assert(configurations.some(({ id }) => id === engine), engine);
        for (const id of [...cases, ...sometimes]) {
          const pair = `${engine} ${id}`;
          assert(!seen.has(pair), `"${title}" names ${pair} again`);
          seen.add(pair);
        }
      }
    }
  });

  for (const finding of findings) {
    const skip = finding.language === "py" && !hasTorch
      ? { skip: "needs python3-torch" }
      : {};
    it(`shows without our code: ${finding.title}`, skip, async () => {
      assertEquals(await printed(finding), finding.prints);
    });
  }
});

describe("disagreements", () => {
  const finding = { ...findings[0], engines: ["e"], cases: ["known"] };
  const said = (id: string, verdict: string) =>
    disagreements("e", { cases: [{ id, verdict }] } as unknown as JsonReport, [
      { ...finding, sometimes: ["now and then"] },
    ]).join();

  it("are failures that no finding explains", () => {
    assertEquals(
      said("new", "crashed"),
      "e: new crashed, and FINDINGS.md does not say why",
    );
    for (const id of ["known", "now and then"]) {
      assertEquals(said(id, "fail"), "");
    }
  });

  it("are findings that are none any more, but not what is not asked", () => {
    assertEquals(
      said("known", "pass"),
      "e: FINDINGS.md says that known fails, and it passes",
    );
    assertEquals(said("now and then", "pass"), "");
    for (const verdict of ["unsupported", "skipped"]) {
      assertEquals(said("known", verdict), "");
    }
  });
});
