import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Child } from "./child.ts";
import { disagreements, measure } from "./measure.ts";
import { table, time } from "./table.ts";

const workload = { id: "work", title: "some work", repetitions: 1, flops: 3e9 };

/** A peer that needs these times, one after the other. */
function peer(id: string, seconds: readonly number[], check = 1): Child {
  const left = [...seconds];
  return {
    id,
    name: id.toUpperCase(),
    dtype: "float64",
    run: () => {
      const next = left.shift();
      return Promise.resolve(next ? { seconds: next, check } : {});
    },
    stop: () => Promise.resolve(),
  };
}

describe("the benchmark", () => {
  it("takes the best and the median of all rounds", async () => {
    const peers = [peer("engine", [3, 2, 9, 8]), peer("other", [2, 6, 1, 3])];
    const [engine, other] = await measure(workload, peers, 4);
    assertEquals([engine.best, engine.median, engine.gigaflops], [2, 5.5, 1.5]);
    assertEquals([other.best, other.median, other.engineTakes], [1, 2.5, 2]);
  });

  it("leaves out who does not have a workload", async () => {
    const measured = await measure(
      workload,
      [peer("a", [1]), peer("b", [])],
      1,
    );
    assertEquals(measured.map(({ peer }) => peer), ["a"]);
  });

  it("finds results that differ", async () => {
    const peers = [peer("a", [1]), peer("b", [1]), peer("c", [1], 1.001)];
    assertEquals(disagreements(await measure(workload, peers, 1)), [
      "C gets 1.001 for work, the engine 1",
    ]);
  });

  it("shows measurements as a table", async () => {
    const peers = [peer("touchstone", [2]), peer("other", [0.5])];
    const lines = table([workload], await measure(workload, peers, 1)).split(
      "\n",
    );
    assertEquals(lines.length, 4);
    assert(
      /\| some work +\| TOUCHSTONE +\| 2.00 s +\|/.test(lines[2]),
      lines[2],
    );
    assert(
      /\| OTHER +\| 500 ms +\|.* 6.0 +\| 4.00 × /.test(lines[3]),
      lines[3],
    );
  });

  it("gives times in a unit in which they are easy to read", () => {
    assertEquals([2, 0.0123, 4.56e-5].map(time), [
      "2.00 s",
      "12.3 ms",
      "45.6 µs",
    ]);
  });
});
