/**
 * Mutants of the graph that read a request wrongly, or refuse what makes sense.
 *
 * @module
 */
import { type Nested, shapeOf } from "../../fixtures/numbers.ts";
import type { Node } from "./graph_engine.ts";
import { fillingIn, neededFor, nodesOf, withNodes } from "./graph_nodes.ts";
import {
  type Asked,
  misunderstood,
  type Mutant,
  refusing,
  right,
} from "./mutant.ts";

/** The values of the nodes that can be run by themselves. */
function valuesBefore(request: Asked): Record<string, Nested> {
  const values: Record<string, Nested> = {};
  for (const node of nodesOf(request)) {
    const { loss } = right("graph")({
      inputs: request.inputs,
      attributes: { nodes: [node], output: node.name },
    });
    if (loss !== undefined) values[node.name] = loss as Nested;
  }
  return values;
}

/** Mutants of the graph that read a request wrongly, or refuse a right one. */
export const graphRequestMutants: readonly Mutant[] = [
  {
    id: "graph/last-listed-is-output",
    note: "the node that is listed last is the loss, whatever the output is",
    advice: "Take the node that the attribute output names",
    replace: () =>
      misunderstood("graph", ({ inputs, attributes, upstream }) => {
        const nodes = attributes.nodes as readonly Node[];
        const isKnown = nodes.some(({ name }) => name === attributes.output);
        if (!isKnown) return {};
        const output = nodes.at(-1)!.name;
        return { inputs, attributes: { ...attributes, output }, upstream };
      }),
  },
  {
    id: "graph/attributes-dropped",
    note: "gates get no attributes from their nodes, but the customary ones",
    advice: "Hand the attributes of a node to its gate, in both passes",
    replace: () =>
      misunderstood("graph", (request) => {
        const customary = { slope: 0.01, alpha: 1, reg: 0.001, epsilon: 1e-5 };
        return withNodes(
          request,
          nodesOf(request).map((node) => ({ ...node, attributes: customary })),
        );
      }),
  },
  {
    id: "graph/attributes-of-last-of-a-gate",
    note:
      "attributes are set on the gate, which all its nodes share: those of the last node count for all",
    advice: "Keep attributes in the node, not in the gate",
    replace: () =>
      misunderstood("graph", (request) => {
        const nodes = nodesOf(request);
        const byGate = new Map(
          nodes.map(({ gate, attributes }) => [gate, attributes]),
        );
        return withNodes(
          request,
          nodes.map((node) => ({
            ...node,
            attributes: byGate.get(node.gate),
          })),
        );
      }),
  },
  {
    id: "graph/inner-refusal-as-graph",
    note:
      "whatever an inner gate refuses is refused as a graph that cannot run",
    advice: "Pass on the category with which the gate refuses",
    replace: () => ({
      graph: (request) => {
        const answer = right("graph")(request);
        return "refused" in answer
          ? { refused: { category: "graph", message: "cannot run" } }
          : answer;
      },
    }),
  },
  {
    id: "graph/scalar-loss-only",
    note:
      "an output that is no scalar is refused, as PyTorch's `backward()` does",
    advice: "Let any tensor be the output: the upstream gradient has its shape",
    replace: () =>
      refusing(
        "graph",
        "shape",
        ({ upstream }) =>
          upstream !== undefined && shapeOf(upstream.loss)!.length > 0,
      ),
  },
  {
    id: "graph/refuses-dead-branch",
    note: "nodes that do not lead to the output are refused",
    advice: "Run all nodes forward, and skip those without a gradient backward",
    replace: () =>
      refusing("graph", "graph", (request) => {
        const needed = neededFor(request).length;
        return needed > 0 && needed < nodesOf(request).length;
      }),
  },
  {
    id: "graph/refuses-unused-input",
    note: "an input that no node takes is refused",
    advice: "Answer zeros for an input that nothing uses",
    replace: () =>
      refusing("graph", "graph", (request) => {
        const used = new Set(nodesOf(request).flatMap(({ inputs }) => inputs));
        return Object.keys(request.inputs).some((name) => !used.has(name));
      }),
  },
  {
    id: "graph/inputs-as-set",
    note:
      "the inputs of a gate are kept as a set: a gate that takes one value twice seems to have one input, and is refused",
    advice: "Keep the inputs of a gate as a list",
    replace: () =>
      misunderstood("graph", (request) =>
        withNodes(
          request,
          nodesOf(request).map((node) => ({
            ...node,
            inputs: [...new Set(node.inputs)],
          })),
        )),
  },
  {
    id: "graph/names-of-object-prototype",
    note:
      "names are looked up with `in` or `[]` in a plain object: “constructor” seems to be there already",
    advice: "Use a Map, or an object without prototype, for names",
    replace: () => ({
      graph: (request) => {
        const isThere = (name: string) => name in {};
        const names = nodesOf(request).map(({ name }) => name);
        if (names.some(isThere)) {
          return { refused: { category: "graph", message: "two of one name" } };
        }
        const answer = right("graph")(request);
        const taken = nodesOf(request).flatMap(({ inputs }) => inputs);
        return "refused" in answer && taken.some(isThere)
          ? right("graph")(fillingIn(request))
          : answer;
      },
    }),
  },
  {
    id: "graph/half-run-stays",
    note:
      "a run that ends in a refusal leaves its values behind, and the next one finds them",
    advice: "Clear the values at the start of a run, not at its end",
    replace: () => {
      let left: Record<string, Nested> = {};
      return {
        graph: (request) => {
          const answer = right("graph")(request);
          const nodes = nodesOf(request), kept = left;
          left = "refused" in answer ? valuesBefore(request) : {};
          const stays = nodes.filter(({ name }) =>
            Object.hasOwn(kept, name) && name !== request.attributes.output
          );
          if ("refused" in answer || stays.length === 0) return answer;
          return right("graph")(withNodes(
            request,
            nodes.filter((node) => !stays.includes(node)),
            {
              ...request.inputs,
              ...Object.fromEntries(
                stays.map(({ name }) => [name, kept[name]]),
              ),
            },
          ));
        },
      };
    },
  },
];
