/**
 * What the command lines of the lecture and of the search have in common: options,
 * paths, and a line of progress.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";

/** The command line is wrong, or a file is; the message is one sentence. */
export class UsageError extends Error {}

/** Options as they stand on the command line. */
export interface Arguments<Text extends string, Switch extends string> {
  readonly text: Readonly<Partial<Record<Text, string>>>;
  readonly isOn: Readonly<Record<Switch, boolean>>;
  /** What is no option. */
  readonly rest: readonly string[];
}

/**
 * Reads a command line of `--name value` and `--switch`.
 *
 * @throws {UsageError} If an option is unknown or lacks its value.
 */
export function parse<Text extends string, Switch extends string>(
  args: readonly string[],
  options: { readonly text: readonly Text[]; readonly isOn: readonly Switch[] },
): Arguments<Text, Switch> {
  const parsed = parseArgs(joined(args, options.text), {
    string: [...options.text],
    boolean: [...options.isOn],
    unknown: (arg: string, key?: string) => {
      if (key !== undefined) throw unknownArgument(arg);
    },
  });
  const text = Object.fromEntries(
    options.text.flatMap((name) =>
      parsed[name] === undefined ? [] : [[name, parsed[name]]]
    ),
  ) as Partial<Record<Text, string>>;
  for (const name of options.text) {
    if (text[name]?.trim() === "") {
      throw new UsageError(`--${name} needs a value`);
    }
  }
  const isOn = Object.fromEntries(
    options.isOn.map((name) => [name, parsed[name] === true]),
  ) as Record<Switch, boolean>;
  return { text, isOn, rest: parsed._.map(String) };
}

/** Joins `--name` and a value that starts with a minus, which would be an option. */
function joined(args: readonly string[], names: readonly string[]): string[] {
  const result: string[] = [];
  for (const arg of args) {
    const before = result.at(-1);
    const isValue = /^-\d/.test(arg) &&
      names.some((name) => before === `--${name}`);
    if (isValue) result.push(`${result.pop()}=${arg}`);
    else result.push(arg);
  }
  return result;
}

/** The refusal of what no option is called. */
export function unknownArgument(arg: string): UsageError {
  return new UsageError(
    `Unknown argument "${arg}": --help lists what there is`,
  );
}

/** An option that is an integer. */
export function integer(
  name: string,
  text: string,
  smallest: number,
  largest: number,
): number {
  const value = /^\d{1,10}$/.test(text.trim()) ? Number(text) : NaN;
  if (!(value >= smallest && value <= largest)) {
    throw new UsageError(
      `--${name} must be an integer from ${smallest} to ${largest}: it is "${text}"`,
    );
  }
  return value;
}

/** A path as the user sees it: `deno task` itself moves to the top folder. */
export function callersPath(path: string): string {
  const folder = Deno.env.get("INIT_CWD") ?? Deno.cwd();
  return path.startsWith("/") ? path : `${folder}/${path}`;
}

/** Shows where the work is, in one line on a terminal; quiet in a pipe. */
export function progress(text: string): void {
  if (!Deno.stderr.isTerminal()) return;
  Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
}

/** A signal that aborts on Ctrl-C, and when the system asks to end. */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(name, () => controller.abort());
  }
  return controller.signal;
}

/** Runs a command, and says in one sentence what was wrong with its command line. */
export async function run(
  main: (args: readonly string[]) => Promise<number>,
): Promise<never> {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    progress("");
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}
