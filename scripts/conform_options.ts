/**
 * The command line of `conform`: its options, and which cases they select.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { globToRegExp } from "@std/path";
import { profiles } from "../conformance/operations.ts";
import { type Format, reports } from "../conformance/reports/mod.ts";
import type { Case } from "../fixtures/mod.ts";

/** What --help prints. */
export const HELP =
  `Checks a neural-network engine against the Touchstone specification.

Usage: deno task conform [options]

  --engine CMD      the engine is a program that speaks JSON Lines (SPEC.md 2)
  --module FILE.ts  the engine is a module, run in a Worker with no permissions
                    (with neither, the built-in engine is checked)
  --profile P       only these profiles: ${
    profiles.join(", ")
  }; separate by commas
  --filter GLOB     only cases whose id matches: 'gates/relu', '*/*/nan'
  --shard I/N       only the I-th of N parts
  --format F[=FILE] ${Object.keys(reports).join(", ")}; pretty if not
                    given; with FILE the report goes there, and the option may
                    be given again for another one
  --output FILE     where the report goes for which no FILE is given
  --timeout S       seconds that an answer may take; 10 if not given
  --fuzz N          instead, N random cases; a failure is made as small as can be
  --seed N          other random numbers, for statistical cases and for --fuzz
  --fail-fast       stop at the first failure
  --list            list the cases and run none
  --explain ID      print one case: why it exists, what is sent, what is right
  --compare A B     print what changed from one report in JSON to another
  --help            print this

Exit codes: 0 conforms to all it declares, 1 does not, 2 wrong usage,
3 the engine could not be started or no case ran. With --compare: 0, or 1 if a case
that passed no longer does or a new one fails.
`;

/** A day, in seconds. */
const LONGEST_TIMEOUT = 86400;

/** The command line is wrong; the message is one sentence that says what to do. */
export class UsageError extends Error {}

/** A report that is asked for. */
export interface Wanted {
  readonly format: Format;
  /** Standard output if not given. */
  readonly file?: string;
}

/** The command line, understood. */
export interface Options {
  readonly engine?: string;
  readonly module?: string;
  readonly profile?: string;
  readonly filter?: string;
  readonly shard?: string;
  readonly reports: readonly Wanted[];
  readonly timeout: number;
  readonly seed: number;
  /** How many random cases take the place of the fixtures. */
  readonly fuzz?: number;
  readonly failFast: boolean;
  readonly list: boolean;
  readonly explain?: string;
  readonly compare?: readonly [string, string];
  readonly help: boolean;
}

/**
 * Reads the command line.
 *
 * @throws {UsageError} If something in it is wrong.
 */
export function parseOptions(args: readonly string[]): Options {
  const strings = [
    "engine",
    "module",
    "profile",
    "filter",
    "shard",
    "output",
    "timeout",
    "seed",
    "fuzz",
    "explain",
    "compare",
  ] as const;
  const parsed = parseArgs([...args], {
    string: [...strings, "format"],
    collect: ["format"],
    boolean: ["fail-fast", "list", "help"],
    unknown: (arg: string, key?: string) => {
      if (key !== undefined) throw unknownArgument(arg);
    },
  });
  const rest: string[] = parsed._.map(String);
  const compare = parsed.compare && rest.length === 1
    ? [parsed.compare, rest[0]] as const
    : undefined;
  if (parsed.compare && !compare) {
    throw new UsageError(
      "--compare needs two reports: --compare A.json B.json",
    );
  }
  if (!compare && rest.length > 0) throw unknownArgument(rest[0]);
  for (const name of strings) {
    if (parsed[name]?.trim() === "") {
      throw new UsageError(`--${name} needs a value`);
    }
  }
  const { engine, module } = parsed;
  const { timeout = "10", seed = "0" } = parsed;
  if (engine !== undefined && module !== undefined) {
    throw new UsageError("Give --engine or --module, not both");
  }
  if (!(Number(timeout) > 0 && Number(timeout) <= LONGEST_TIMEOUT)) {
    throw new UsageError(
      `--timeout must be a number of seconds above 0, and at most ${LONGEST_TIMEOUT}: it is "${timeout}"`,
    );
  }
  if (!/^\d{1,9}$/.test(seed)) {
    throw new UsageError(
      `--seed must be an integer from 0 to 999999999: it is "${seed}"`,
    );
  }
  return {
    ...parsed,
    fuzz: wantedRandom(parsed),
    reports: wantedReports(parsed.format, parsed.output),
    compare,
    timeout: Number(timeout),
    seed: Number(seed),
    failFast: parsed["fail-fast"],
  };
}

/** How many random cases are wanted, if any. */
function wantedRandom(
  { fuzz, ...others }: {
    readonly fuzz?: string;
    readonly list: boolean;
    readonly explain?: string;
    readonly compare?: string;
  },
): number | undefined {
  if (fuzz === undefined) return undefined;
  const alone = (["list", "explain", "compare"] as const)
    .find((name) => others[name]);
  if (alone) {
    throw new UsageError(
      `--fuzz runs cases, and does not go together with --${alone}`,
    );
  }
  if (!/^[1-9]\d{0,5}$/.test(fuzz)) {
    throw new UsageError(
      `--fuzz must be a number of cases from 1 to 999999: it is "${fuzz}"`,
    );
  }
  return Number(fuzz);
}

function unknownArgument(arg: string): UsageError {
  return new UsageError(
    `Unknown argument "${arg}": --help lists what there is`,
  );
}

/** Which reports go where. */
function wantedReports(given: readonly string[], output?: string): Wanted[] {
  const wanted = (given.length > 0 ? given : ["pretty"]).map((text) => {
    const [format, ...path] = text.split("=");
    if (!Object.hasOwn(reports, format)) {
      throw new UsageError(
        `Unknown format "${format}": there are ${
          Object.keys(reports).join(", ")
        }`,
      );
    }
    const file = path.length > 0 ? path.join("=") : output;
    if (file === "") throw new UsageError(`--format ${text} names no file`);
    return { format: format as Format, ...(file !== undefined && { file }) };
  });
  const places = wanted.map(({ file }) => file);
  if (new Set(places).size < places.length) {
    throw new UsageError(
      "Two reports would go to one place: give each a file, as in --format junit=report.xml",
    );
  }
  return wanted;
}

/**
 * The cases that the options ask for.
 *
 * @throws {UsageError} If they ask for none.
 */
export function select(cases: readonly Case[], options: Options): Case[] {
  const { profile, filter, shard } = options;
  let selected = [...cases];
  if (profile !== undefined) {
    const wanted = profile.split(",");
    const known: readonly string[] = profiles;
    const unknown = wanted.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new UsageError(
        `Unknown profile "${unknown}": there are ${profiles.join(", ")}`,
      );
    }
    selected = selected.filter((one) => wanted.includes(one.profile));
    if (options.fuzz && selected.length === 0) {
      throw new UsageError(
        `None of the random cases is of profile ${profile}: ask for more than ${options.fuzz} (there are none of initialization)`,
      );
    }
  }
  if (filter !== undefined) {
    const patterns = [globToRegExp(filter), globToRegExp(`${filter}/**`)];
    selected = selected.filter(({ id }) => patterns.some((p) => p.test(id)));
    if (selected.length === 0) {
      const word = filter.replaceAll("*", "");
      const near = cases.find(({ id }) => id.includes(word));
      throw new UsageError(
        `No case matches --filter '${filter}'${
          profile ? ` in profile ${profile}` : ""
        }: ${
          near && word !== ""
            ? `ids are whole paths, as in '${near.profile}/${near.operation}'`
            : options.fuzz
            ? `ids of random cases are as '${
              cases[0].id
            }', and more cases have more of them`
            : "--list shows all ids"
        }`,
      );
    }
  }
  if (shard !== undefined) {
    const [, index, count] = shard.match(/^(\d+)\/(\d+)$/)?.map(Number) ?? [];
    if (!(index >= 1 && index <= count)) {
      throw new UsageError(
        `--shard must be I/N with I from 1 to N, as in 2/4: it is "${shard}"`,
      );
    }
    selected = selected.filter((_, i) => i % count === index - 1);
  }
  return selected;
}
