/**
 * Mutants of the graph that compute wrongly.
 *
 * @module
 */
import { type Nested, shapeOf } from "../../fixtures/numbers.ts";
import {
  addUp,
  type Bugs,
  graphWith,
  type Named,
  type Node,
  onInputs,
  outputOf,
  type Pass,
  type Run,
  runGate,
} from "./graph_engine.ts";
import { mapNested, type Mutant } from "./mutant.ts";

/** How many gates a backward pass may run: then the runner would have lost patience. */
const PATIENCE = 30_000;

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

/** Each node as soon as it is reached from the output. */
function breadthFirst({ order, output }: Pass): Node[] {
  const byName = new Map(order.map((node) => [node.name, node]));
  const queue = new Set([output]);
  for (const name of queue) { // grows while it is walked
    for (const input of byName.get(name)!.inputs) {
      if (byName.has(input)) queue.add(input);
    }
  }
  return [...queue].map((name) => byName.get(name)!);
}

/** A backward pass that goes on from a node each time that a gradient arrives. */
function alongPaths(passed: (sum: Nested, more: Nested) => Nested) {
  return (gradients: Named, { order, values, output }: Pass): Named => {
    const byName = new Map(order.map((node) => [node.name, node]));
    const arrivals = [[output, gradients.get(output)!] as const];
    gradients.delete(output);
    for (let steps = 0; arrivals.length > 0; steps++) {
      if (steps > PATIENCE) throw new Error("this takes for ever");
      const [name, more] = arrivals.pop()!, before = gradients.get(name);
      const sum = before === undefined ? more : addUp(before, more);
      gradients.set(name, sum);
      const node = byName.get(name);
      if (!node) continue;
      const parts = onInputs(runGate, node, values, passed(sum, more));
      arrivals.push(
        ...parts.map(([i, part]) => [node.inputs[i], part] as const),
      );
    }
    return gradients;
  };
}

/** Gates of one kind are one object: the backward pass finds the last inputs. */
function runWithSharedCache(): Run {
  const last = new Map<string, Named>();
  return (node, values, arriving) => {
    const own = new Map(node.inputs.map((name) => [name, values.get(name)!]));
    if (arriving === undefined) {
      const inPlaces = [...node.inputs.entries()]
        .map(([i, name]) => [String(i), values.get(name)!] as const);
      last.set(node.gate, new Map(inPlaces));
      return runGate(node, own);
    }
    const cached = last.get(node.gate)!;
    const inputs = node.inputs.map((_, i) => String(i));
    const answer = runGate({ ...node, inputs }, cached, arriving);
    return answer.has("refused") ? runGate(node, own, arriving) : answer;
  };
}

/** `add` hands the very array on that it got, and sums are formed in place. */
const inPlace: Bugs = {
  start: (upstream, { output }) => new Map([[output, copy(upstream)]]),
  run: (node, values, arriving) =>
    node.gate === "add" && arriving !== undefined
      ? new Map([["dx", arriving], ["dy", arriving]])
      : runGate(node, values, arriving),
  meet: addInPlace,
};

function addInPlace(sum: Nested, more: Nested): Nested {
  if (typeof sum === "number") return sum + (more as number);
  const parts = sum as Nested[];
  parts.forEach((part, i) => {
    parts[i] = addInPlace(part, (more as Nested[])[i]);
  });
  return parts;
}

function copy(x: Nested): Nested {
  return mapNested(x, (a) => a);
}

/** The gradients on inputs are kept from run to run, while their shapes fit. */
function keepingGradients(): Bugs["start"] {
  const kept: Named = new Map();
  return (upstream, { order, values, output }) => {
    const nodes = new Set(order.map(({ name }) => name));
    for (const [name, gradient] of kept) {
      const value = values.get(name);
      const fits = value !== undefined && !nodes.has(name) &&
        String(shapeOf(value)) === String(shapeOf(gradient));
      if (!fits) kept.delete(name);
    }
    return kept.set(output, upstream);
  };
}

function bug(
  name: string,
  note: string,
  advice: string,
  bugs: () => Bugs,
): Mutant {
  return {
    id: `graph/${name}`,
    note,
    advice,
    replace: () => ({ graph: graphWith(bugs()) }),
  };
}

/** Mutants of the graph that compute wrongly. */
export const graphMutants: readonly Mutant[] = [
  bug(
    "fork-overwritten",
    "at a fork the last gradient replaces the others: = in place of +=",
    "Add gradients up where a value is used more than once",
    () => ({ meet: (_sum, more) => more }),
  ),
  bug(
    "fork-keeps-first",
    "at a fork the first gradient stays, and later ones are dropped: `if (!grad) grad = …`",
    "Add gradients up where a value is used more than once",
    () => ({ meet: (sum) => sum }),
  ),
  bug(
    "twice-by-one-gate",
    "a gate that takes one value twice passes on the gradient of one use only, as in brain.js",
    "Add up the gradients of both places at which a gate takes a value",
    () => ({
      run: (node, values, arriving) => {
        const answer = runGate(node, values, arriving);
        const [a, b] = node.inputs;
        if (a === b && arriving !== undefined) answer.delete("dy");
        return answer;
      },
    }),
  ),
  bug(
    "recursion",
    "the topological sort is recursive, as micrograd's: it overflows the stack on long chains",
    "Sort by a loop with a list of what is still to do",
    () => ({ sort: sortByRecursion }),
  ),
  bug(
    "listed-order",
    "nodes run in the order in which they are listed",
    "Sort the nodes topologically before the forward pass",
    () => ({ sort: (nodes) => nodes }),
  ),
  bug(
    "sorted-by-name",
    "nodes run in the order of their names: a sorted table of nodes",
    "Sort the nodes topologically before the forward pass",
    () => ({
      sort: (nodes) => nodes.toSorted((a, b) => a.name < b.name ? -1 : 1),
    }),
  ),
  bug(
    "breadth-first",
    "backward runs a node as soon as one gradient has arrived: what comes by a longer way is lost",
    "Run backward in exactly the reverse of the forward order",
    () => ({ reverse: breadthFirst }),
  ),
  bug(
    "each-path-again",
    "backward goes on from a node each time a gradient arrives: right, but exponentially slow",
    "Run each gate backward once, when all of its gradients have arrived",
    () => ({ backward: alongPaths((_sum, more) => more) }),
  ),
  bug(
    "passes-sum-again",
    "a node passes on the sum each time a gradient arrives: what came first counts twice, as in a recursive `backward()` without a sort",
    "Run each gate backward once, when all of its gradients have arrived",
    () => ({ backward: alongPaths((sum) => sum) }),
  ),
  bug(
    "starts-from-one",
    "backward starts from 1, as micrograd's, whatever the upstream gradient is",
    "Start from the upstream gradient of the request",
    () => ({
      start: (upstream, { output }) =>
        new Map([[output, mapNested(upstream, () => 1)]]),
    }),
  ),
  bug(
    "scalar-starts-from-one",
    "backward starts from 1 where the loss is a scalar, and from the upstream gradient where it is a tensor",
    "Start from the upstream gradient of a scalar too",
    () => ({
      start: (upstream, { output }) =>
        new Map([[output, typeof upstream === "number" ? 1 : upstream]]),
    }),
  ),
  bug(
    "every-sink-is-a-loss",
    "backward starts with ones from every node that no other uses, not from the output alone",
    "Give no gradient to what does not lead to the output",
    () => ({
      start: (upstream, { order, values, output }) => {
        const used = new Set(order.flatMap(({ inputs }) => inputs));
        const sinks = order.filter(({ name }) => !used.has(name));
        const ones = sinks.map(({ name }) =>
          [name, mapNested(values.get(name)!, () => 1)] as const
        );
        return new Map([...ones, [output, upstream]]);
      },
    }),
  ),
  bug(
    "accumulates",
    "gradients on inputs are added to those of earlier runs: nobody sets them to zero",
    "Start each backward pass from zero gradients",
    () => ({ start: keepingGradients() }),
  ),
  bug(
    "values-remembered",
    "a node whose name was seen before keeps its value: nobody clears the table of values",
    "Forget all values before a forward pass",
    () => {
      const seen: Named = new Map();
      return {
        known: (inputs) => {
          Object.entries(inputs).forEach(([name, x]) => seen.set(name, x));
          return seen;
        },
      };
    },
  ),
  bug(
    "one-cache-for-a-gate",
    "gates of one kind share one object: backward finds the inputs of the last of them",
    "Keep what backward needs in the node, not in the gate",
    () => ({ run: runWithSharedCache() }),
  ),
  bug(
    "sums-in-place",
    "add hands on the array that it got, and sums are formed in it: the other input's gradient changes too",
    "Copy a gradient before adding to it, or add into a new array",
    () => inPlace,
  ),
  bug(
    "relu-in-place",
    "relu overwrites its input, which other gates use as well, as PyTorch's `inplace=True`",
    "Write the output into an array of its own",
    () => ({
      run: (node, values, arriving) => {
        const answer = runGate(node, values, arriving);
        if (node.gate === "relu" && arriving === undefined) {
          values.set(node.inputs[0], answer.get(outputOf(node))!);
        }
        return answer;
      },
    }),
  ),
  bug(
    "unused-left-out",
    "an input that the loss does not depend on has no gradient in the answer",
    "Answer zeros of the input's shape",
    () => ({ unused: () => undefined }),
  ),
  bug(
    "unused-is-scalar",
    "the gradient on an input that the loss does not depend on is 0, whatever its shape",
    "Answer zeros of the input's shape",
    () => ({ unused: () => 0 }),
  ),
];
