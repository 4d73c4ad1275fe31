import { assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const { state } = await Deno.permissions.query({ name: "run" });
const needsRun = state === "granted" ? {} : { skip: "needs --allow-run" };

const script = new URL("./conform.ts", import.meta.url).pathname;
const badEngine = new URL(
  "../conformance/adapters/bad_engine.ts",
  import.meta.url,
).pathname;

/** Runs `conform`, and gives its exit code and what it printed. */
async function conform(...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", script, ...args],
    env: { NO_COLOR: "1", npm_command: "" },
  });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** What a user is told of a mistake: all of stderr, without the line's end. */
async function complaint(...args: string[]) {
  const { code, stdout, stderr } = await conform(...args);
  assertEquals(stdout, "");
  return [code, stderr.trimEnd()];
}

function bad(way: string): string {
  return `"${Deno.execPath()}" run --allow-run "${badEngine}" ${way}`;
}

describe("conform", needsRun, () => {
  it("checks the built-in engine, and ends with a verdict in words", async () => {
    const { code, stdout } = await conform();
    assertEquals(code, 0);
    assertMatch(stdout, /^Touchstone \S+ checks Touchstone/);
    assertMatch(
      stdout,
      /float64 engine, conforms to gates, graph, loss, .*accuracy; largest margin/,
    );
  });

  it("tells a failure with expected, got, bound, likely bug and replay", async () => {
    const { code, stdout } = await conform(
      "--engine",
      bad("none"),
      "--filter",
      "gates/relu/scalar",
    );
    assertEquals(code, 1);
    assertMatch(stdout, /FAIL gates\/relu\/scalar/);
    assertMatch(stdout, /dx is missing from the answer/);
    assertMatch(stdout, /replay: deno task conform --engine .* --filter/);
  });

  it("prints nothing but JSON on stdout with --format json", async () => {
    const { code, stdout } = await conform(
      "--format",
      "json",
      "--profile",
      "loss",
    );
    const report = JSON.parse(stdout);
    assertEquals(code, 0);
    assertEquals(report.engine.name, "Touchstone");
    assertEquals(report.summary.fail, 0);
    assertEquals(report.summary.pass, report.cases.length);
    assertEquals(Object.keys(report.operations), [
      "softmax_cross_entropy",
      "l2_penalty",
      "mlp_forward",
      "two_layer_net",
    ]);
  });

  it("writes several reports of one run, and compares two", async () => {
    const folder = await Deno.makeTempDir();
    const [all, relu] = ["all", "relu"].map((name) => `${folder}/${name}.json`);
    const select = (glob: string) => ["--filter", `gates/${glob}`];
    const { stdout } = await conform(
      ...select("{relu,tanh}"),
      ...["--format", `json=${all}`, "--format", "tap"],
    );
    assertMatch(stdout, /^TAP version 13\n1\.\.\d+\nok 1 - gates\/tanh\//);
    await conform(...select("relu"), "--format", "json", "--output", relu);
    const fewer = await conform("--compare", all, relu);
    const more = await conform("--compare", relu, all);
    await Deno.remove(folder, { recursive: true });
    assertEquals([fewer.code, more.code], [1, 0]);
    assertMatch(fewer.stdout, /\nno longer asked: \d+\n {2}gates\/tanh\//);
    assertMatch(more.stdout, /\nnewly passing: \d+\n {2}gates\/tanh\//);
  });

  it("annotates the run in a GitHub workflow, and nowhere else", async () => {
    const run = (env: Record<string, string>) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--quiet", script].concat(
          ["--filter", "gates/relu"],
        ),
        env,
      }).output();
    const stderr = async (env: Record<string, string>) =>
      new TextDecoder().decode((await run(env)).stderr);
    assertMatch(
      await stderr({ GITHUB_ACTIONS: "true" }),
      /^::notice title=Touchstone::float64 engine, conforms to gates \(1 of/,
    );
    assertEquals(await stderr({ GITHUB_ACTIONS: "" }), "");
  });

  it("lists cases and explains one", async () => {
    const list = await conform("--list", "--filter", "gates/relu");
    assertMatch(list.stdout, /^gates\/relu\/grid +has the exact value/);
    const told = await conform("--explain", "gates/relu/at-zero");
    assertMatch(told.stdout, /SPEC\.md 4\.10 relu/);
    assertMatch(told.stdout, /0 … 1 {2}± /);
  });

  it("does not claim more than it has checked", async () => {
    const { stdout } = await conform("--filter", "gates/re*");
    assertMatch(
      stdout,
      /conforms to gates \(1 of 12 operations\); .* judged by \d+ of \d+ cases only\n$/,
    );
  });

  it("names the bug that fits all that fails", async () => {
    const module = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(
      module,
      `export const info = {
        name: "tiny", version: "1", language: "TypeScript", dtype: "float64",
      };
      export const operations = { learning_rate_decay: ({ attributes: a }: any) =>
        ({ learning_rate: a.learning_rate * a.decay ** a.epoch }) };`,
    );
    const { stdout } = await conform("--module", module, "--profile", "update");
    await Deno.remove(module);
    assertMatch(stdout, /FAIL update\/learning_rate_decay\/epoch-1/);
    assertMatch(
      stdout,
      /\nlearning_rate_decay, consistent with: .* \((\d+) of \1 failing cases\)\n/,
    );
    assertMatch(stdout, /expected 0.001, got 0.00095, \d.* times the bound/);
  });

  it("sends random cases, and makes what fails small", async () => {
    const module = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(
      module,
      `export const info = {
        name: "tiny", version: "1", language: "TypeScript", dtype: "float64",
      };
      export const operations = { sgd: ({ inputs: { w } }: any) => ({ w }) };`,
    );
    const random = ["--module", module, "--fuzz", "120", "--seed", "1"];
    const { code, stdout, stderr } = await conform(
      ...[...random, "--filter", "update/{sgd,adam}", "--format", "json"],
    );
    const report = JSON.parse(stdout);
    const failing = report.cases.filter((one: { verdict: string }) =>
      one.verdict === "fail"
    );
    const again = await conform(
      ...[...random, "--filter", failing[0].id, "--fail-fast"],
    );
    await Deno.remove(module);
    assertEquals([code, again.code], [1, 1]);
    assertMatch(failing[0].id, /^update\/sgd\/fuzz-1-\d+$/);
    assertMatch(
      report.command,
      /conform --module \S+ --fuzz 120 --seed 1$/,
    );
    assertEquals(
      report.cases.length,
      report.summary.fail + report.summary.pass + report.summary.unsupported,
    );
    assertMatch(
      stderr,
      /^Random cases of seed 1: \d+ asked, \d+ drawn anew/,
    );
    assertMatch(stderr, /inputs: { w: 0, dw: 1 },\n\s+attributes: { learning_/);
    assertMatch(again.stdout, /\n1 case: 0 pass, 1 fail\n/);
    assertMatch(again.stdout, /judged by 1 of \d+ cases only/);
  });

  it("splits the cases into shards that together are all", async () => {
    const idsOf = async (...args: string[]) => {
      const { stdout } = await conform("--list", ...args);
      return stdout.trimEnd().split("\n").map((line) => line.split(" ")[0]);
    };
    const shards = await Promise.all(
      ["1/3", "2/3", "3/3"].map((shard) => idsOf("--shard", shard)),
    );
    assertEquals(shards.flat().sort(), (await idsOf()).sort());
  });

  it("takes the engine along when it is interrupted", async () => {
    const file = await Deno.makeTempFile();
    const hello = JSON.stringify({
      protocol: 1,
      engine: { name: "bash", version: "5", language: "bash" },
      dtype: "float64",
      operations: ["relu"],
    });
    const engine = `read; echo '${hello}'; read; echo $$ > ${file}; sleep 60`;
    await Deno.writeTextFile(`${file}.sh`, engine);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--quiet", script].concat(
        ["--engine", `bash ${file}.sh`, "--timeout", "60"],
      ),
      stdout: "null",
      stderr: "null",
    }).spawn();
    let pid = "";
    while (pid === "") {
      await new Promise((resolve) => setTimeout(resolve, 50));
      pid = (await Deno.readTextFile(file)).trim();
    }
    child.kill("SIGINT");
    assertEquals((await child.status).code, 130);
    const isAlive = await Deno.stat(`/proc/${pid}`).then(
      () => true,
      () => false,
    );
    await Promise.all([Deno.remove(file), Deno.remove(`${file}.sh`)]);
    assertEquals(isAlive, false);
  });

  it("runs a module in a Worker", async () => {
    const module = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(
      module,
      `export const info = {
        name: "tiny", version: "1", language: "TypeScript", dtype: "float64",
      };
      const sum = (x: any, y: any): any =>
        typeof x === "number" ? x + y : x.map((a: any, i: number) => sum(a, y[i]));
      export const operations = { add: ({ inputs }: any) =>
        ({ z: sum(inputs.x, inputs.y) }) };`,
    );
    const { code, stdout } = await conform(
      "--module",
      module,
      "--filter",
      "{gates/add/nan,gates/add/infinity,gates/relu/nan}",
    );
    await Deno.remove(module);
    assertEquals(code, 0);
    assertMatch(stdout, /3 cases: 2 pass, 1 unsupported/);
  });

  const MISTAKES: [args: string[], code: number, sentence: RegExp][] = [
    [["--frobnicate"], 2, /^Unknown argument "--frobnicate": --help lists/],
    [["engine.py"], 2, /^Unknown argument "engine.py": --help lists/],
    [
      ["--profile", "gate"],
      2,
      /^Unknown profile "gate": there are gates, graph/,
    ],
    [["--filter", "gates/rleu"], 2, /'gates\/rleu': --list shows all ids$/],
    [["--filter", "relu"], 2, /ids are whole paths, as in 'gates\/relu'$/],
    [
      ["--format", "xml"],
      2,
      /^Unknown format "xml": there are pretty, json, junit, tap, html, badge/,
    ],
    [
      ["--format", "tap", "--format", "json"],
      2,
      /^Two reports would go to one place: give each a file/,
    ],
    [["--format", "tap="], 2, /^--format tap= names no file$/],
    [["--compare", "a.json"], 2, /^--compare needs two reports/],
    [
      ["--compare", "deno.json", "deno.json"],
      2,
      /^"deno.json" is no report of --format json: data must/,
    ],
    [["--compare", "a", "b"], 2, /^Cannot read "[ab]": there is no such file$/],
    [["--timeout", "soon"], 2, /^--timeout must be a number of seconds/],
    [["--timeout", "1e9"], 2, /^--timeout must be a number of seconds/],
    [["--seed", "x"], 2, /^--seed must be an integer from 0/],
    [["--fuzz", "0"], 2, /^--fuzz must be a number of cases from 1 to 999999/],
    [["--fuzz=-5"], 2, /^--fuzz must be a number of cases .*: it is "-5"$/],
    [["--fuzz", "many"], 2, /^--fuzz must be a number of cases from 1/],
    [["--fuzz"], 2, /^--fuzz needs a value$/],
    [["--fuzz", "5", "--list"], 2, /^--fuzz runs .* together with --list$/],
    [
      ["--fuzz", "5", "--explain", "gates/relu/grid"],
      2,
      /^--fuzz runs cases, and does not go together with --explain$/,
    ],
    [
      ["--fuzz", "5", "--compare", "a.json", "b.json"],
      2,
      /^--fuzz runs cases, and does not go together with --compare$/,
    ],
    [
      ["--fuzz", "5", "--profile", "initialization"],
      2,
      /^None of the random cases is of profile initialization: ask for more/,
    ],
    [
      ["--fuzz", "5", "--filter", "gates/relu/grid"],
      2,
      /^No case matches --filter 'gates\/relu\/grid': ids of random cases/,
    ],
    [["--shard", "4/3"], 2, /^--shard must be I\/N with I from 1 to N/],
    [["--engine"], 2, /^--engine needs a value$/],
    [["--explain", "gates/relu"], 2, /^There is no case "gates\/relu"/],
    [["--engine", "a", "--module", "b"], 2, /^Give --engine or --module/],
    [["--output", "/no/such/folder/x"], 2, /^Cannot write the report to/],
    [
      ["--engine", "./no_such_engine"],
      3,
      /^Cannot start the engine ".\/no_such_engine": there is no such program$/,
    ],
    [["--module", "no_such.ts"], 3, /^There is no module "no_such.ts"$/],
    [
      ["--engine", bad("exits-at-once")],
      3,
      /did not start: the engine exited with code 7$/,
    ],
    [["--engine", bad("other-protocol")], 3, /^The engine speaks protocol 2/],
  ];
  for (const [args, code, sentence] of MISTAKES) {
    const shown = args.join(" ").replace(/"[^"]*"[^"]*"[^"]*"/, "…");
    it(`says in one sentence what is wrong with ${shown}`, async () => {
      const [gotCode, text] = await complaint(...args);
      assertEquals(gotCode, code);
      assertMatch(String(text), sentence);
      assertEquals(String(text).split("\n").length, 1);
    });
  }
});
