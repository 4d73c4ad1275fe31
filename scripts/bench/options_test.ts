import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { parseOptions, UsageError } from "./options.ts";

const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id);

describe("the command line of the benchmark", () => {
  it("measures everything for ten rounds, if not told otherwise", () => {
    const { rounds, format, workloads, peers } = parseOptions([]);
    assertEquals([rounds, format], [10, "table"]);
    assertEquals(workloads.length, 14);
    assertEquals(peers[0].id, "touchstone");
  });

  it("selects workloads and peers, and always the engine", () => {
    const { workloads, peers } = parseOptions(
      ["--only", "exp,tanh", "--peers", "numpy"],
    );
    assertEquals(idsOf(workloads), ["tanh", "exp"]);
    assertEquals(idsOf(peers), ["touchstone", "numpy"]);
  });

  it("takes the number of trials of the search", () => {
    const [search] = parseOptions(["--only", "search"]).workloads;
    assertEquals(search.repetitions, 10);
    const options = ["--trials", "100", "--only", "exp,search"];
    const [exp, more] = parseOptions(options).workloads;
    assertEquals([exp.repetitions, more.repetitions], [20, 100]);
  });

  it("refuses what it does not know, in one sentence", () => {
    for (
      const [args, sentence] of [
        [["--fast"], 'Unknown argument "--fast": --help lists what there is'],
        [["now"], 'Unknown argument "now": --help lists what there is'],
        [["--rounds", "0"], '--rounds must be an integer from 1: it is "0"'],
        [["--trials", "x"], '--trials must be an integer from 1: it is "x"'],
        [
          ["--format", "pdf"],
          '--format must be table, summary, or json: it is "pdf"',
        ],
        [["--only", "chess"], 'Unknown workload "chess": there are '],
        [["--peers", "abacus"], 'Unknown peer "abacus": there are '],
      ] as const
    ) assertThrows(() => parseOptions(args), UsageError, sentence);
  });
});
