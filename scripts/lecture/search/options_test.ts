import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { UsageError } from "../command_line.ts";
import { parseOptions } from "./options.ts";

describe("the command line of the search", () => {
  it("has the lecture's coarse search by default", () => {
    const { settings, output, jobs } = parseOptions([]);
    assertEquals(settings, {
      stage: "coarse",
      data: "mnist",
      trials: 100,
      seed: 0,
      ranges: { lr: [-6, -3], reg: [-5, 5] },
      epochs: 5,
      trainSize: 5000,
      valSize: 1000,
      hidden: 50,
      batchSize: 100,
      decay: 0.9,
      momentum: 0,
    });
    assertEquals([output, jobs], ["search", navigator.hardwareConcurrency]);
  });

  it("takes ranges in either order, with a minus in front or not", () => {
    const options = ["--learning-rate", "-3,-4.5", "--reg=2,-1"];
    assertEquals(parseOptions(options).settings.ranges, {
      lr: [-4.5, -3],
      reg: [-1, 2],
    });
    assertEquals(parseOptions(["--stage", "fine"]).settings.ranges, {
      lr: [-4, -3],
      reg: [-4, 0],
    });
  });

  it("takes a part, and files to join", () => {
    assertEquals(parseOptions(["--shard", "2/4"]).shard, [2, 4]);
    const options = parseOptions(["--merge", "a.jsonl", "b.jsonl"]);
    assertEquals(options.merge, ["a.jsonl", "b.jsonl"]);
  });

  const REFUSALS: Readonly<Record<string, string>> = {
    "--trails 5": 'Unknown argument "--trails": --help lists what there is',
    "fine": 'Unknown argument "fine": --help lists what there is',
    "--stage medium": 'Unknown stage "medium": there are coarse, fine',
    "--trials 0": '--trials must be an integer from 1 to 1000000: it is "0"',
    "--trials": "--trials needs a value",
    "--seed -1": '--seed must be an integer from 0 to 4294967295: it is "-1"',
    "--jobs 2.5": '--jobs must be an integer from 1 to 256: it is "2.5"',
    "--reg 1": '--reg must be two exponents of 10, as in -6,-3: it is "1"',
    "--reg ,": '--reg must be two exponents of 10, as in -6,-3: it is ","',
    "--momentum 1": '--momentum must be a number from 0 to below 1: it is "1"',
    "--shard 5/4":
      '--shard must be I/N with I from 1 to N, as in 2/4: it is "5/4"',
    "--merge": "--merge needs files: --merge search/*.jsonl",
    "--merge a.jsonl --seed 1":
      "--merge takes the settings of the files, and does not go together with --seed",
  };
  for (const [line, message] of Object.entries(REFUSALS)) {
    it(`refuses ${line}`, () => {
      const refused = assertThrows(
        () => parseOptions(line.split(" ")),
        UsageError,
      );
      assertEquals(refused.message, message);
    });
  }
});
