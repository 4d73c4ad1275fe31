/**
 * What tests of documents share: blocks of a document, and what `conform` prints.
 *
 * @module
 */

/** The top folder. */
export const ROOT: URL = new URL("../", import.meta.url);

const granted = await Promise.all(
  (["run", "read", "write"] as const).map(async (name) =>
    (await Deno.permissions.query({ name })).state === "granted"
  ),
);

/** Options of tests that run programs on files. */
export const needsAll: { skip?: string } = granted.every(Boolean)
  ? {}
  : { skip: "needs --allow-run --allow-read --allow-write" };

/** The text of a file, whose path starts in the top folder. */
export function read(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, ROOT));
}

/** The first code block behind some text. */
export function blockAfter(text: string, marker: string): string {
  const start = text.indexOf(marker);
  if (start < 0) throw new Error(`There is no "${marker}" in the text`);
  const [, block] = text.slice(start).match(/```\w*\n([\s\S]*?)```/)!;
  return block;
}

/** The program that `deno task conform` runs, and its first arguments. */
export const CONFORM: readonly string[] = [
  Deno.execPath(),
  ...["run", "-A", "--no-check", "--quiet"],
  new URL("scripts/conform.ts", ROOT).pathname,
];

/** What `conform` prints with these arguments. */
export async function conform(...args: string[]): Promise<string> {
  const [program, ...first] = CONFORM;
  const { stdout } = await new Deno.Command(program, {
    args: [...first, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", npm_command: "" },
  }).output();
  return new TextDecoder().decode(stdout);
}
