import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Operation } from "../../conformance/operations.ts";
import type { RequestSource } from "../golden/source.ts";
import { Arithmetic, OracleError } from "./ball.ts";
import { evaluate } from "./evaluate.ts";
import { solve } from "./solve.ts";

/** The narrowest format that this request serves. */
function formatOf(operation: Operation, request: RequestSource) {
  return solve(operation, { name: "case", why: "is a case", ...request })
    .narrowest;
}

describe("the formats that a case serves", () => {
  it("hold the probability of a label, of which a right loss is −log", () => {
    const scores = (gap: number) =>
      formatOf("softmax_cross_entropy", {
        inputs: { scores: [[gap, 0]], labels: [1] },
      });
    assertEquals([2, 60, 100].map(scores), ["bfloat16", "float32", "float64"]);
    assertThrows(() => scores(1000), OracleError);
  });

  it("hold it inside a graph, too", () => {
    const nodes = [
      { name: "s", gate: "softmax_cross_entropy", inputs: ["x", "y"] },
      { name: "f", gate: "tanh", inputs: ["s"] },
    ];
    const narrowest = formatOf("graph", {
      inputs: { x: [[60, 0]], y: [1] },
      attributes: { nodes, output: "f" },
    });
    assertEquals(narrowest, "float32");
  });

  it("hold the squares of an update, of which a right ratio is the norm", () => {
    const ratio = (learning_rate: number) =>
      formatOf("update_ratio", {
        inputs: { w: [1, 2], dw: [0.5, 0] },
        attributes: { learning_rate },
      });
    assertEquals([0.5, 1e-3].map(ratio), ["bfloat16", "float32"]);
  });

  it("hold all inputs as normal numbers, which nobody flushes to zero", () => {
    const product = (x: number) =>
      formatOf("multiply", { inputs: { x: [x], y: [1] } });
    assertEquals([2 ** -14, 2 ** -15].map(product), ["bfloat16", "float32"]);
  });

  it("need not hold what a section says must be avoided", () => {
    const inputs = { x: [-1000, 1000] };
    assertEquals(formatOf("sigmoid", { inputs }), "bfloat16");
    assertEquals(formatOf("tanh", { inputs }), "bfloat16");
  });
});

describe("an answer", () => {
  const m = new Arithmetic("bfloat16");

  it("of maxout allows for one sum over both of its pieces", () => {
    const { dx } = evaluate(m, "maxout", {
      inputs: {
        x: [[1]],
        w1: [[101, -101, 0]],
        b1: [500, 500, -500],
        w2: [[0, 0, 101]],
        b2: [0, 0, 500],
      },
      attributes: {},
      upstream: { y: [[1, 1, 1]] },
    });
    // 101 − 101 is exact, and so is 0 + 101; sums of all three need not be.
    const [{ low, radius }] = dx.data;
    assertEquals(low.toNumber(), 101);
    assert(radius > 2 * 303 / 256);
  });

  it("holds every split of ties inside of ties", () => {
    const { dx } = evaluate(m, "graph", {
      inputs: { x: 1 },
      attributes: {
        nodes: [
          { name: "one", gate: "max", inputs: ["x", "x"] },
          { name: "two", gate: "max", inputs: ["one", "one"] },
        ],
        output: "two",
      },
      upstream: { loss: -1 },
    });
    const [{ low, high }] = dx.data;
    assert(low.lte(-1) && high.isZero());
  });
});
