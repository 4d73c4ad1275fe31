/**
 * Mutants of the graph that accept what must be refused.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import type { OperationFunction } from "../adapters/in_process.ts";
import type { Node } from "./graph_engine.ts";
import {
  arity,
  fillingIn,
  neededFor,
  nodesOf,
  withNodes,
} from "./graph_nodes.ts";
import {
  accepting,
  type Asked,
  misunderstood,
  type Mutant,
  right,
} from "./mutant.ts";

/** The value of an input that an engine has made up. */
const NOTHING = "made up", ZERO = { [NOTHING]: 0 };

/** The request in which a node that is needed before it has run counts as 0. */
function breakingCycles(request: Asked): Asked {
  const known = new Set(Object.keys(request.inputs));
  const names = new Set(nodesOf(request).map(({ name }) => name));
  const left = new Set(nodesOf(request)), ran: Node[] = [];
  while (left.size > 0) {
    const next = [...left].find(({ inputs }) =>
      inputs.every((name) => known.has(name))
    );
    const node = next ?? [...left][0];
    const inputs = node.inputs
      .map((name) => known.has(name) || !names.has(name) ? name : NOTHING);
    ran.push({ ...node, inputs });
    known.add(node.name);
    left.delete(node);
  }
  return withNodes(request, ran, { ...request.inputs, ...ZERO });
}

/** Answers with a value that is no node's, if the output names an input. */
function anyValueAsOutput(): OperationFunction {
  return (request) => {
    const { inputs, attributes, upstream } = request;
    const value = inputs[attributes.output as string] as Nested | undefined;
    const answer = right("graph")(request);
    return "refused" in answer && value !== undefined
      ? {
        loss: value,
        ...(upstream && { [`d${attributes.output}`]: upstream.loss }),
      }
      : answer;
  };
}

/** Mutants of the graph that accept what must be refused. */
export const graphRefusalMutants: readonly Mutant[] = [
  {
    id: "graph/only-needed",
    note:
      "only the nodes on which the output depends are looked at: nonsense aside is not noticed",
    advice: "Sort, check and run all nodes, not only those behind the output",
    replace: () =>
      misunderstood("graph", (request) => {
        const needed = neededFor(request);
        return needed.length > 0 ? withNodes(request, needed) : {};
      }),
  },
  {
    id: "graph/cycle-unnoticed",
    note:
      "a node that is needed before it has run counts as 0: a depth-first sort with one mark skips the edge that closes a cycle",
    advice: "After the sort, check that no node comes before its inputs",
    replace: () => accepting("graph", breakingCycles),
  },
  {
    id: "graph/unknown-gate-skipped",
    note: "a gate that is unknown passes its first input on",
    advice: "Look up all gates before running, and refuse with category graph",
    replace: () =>
      accepting("graph", (request) =>
        withNodes(
          request,
          nodesOf(request).map((node) =>
            arity(node) === undefined
              ? { ...node, gate: "add", inputs: [node.inputs[0], NOTHING] }
              : node
          ),
          { ...request.inputs, ...ZERO },
        )),
  },
  {
    id: "graph/missing-input-is-zero",
    note:
      "a name that is neither a node nor an input counts as 0: a typing error gives a number",
    advice: "Refuse a name that is neither a node nor an input",
    replace: () => accepting("graph", fillingIn),
  },
  {
    id: "graph/last-of-a-name",
    note: "of two nodes of one name the last is kept: a table that overwrites",
    advice: "Compare the number of names with that of nodes",
    replace: () =>
      accepting("graph", (request) => {
        const byName = new Map(
          nodesOf(request).map((node) => [node.name, node]),
        );
        return withNodes(request, [...byName.values()]);
      }),
  },
  {
    id: "graph/node-hides-input",
    note: "a node with the name of an input takes its place",
    advice: "Refuse a node that has the name of an input",
    replace: () =>
      accepting("graph", (request) => {
        const names = new Set(nodesOf(request).map(({ name }) => name));
        const inputs = Object.entries(request.inputs)
          .filter(([name]) => !names.has(name));
        return { inputs: Object.fromEntries(inputs) };
      }),
  },
  {
    id: "graph/too-few-inputs-filled",
    note: "inputs that a gate lacks count as 0: affine goes without its bias",
    advice:
      "Compare the number of inputs with that of the gate, before running",
    replace: () =>
      accepting("graph", (request) =>
        withNodes(
          request,
          nodesOf(request).map((node) => {
            const lacking = (arity(node) ?? 0) - node.inputs.length;
            if (lacking <= 0) return node;
            if (node.gate === "affine") return { ...node, gate: "matmul" };
            const filled = Array.from({ length: lacking }, () => NOTHING);
            return { ...node, inputs: [...node.inputs, ...filled] };
          }),
          { ...request.inputs, ...ZERO },
        )),
  },
  {
    id: "graph/too-many-inputs-cut",
    note: "inputs that a gate does not need are ignored",
    advice:
      "Compare the number of inputs with that of the gate, before running",
    replace: () =>
      accepting("graph", (request) =>
        withNodes(
          request,
          nodesOf(request).map((node) => ({
            ...node,
            inputs: node.inputs.slice(0, arity(node)),
          })),
        )),
  },
  {
    id: "graph/unknown-output-is-last",
    note: "an output that is no node's name gives the value of the last node",
    advice: "Refuse an output that no node has as its name",
    replace: () =>
      accepting("graph", (request) => ({
        attributes: {
          ...request.attributes,
          output: nodesOf(request).at(-1)!.name,
        },
      })),
  },
  {
    id: "graph/input-as-output",
    note:
      "the output is looked up among all values, and may be an input of the graph",
    advice: "Look up the output among the nodes alone",
    replace: () => ({ graph: anyValueAsOutput() }),
  },
];
