/**
 * Fails where an import goes the wrong way. The layers are scripts → conformance →
 * fixtures, and the engine, which imports nothing outside itself; only
 * conformance/reference_engine.ts imports the library, and what measures it. Fails as
 * well where scripts/tests.ts, which `deno test` runs, leaves out a test of theirs.
 *
 * @module
 */

const ROOT = new URL("../", import.meta.url);

/** What the files of a folder may import, beside files of the same folder. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  fixtures: [],
  conformance: ["fixtures"],
  scripts: ["conformance", "fixtures", "deno.json"],
  "mod.ts": ["engine"],
};

/** Files that may import more: the places where suite and library meet. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  "conformance/reference_engine.ts": ["mod.ts", "deno.json"],
  "scripts/elementary_test.ts": ["engine"],
  "scripts/tests.ts": ["engine"],
  "scripts/bench/peers/data.ts": ["mod.ts"],
  "scripts/bench/peers/plain_loops.ts": ["engine"],
  "scripts/bench/peers/touchstone.ts": ["engine", "mod.ts"],
};

/** Bare names that non-test files of a folder may import. */
const BARE: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  fixtures: [],
  conformance: ["@std/"],
  scripts: ["@std/", "ajv", "decimal.js", "string-argv"],
  "mod.ts": [],
};

/** Folders with an import map of their own, which may hold any bare name. */
const OWN_IMPORTS = [
  "conformance/engines/",
  "scripts/bench/",
  "scripts/lecture/",
  "scripts/scoreboard/",
];

/** The layers whose tests `deno test` runs, and the folders of theirs that it leaves out. */
const TESTED = ["engine/", "fixtures/", "conformance/"];
const LEFT_OUT = [
  "conformance/engines/",
  "conformance/mutants/",
  "conformance/variants/",
];

/** Scripts that show what the library can do. The others must not depend on it. */
const LIBRARY_USERS = ["scripts/lecture/"];

async function* sources(folder: string): AsyncGenerator<string> {
  for await (
    const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))
  ) {
    if (isDirectory) yield* sources(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield folder + name;
  }
}

/** The specifiers of all imports and re-exports, but not those in comments. */
function specifiersOf(source: string): string[] {
  const code = source.replaceAll(/^\s*(\*|\/\/|\/\*).*$/gm, "");
  const pattern = /(?:\bfrom|\bimport|\bimport\()\s*"([^"\s]+)"/g;
  return Array.from(code.matchAll(pattern), ([, specifier]) => specifier);
}

/** What is wrong with the imports of a file, one line each. */
export function problemsOf(path: string, source: string): string[] {
  const layer = path.split("/")[0];
  const isFree = path.endsWith("_test.ts") ||
    OWN_IMPORTS.some((folder) => path.startsWith(folder));
  const allowed = [
    layer,
    ...MAY_IMPORT[layer] ?? [],
    ...EXCEPTIONS[path] ?? [],
    ...LIBRARY_USERS.some((folder) => path.startsWith(folder))
      ? ["mod.ts"]
      : [],
  ];
  return specifiersOf(source).flatMap((specifier) => {
    if (/^(npm|jsr|https?):/.test(specifier)) {
      return [
        `${path} imports "${specifier}": give it a bare name in deno.json`,
      ];
    }
    if (!specifier.startsWith(".")) {
      const isAllowed = isFree ||
        BARE[layer].some((bare) => specifier.startsWith(bare));
      return isAllowed ? [] : [`${path} may not import ${specifier}`];
    }
    const target = new URL(specifier, new URL(path, "file:///")).pathname.slice(
      1,
    );
    return allowed.includes(target.split("/")[0]) || allowed.includes(target)
      ? []
      : [
        `${path} may not import ${target}: imports go scripts → conformance → fixtures`,
      ];
  });
}

/** The test modules among these that scripts/tests.ts lacks. */
export function untested(paths: readonly string[], source: string): string[] {
  const imported = new Set(
    specifiersOf(source).map((specifier) =>
      new URL(specifier, "file:///scripts/").pathname.slice(1)
    ),
  );
  return paths.filter((path) =>
    path.endsWith("_test.ts") && !imported.has(path) &&
    TESTED.some((folder) => path.startsWith(folder)) &&
    !LEFT_OUT.some((folder) => path.startsWith(folder))
  );
}

/** Every source file of every layer. */
async function* allSources(): AsyncGenerator<string> {
  for (const layer of Object.keys(MAY_IMPORT)) {
    if (!layer.endsWith(".ts")) yield* sources(`${layer}/`);
  }
}

if (import.meta.main) {
  const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));
  const paths = ["mod.ts", ...await Array.fromAsync(allSources())];
  const problems: string[] = [];
  for (const path of paths) {
    problems.push(...problemsOf(path, await read(path)));
  }
  for (const path of untested(paths, await read("scripts/tests.ts"))) {
    problems.push(`scripts/tests.ts does not import ${path}: give it a line`);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) Deno.exit(1);
  console.error("All imports go the right way");
}
