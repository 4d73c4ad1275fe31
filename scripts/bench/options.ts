/**
 * The command line of the benchmark.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { type Peer, peers } from "./peers.ts";
import { type Format, FORMATS } from "./formats.ts";
import { SEARCH, type Workload, workloads } from "./workloads.ts";

const FORMAT_NAMES = new Intl.ListFormat("en", { type: "disjunction" })
  .format(Object.keys(FORMATS));

/** What --help prints. */
export const HELP = `Measures the engine beside other libraries.

Usage: deno task bench [options]

  --rounds N     measure everything N times, in turns; 10 if not given
  --only NAMES   only these workloads, separated by commas:
                 ${workloads.map(({ id }) => id).join("\n                 ")}
  --peers NAMES  only these peers, separated by commas; the engine itself is always
                 one: ${peers.map(({ id }) => id).join(", ")}
  --trials N     trials of the random search; 10 if not given
  --format F     ${FORMAT_NAMES}; table if not given
  --help         print this

Exit codes: 0 measured; 1 peers disagree about a result; 2 wrong usage; 130 stopped.
`;

/** The command line is wrong; the message is one sentence. */
export class UsageError extends Error {}

/** The command line, understood. */
export interface Options {
  readonly help: boolean;
  readonly rounds: number;
  readonly workloads: readonly Workload[];
  readonly peers: readonly Peer[];
  readonly format: Format;
}

/**
 * Reads the command line.
 *
 * @throws {UsageError} If there is anything that it does not know.
 */
export function parseOptions(args: readonly string[]): Options {
  const parsed = parseArgs([...args], {
    string: ["rounds", "only", "peers", "format", "trials"],
    boolean: ["help"],
    default: { rounds: "10", format: "table" },
    unknown: (arg: string) => {
      throw new UsageError(
        `Unknown argument "${arg}": --help lists what there is`,
      );
    },
  });
  const { format, trials } = parsed;
  if (!Object.hasOwn(FORMATS, format)) {
    throw new UsageError(`--format must be ${FORMAT_NAMES}: it is "${format}"`);
  }
  const [engine, ...others] = peers;
  return {
    help: parsed.help,
    rounds: count("rounds", parsed.rounds),
    workloads: select("workload", workloads, parsed.only).map((workload) =>
      trials !== undefined && workload.id === SEARCH
        ? { ...workload, repetitions: count("trials", trials) }
        : workload
    ),
    peers: [
      engine,
      ...select("peer", peers, parsed.peers).filter((peer) =>
        others.includes(peer)
      ),
    ],
    format: format as Format,
  };
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 1) {
    throw new UsageError(
      `--${name} must be an integer from 1: it is "${text}"`,
    );
  }
  return value;
}

function select<T extends { readonly id: string }>(
  what: string,
  all: readonly T[],
  names: string | undefined,
): readonly T[] {
  if (names === undefined) return all;
  const list = names.split(",");
  const unknown = list.find((name) => all.every(({ id }) => id !== name));
  if (unknown !== undefined) {
    throw new UsageError(
      `Unknown ${what} "${unknown}": there are ${
        all.map(({ id }) => id).join(", ")
      }`,
    );
  }
  return all.filter(({ id }) => list.includes(id));
}
