/** The programs, commands and outputs of PORTING.md are checked here. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { after, describe, it } from "@std/testing/bdd";
import { blockAfter, CONFORM, needsAll, read } from "./markdown.ts";

const guide = needsAll.skip ? "" : await read("PORTING.md");
const folder = needsAll.skip ? "" : await Deno.makeTempDir();

/** In a shell, `npx -y deno@2.9.6 task conform …` runs the file itself. */
const NPX = `npx() { shift 4; '${CONFORM.join("' '")}' "$@" $FLAGS; }\n`;

/** Runs lines of shell in the folder where the reader's files are. */
async function shell(lines: string, flags = "") {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", NPX + lines],
    cwd: folder,
    env: {
      FLAGS: flags,
      INIT_CWD: folder,
      NO_COLOR: "1",
      npm_command: "exec", // as npx does
      PYTHONUNBUFFERED: "",
      CARGO_NET_OFFLINE: "true",
    },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  // The reader's files are in Touchstone's folder, and need no --config.
  const told = text(stdout).replaceAll(/ --config \S+/g, "");
  return { code, stdout: told, stderr: text(stderr) };
}

/** The commands under a marker. */
function commands(name: string): string {
  return blockAfter(guide, `<!-- run: ${name} -->`);
}

/** A program of the guide. */
function program(name: string): string {
  return blockAfter(guide, `<!-- file: ${name} -->`);
}

async function save(name: string, text = program(name)): Promise<void> {
  const path = `${folder}/${name}`;
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(path, text);
}

/** Options of tests for which such a command must succeed. */
async function needs(command: string, name: string) {
  if (needsAll.skip) return needsAll;
  return (await shell(command)).code === 0 ? {} : { skip: `needs ${name}` };
}

const needsPython = await needs("python3 --version", "python3");
const needsNode = await needs("node --version", "node");
const needsC = await needs(
  "echo '#include <cjson/cJSON.h>' | cc -E -x c -",
  "cc and the header of cJSON (libcjson-dev)",
);
const CRATES = "/usr/share/cargo/registry";
const needsRust = await needs(
  `cargo --version && ls -d ${CRATES}/serde_json-*`,
  "cargo and the sources of serde_json (librust-serde-json-dev)",
);

/** Cargo shall take crates from the disk. */
const CARGO_CONFIG = `
[source.crates-io]
replace-with = "debian"
[source.debian]
directory = "${CRATES}"
`;

after(async () => {
  if (folder) await Deno.remove(folder, { recursive: true });
});

describe("PORTING.md has an engine that passes all of its cases", () => {
  const check = async (name: string) => {
    const { stdout, stderr } = await shell(commands(name), "--format json");
    assert(stdout.startsWith("{"), stdout + stderr);
    const { summary: { pass, unsupported, ...others } } = JSON.parse(stdout);
    assert(pass > 20 && unsupported > 0);
    assertEquals(new Set(Object.values(others)), new Set([0]));
  };
  it("in Python", needsPython, async () => {
    await save("my_engine.py");
    await check("my_engine.py");
  });
  it("in JavaScript", needsNode, async () => {
    await save("my_engine.mjs");
    await check("my_engine.mjs");
  });
  it("in JavaScript, as a module", needsAll, async () => {
    await save("my_module.mjs");
    await check("my_module.mjs");
  });
  it("in C", needsC, async () => {
    await save("my_engine.c");
    await check("my_engine.c");
  });
  it("in Rust", needsRust, async () => {
    await save(".cargo/config.toml", CARGO_CONFIG);
    await save("rust_engine/Cargo.toml");
    await save("rust_engine/src/main.rs");
    await check("rust_engine/src/main.rs");
  });
});

/** What the reader sees when the program in Python is edited. */
async function report(from = "", to = "", flags = ""): Promise<string> {
  const text = program("my_engine.py");
  assertStringIncludes(text, from);
  await save("my_engine.py", text.replace(from, to));
  const { stdout, stderr } = await shell(commands("my_engine.py"), flags);
  return stdout + stderr;
}

describe("PORTING.md shows", needsPython, () => {
  it("the first verdict, in which … stands for rows that are left out", async () => {
    let rest = await report();
    const shown = blockAfter(guide, "<!-- output: verdict -->");
    for (const part of shown.split(/^…\n/m)) {
      assertStringIncludes(rest, part);
      rest = rest.slice(rest.indexOf(part) + part.length);
    }
    assertEquals(rest, "");
  });

  it("what a broken engine is told", async () => {
    const told = await report("y * (1 - y)", "x * (1 - x)");
    const shown = blockAfter(guide, "<!-- output: failure -->");
    for (const part of shown.split("\n\n")) assertStringIncludes(told, part);
  });

  it("what an engine answers to a line by hand", async () => {
    await save("my_engine.py");
    const { stdout } = await shell(commands("by hand"));
    assertEquals(stdout, blockAfter(guide, "<!-- output: by hand -->"));
  });

  it("an operation more", async () => {
    const [tanh] = guide.match(/"tanh": lambda .*(?=`\.)/)!;
    const text = await report('"sigmoid": sigmoid', `$&, ${tanh}`);
    assertStringIncludes(text, "conforms to gates (3 of 12 operations)");
  });
});

/** An edit that does something with the outputs before they are written. */
function afterwards(statement: string): [from: string, to: string] {
  const outputs = '    outputs = answer.get("outputs", {})\n';
  return ["    print(", `${outputs}    ${statement}\n$&`];
}

const NAMES = '{"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}';
const NUMBER = "f(*map(float, tensors))";

/** Mistakes in the program, and what the guide says that the runner says of them. */
const MISTAKES: [edit: [from: string, to: string], message: string][] = [
  [
    ["flush=True", 'flush=request["cmd"] == "start"'],
    "it must flush its output after each line",
  ],
  [
    ["for line", 'print("Loading…")\n$&'],
    "did not start: the engine's answer is no line of JSON (logs belong on standard error): Loading…",
  ],
  [
    ["dumps(answer", "$&, indent=1"],
    "did not start: the engine's answer is no line of JSON (logs belong on standard error): {",
  ],
  [
    ['{"relu"', '{"ReLU"'],
    'The engine declares "ReLU", which is no operation of the specification',
  ],
  [
    [`${NAMES}.get(str(y), y)`, "y"],
    'the engine\'s answer is no JSON, in which NaN and infinities must be strings ("NaN")',
  ],
  [
    [`${NAMES}.get(str(y), y)`, "y if y == y else None"],
    'a tensor holds null, which is neither a number nor one of "NaN", "Infinity", "-Infinity", "-0"',
  ],
  [
    ["*map(float, tensors)", "*tensors"],
    "the engine exited with code 1; its last words were: TypeError",
  ],
  [
    ["1 / (1 + e) if x >= 0 else e / (1 + e)", "1 / (1 + math.exp(-x))"],
    "the engine exited with code 1; its last words were: OverflowError",
  ],
  [
    afterwards(
      "outputs.update({k: sum(y, []) for k, y in outputs.items() if shape(y) == [3, 4]})",
    ),
    "y must have the shape [3, 4], and has [12]",
  ],
  [
    afterwards(
      "outputs.update({k: [y] for k, y in outputs.items() if shape(y) == []})",
    ),
    "y must have the shape [], and has [1]",
  ],
  [
    afterwards(
      "outputs.update({k: [sum(zip(*y), ())[i:i + 4] for i in (0, 4, 8)] for k, y in outputs.items() if shape(y) == [3, 4]})",
    ),
    "likely bug: a matrix is transposed, or rows and columns are mixed up",
  ],
  [
    ["f(x)[1] * dy", "f(x)[1]"],
    "consistent with: the gradient is the slope, whatever arrives",
  ],
  [['["dx"]', '["grad_x"]'], "dx is missing from the answer"],
  [
    afterwards(
      'if shape(outputs.get("dx")) == [2]: total = outputs["dx"] = [a + b for a, b in zip(globals().get("total", [0, 0]), outputs["dx"])]',
    ),
    "likely bug: gradients are added to those of an earlier request",
  ],
  [["shape(dy) != shape(x)", "False"], "the engine must refuse, and answered"],
  [
    ['return {"refused"', 'assert not {"refused"'],
    "CRASHED gates/relu/refuses-other-upstream",
  ],
  [
    ['answer["seq"] =', "_ ="],
    "the engine's answer has seq missing and not 1",
  ],
  [
    [NUMBER, `float("%g" % ${NUMBER})`],
    "y[1]: expected 0.18242552380635635, got 0.182426, 1.7·10^9 times the bound",
  ],
  [
    [NUMBER, `__import__("ctypes").c_float(${NUMBER}).value`],
    "y[5]: expected 0.5039061705290805, got 0.5039061903953552, 5.0·10^7 times the bound",
  ],
];

describe(
  "PORTING.md tells what the runner says of a mistake",
  needsPython,
  () => {
    for (const [[from, to], message] of MISTAKES) {
      it(message, async () => {
        const flags = from === "flush=True" ? "--timeout 1 --fail-fast" : "";
        assertStringIncludes(guide, message);
        assertStringIncludes(await report(from, to, flags), message);
      });
    }
  },
);
