/**
 * Writes every fixture file from the case sources in scripts/golden/ and the
 * oracle. With `--check` it writes nothing, and fails where a file on disk differs.
 *
 * Nothing here, and nothing that it imports, imports the engine.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import type { FixtureFile } from "../fixtures/fixture.ts";
import { sourceFiles } from "./golden/mod.ts";
import { solve } from "./oracle/solve.ts";

const FOLDER = new URL("../fixtures/", import.meta.url);

/** The text of every generated file, by its path in fixtures/. */
export function makeFixtures(): Map<string, string> {
  const files = new Map<string, string>();
  for (const { profile, operation, cases } of sourceFiles) {
    const file: FixtureFile = {
      $schema: "../schema.json",
      operation,
      profile,
      cases: cases.map((source) => {
        try {
          return solve(operation, source, profile === "accuracy");
        } catch (error) {
          (error as Error).message = `${operation}/${source.name}: ${
            (error as Error).message
          }`;
          throw error;
        }
      }),
    };
    files.set(`${profile}/${operation}.json`, showJson(file) + "\n");
  }
  files.set("files.ts", showIndex([...files.keys()]));
  return files;
}

/** JSON with one key to a line, and arrays of numbers on one line. */
function showJson(value: unknown, indent = ""): string {
  const flat = JSON.stringify(value);
  const isArray = Array.isArray(value);
  const isFlat = isArray && value.every((part) => !isObject(part));
  const room = 80 - indent.length;
  if (
    !isObject(value) || (flat.length <= room && (isFlat || isNarrow(value)))
  ) {
    return isFlat ? flat.replaceAll(",", ", ") : flat;
  }
  if (isFlat && value.every((part) => !Array.isArray(part))) {
    return flat.replaceAll(",", ", ");
  }
  const inner = indent + " ";
  const parts = isArray
    ? value.map((part) => inner + showJson(part, inner))
    : Object.entries(value).map(([key, part]) =>
      `${inner}${JSON.stringify(key)}: ${showJson(part, inner)}`
    );
  const [open, close] = isArray ? "[]" : "{}";
  return `${open}\n${parts.join(",\n")}\n${indent}${close}`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Whether nothing in it is worth a line of its own. */
function isNarrow(value: object): boolean {
  return Object.values(value).every((part) => !isObject(part));
}

function showIndex(paths: readonly string[]): string {
  const lines = paths.map((path) =>
    `  "${path}": () => import("./${path}", { with: { type: "json" } }),`
  );
  return `/**
 * Every fixture file by its literal name. Written by scripts/make_fixtures.ts.
 *
 * @module
 */

// deno-fmt-ignore
/** Loaders of the fixture files, in the order of SPEC.md. */
export const fixtureFiles: Record<string, () => Promise<{ default: unknown }>> = {
${lines.join("\n")}
};
`;
}

async function readIfThere(file: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function main(): Promise<number> {
  const { check } = parseArgs(Deno.args, { boolean: ["check"] });
  let differences = 0;
  for (const [path, text] of makeFixtures()) {
    const file = new URL(path, FOLDER);
    if (await readIfThere(file) === text) continue;
    differences++;
    if (check) {
      console.error(`fixtures/${path} differs from what its source gives`);
    } else {
      await Deno.mkdir(new URL(".", file), { recursive: true });
      await Deno.writeTextFile(file, text);
      console.error(`fixtures/${path} written`);
    }
  }
  if (differences === 0) {
    console.error("All fixtures are as their sources give");
  } else if (check) console.error("Run `deno task fixtures` to write them");
  return check && differences > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main());
