/**
 * The nodes of a request, and requests with other nodes, for mutants of the graph.
 *
 * @module
 */
import { operations } from "../operations.ts";
import type { Node } from "./graph_engine.ts";
import type { Asked } from "./mutant.ts";

/** The nodes of a request. */
export function nodesOf({ attributes }: Asked): readonly Node[] {
  return attributes.nodes as readonly Node[];
}

/** The request with its nodes changed. */
export function withNodes(
  request: Asked,
  nodes: readonly Node[],
  inputs: Asked["inputs"] = request.inputs,
): Asked {
  return { ...request, inputs, attributes: { ...request.attributes, nodes } };
}

/** The number of inputs that a gate takes; undefined for an unknown gate. */
export function arity({ gate }: Node): number | undefined {
  return operations[gate]?.inputs.length;
}

/** The nodes on which the output depends. */
export function neededFor(request: Asked): Node[] {
  const nodes = nodesOf(request);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const needed = new Set([request.attributes.output as string]);
  for (const name of needed) { // grows while it is walked
    byName.get(name)?.inputs.forEach((input) => needed.add(input));
  }
  return nodes.filter(({ name }) => needed.has(name));
}

/** The request with values of 0 for all names that nothing has. */
export function fillingIn(request: Asked): Asked {
  const nodes = nodesOf(request);
  const known = new Set([
    ...nodes.map(({ name }) => name),
    ...Object.keys(request.inputs),
  ]);
  const missing = nodes.flatMap(({ inputs }) => inputs)
    .filter((name) => !known.has(name));
  const zeros = missing.map((name) => [name, 0] as const);
  return withNodes(request, nodes, {
    ...request.inputs,
    ...Object.fromEntries(zeros),
  });
}
