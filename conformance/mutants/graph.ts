/**
 * Mutants of the computational graph: a small graph on top of the right gates, in
 * which each bug can be switched on.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import type { OperationFunction } from "../adapters/in_process.ts";
import { operations } from "../operations.ts";
import { mapNested, type Mutant, right } from "./mutant.ts";

interface Node {
  readonly name: string;
  readonly gate: keyof typeof operations;
  readonly inputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number>>;
}

type Gradients = Map<string, Nested>;

interface Bugs {
  /** How gradients that meet become one. */
  readonly meet?: (sum: Nested, more: Nested) => Nested;
  /** The gradients at the start of a backward pass. */
  readonly fresh?: () => Gradients;
  /** The nodes in an order in which they can run. */
  readonly sort?: (nodes: readonly Node[], output: string) => Node[];
}

const addUp = (sum: Nested, more: Nested) =>
  mapNested(sum, (a, b) => a + b, more);

/** What the right engine refuses is refused; everything else runs here. */
function graphWith({
  meet = addUp,
  fresh = () => new Map(),
  sort = sortByLoop,
}: Bugs): OperationFunction {
  return (request) => {
    const { inputs, attributes, upstream } = request;
    const answer = right("graph")(request);
    if ("refused" in answer) return answer;
    const output = attributes.output as string;
    const order = sort(attributes.nodes as Node[], output);
    const values = new Map<string, unknown>(Object.entries(inputs));
    for (const node of order) {
      values.set(node.name, run(node, values)[outputOf(node)]);
    }
    const loss = values.get(output);
    if (!upstream) return { loss };
    const gradients = fresh();
    gradients.set(output, upstream.loss);
    for (const node of order.toReversed()) {
      const arriving = gradients.get(node.name);
      if (arriving === undefined) continue;
      const onInputs = run(node, values, arriving);
      operations[node.gate].inputs.forEach((name, i) => {
        const more = onInputs[`d${name}`] as Nested | undefined;
        if (more === undefined) return;
        const input = node.inputs[i], sum = gradients.get(input);
        gradients.set(input, sum === undefined ? more : meet(sum, more));
      });
    }
    const onInputs = Object.entries(inputs).map(([name, value]) => [
      `d${name}`,
      gradients.get(name) ?? mapNested(value, () => 0),
    ]);
    return { loss, ...Object.fromEntries(onInputs) };
  };
}

function run(
  { gate, inputs, attributes = {} }: Node,
  values: ReadonlyMap<string, unknown>,
  arriving?: Nested,
) {
  const { inputs: names, outputs } = operations[gate];
  const given = names.map((name, i) => [name, values.get(inputs[i])]);
  return right(gate)({
    inputs: Object.fromEntries(given),
    attributes,
    ...(arriving !== undefined && { upstream: { [outputs[0]]: arriving } }),
  });
}

function outputOf({ gate }: Node): string {
  return operations[gate].outputs[0];
}

function sortByLoop(nodes: readonly Node[]): Node[] {
  const left = new Map(nodes.map((node) => [node.name, node]));
  const stack = [...nodes], order: Node[] = [];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (!left.has(node.name)) continue;
    const missing = node.inputs.flatMap((name) => left.get(name) ?? []);
    if (missing.length > 0) {
      stack.push(node, ...missing);
    } else {
      left.delete(node.name);
      order.push(node);
    }
  }
  return order;
}

/** As in micrograd's `build_topo`. */
function sortByRecursion(nodes: readonly Node[], output: string): Node[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const visited = new Set<string>(), order: Node[] = [];
  const visit = (name: string): void => {
    const node = byName.get(name);
    if (!node || visited.has(name)) return;
    visited.add(name);
    node.inputs.forEach((input) => visit(input));
    order.push(node);
  };
  visit(output);
  return order;
}

/** Mutants of the graph. */
export const graphMutants: readonly Mutant[] = [
  {
    id: "graph/fork-overwritten",
    note: "at a fork the last gradient replaces the others: = in place of +=",
    replace: () => ({ graph: graphWith({ meet: (_sum, more) => more }) }),
  },
  {
    id: "graph/recursion",
    note:
      "the topological sort is recursive, as micrograd's: it overflows the stack on long chains",
    replace: () => ({ graph: graphWith({ sort: sortByRecursion }) }),
  },
];
