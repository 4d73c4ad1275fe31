import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Child } from "./child.ts";
import { disagreements, measure } from "./measure.ts";
import { FORMATS } from "./formats.ts";
import { summary } from "./summary.ts";
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
    kill: () => {},
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

  it("has the time of NumPy on one thread as its unit", async () => {
    const peers = [peer("engine", [3, 3]), peer("numpy", [2, 4])];
    const measured = await measure(workload, peers, 2);
    assertEquals(measured.map(({ ratio }) => ratio), [1.5, 1]);
    const [alone] = await measure(workload, [peer("engine", [3])], 1);
    assertEquals(alone.ratio, undefined);
  });

  it("loses patience with who takes minutes", async () => {
    const slow = peer("slow", [70, 60, 50]), quick = peer("quick", [2, 3, 1]);
    const [first, other] = await measure(workload, [slow, quick], 3);
    assertEquals([first.best, other.best], [70, 1]);
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

  it("shows measurements in short, as multiples of NumPy's times", async () => {
    const peers = [peer("engine", [3]), peer("numpy", [2]), peer("other", [9])];
    const measured = await measure(workload, peers, 1);
    assertEquals(
      summary([workload], measured),
      "| workload  | NUMPY  | ENGINE | OTHER |\n" +
        "| --------- | ------ | ------ | ----- |\n" +
        "| some work | 2.00 s | 1.5 ×  | 4.5 × |",
    );
    assertEquals(
      summary([workload], measured.slice(0, 1)).split("\n")[2],
      "| some work | 1.5 ×  |",
    );
  });

  it("shows measurements as JSON", async () => {
    const peers = [peer("engine", [3]), peer("numpy", [2])];
    const measured = await measure(workload, peers, 1);
    const { rounds, workloads } = JSON.parse(
      FORMATS.json([workload], measured, 1),
    );
    assertEquals(rounds, 1);
    assertEquals(workloads[0], {
      name: "work",
      implementation: "ENGINE",
      peer: "engine",
      dtype: "float64",
      best_ms: 3000,
      median_ms: 3000,
      ratio: 1.5,
      gigaflops: 1,
      check: 1,
    });
  });

  it("gives times in a unit in which they are easy to read", () => {
    assertEquals([2, 0.0123, 4.56e-5].map(time), [
      "2.00 s",
      "12.3 ms",
      "45.6 µs",
    ]);
  });
});
