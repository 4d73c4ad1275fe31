import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { GraphError, ShapeError } from "./errors.ts";
import type { Gate } from "./gates/gate.ts";
import { ComputationalGraph, type GraphNode } from "./graph.ts";
import { item, type Tensor, tensor, toNested } from "./tensor.ts";

const NODES: GraphNode[] = [
  { name: "q", gate: "add", inputs: ["x", "y"] },
  { name: "f", gate: "multiply", inputs: ["q", "z"] },
];

function numbers(gradients: Record<string, Tensor>) {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, g]) => [name, toNested(g)]),
  );
}

describe("ComputationalGraph", () => {
  it("finds its output by itself where one node is unused by the others", () => {
    assertEquals(new ComputationalGraph(NODES.toReversed()).output, "f");
  });

  it("asks for the output where several nodes are unused", () => {
    const twoEnds = [...NODES, { ...NODES[1], name: "g" }];
    assertThrows(
      () => new ComputationalGraph(twoEnds),
      GraphError,
      'Name the output, as more than one node is unused by the others: "f", "g"',
    );
  });

  it("forgets the last run when it runs again", () => {
    const graph = new ComputationalGraph(NODES);
    graph.forward({ x: 1, y: 2, z: 3 });
    graph.backward();
    graph.forward({ x: -2, y: 5, z: -4 });
    const expected = { x: -4, y: -4, z: 3 };
    assertEquals(numbers(graph.backward()), expected);
    assertEquals(numbers(graph.backward()), expected, "a second backward");
  });

  it("cannot go backward before it went forward, or after that failed", () => {
    const graph = new ComputationalGraph(NODES);
    assertThrows(() => graph.backward(), GraphError, "no forward pass");
    graph.forward({ x: 1, y: 2, z: 3 });
    assertThrows(() => graph.forward({ x: 1, y: 2 }), GraphError, '"z"');
    assertThrows(() => graph.backward(), GraphError, "no forward pass");
  });

  it("refuses an upstream gradient of another shape than the loss", () => {
    const graph = new ComputationalGraph(NODES);
    graph.forward({ x: 1, y: 2, z: 3 });
    assertThrows(() => graph.backward(tensor([1])), ShapeError, "it is [1]");
  });

  it("takes a gate of one's own", () => {
    const square: Gate = {
      inputs: ["x"],
      output: "y",
      forward: ([x]) => tensor(item(x) ** 2),
      backward: (dy, [x]) => [tensor(2 * item(x) * item(dy))],
    };
    const graph = new ComputationalGraph([
      { name: "y", gate: square, inputs: ["x"] },
    ]);
    assertEquals(item(graph.forward({ x: 3 })), 9);
    assertEquals(numbers(graph.backward()), { x: 6 });
  });

  it("gives each input a gradient of its own, to change at will", () => {
    const graph = new ComputationalGraph([NODES[0]]);
    graph.forward({ x: 1, y: 2 });
    const { x, y } = graph.backward();
    x.data[0] = 7;
    assertEquals(item(y), 1);
  });

  it("adds up gradients without writing to what gates have handed on", () => {
    const graph = new ComputationalGraph([
      { name: "twice", gate: "add", inputs: ["x", "x"] },
      { name: "sum", gate: "add", inputs: ["twice", "y"] },
      { name: "f", gate: "add", inputs: ["sum", "x"] },
    ]);
    const upstream = tensor([1, 2]), x = tensor([3, 4]), y = tensor([5, 6]);
    graph.forward({ x, y });
    const { x: dx, y: dy } = graph.backward(upstream);
    assertEquals([dx, dy, upstream].map(toNested), [[3, 6], [1, 2], [1, 2]]);
  });

  it("adds up gradients along all ways through a ladder", () => {
    const graph = new ComputationalGraph([
      { name: "a", gate: "add", inputs: ["x", "x"] },
      { name: "b", gate: "add", inputs: ["a", "a"] },
      { name: "c", gate: "add", inputs: ["b", "b"] },
    ]);
    graph.forward({ x: 1 });
    assertEquals(numbers(graph.backward()), { x: 8 });
  });

  it("adds up gradients of matrices that are multiplied more than once", () => {
    const graph = new ComputationalGraph([
      { name: "square", gate: "matmul", inputs: ["w", "w"] },
      { name: "left", gate: "matmul", inputs: ["x", "square"] },
      { name: "z", gate: "matmul", inputs: ["left", "w"] },
    ]);
    const w = tensor([[1, 1], [0, 1]]), x = tensor([[1, 0], [0, 1]]);
    graph.forward({ w, x });
    const gradients = graph.backward(tensor([[1, 0], [0, 1]]));
    assertEquals(numbers(gradients), {
      w: [[3, 0], [6, 3]],
      x: [[1, 0], [3, 1]],
    });
  });

  it("gives the gradients of some inputs alone, the same as with all", () => {
    const graph = new ComputationalGraph([
      { name: "a", gate: "affine", inputs: ["x", "w", "b"] },
      { name: "z", gate: "matmul", inputs: ["a", "v"] },
      { name: "loss", gate: "softmax_cross_entropy", inputs: ["z", "labels"] },
    ]);
    const x = tensor([[1, 2], [3, -4]]), w = tensor([[1, 0], [2, 1]]);
    const b = tensor([0.5, -1]), v = tensor([[1, 2], [3, 4]]);
    graph.forward({ x, w, b, v, labels: tensor([0, 1]) });
    const all = graph.backward();
    for (const wanted of [["w", "b"], ["v"], ["x"], []]) {
      const some = graph.backward(1, { of: wanted });
      assertEquals(Object.keys(some), wanted);
      for (const name of wanted) assertEquals(some[name], all[name]);
    }
    assertThrows(
      () => graph.backward(1, { of: ["a"] }),
      GraphError,
      '"a" is no input that was given',
    );
  });

  it("names the node at which shapes do not fit", () => {
    assertThrows(
      () =>
        new ComputationalGraph(NODES).forward({ x: 1, y: 2, z: tensor([3]) }),
      ShapeError,
      'Node "f": Cannot multiply as shapes must be equal: they are [] and [1]',
    );
  });

  it("does not write to its inputs", () => {
    const x = tensor([1, -2]),
      graph = new ComputationalGraph([
        { name: "a", gate: "add", inputs: ["x", "x"] },
        { name: "b", gate: "relu", inputs: ["a"] },
      ]);
    graph.forward({ x });
    graph.backward(tensor([1, 1]));
    assertEquals(toNested(x), [1, -2]);
  });
});
