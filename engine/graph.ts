/**
 * The computational graph: gates as nodes, run forward in topological order and
 * backward in the reverse of it, each gate applying the chain rule.
 *
 * @module
 */
import { GraphError, ShapeError, ValueError } from "./errors.ts";
import type { Attributes, Gate } from "./gates/gate.ts";
import { type GateName, gates } from "./gates/mod.ts";
import { Gradients } from "./gradients.ts";
import { copy } from "./kernels/mod.ts";
import {
  type Room,
  sameShape,
  showShape,
  type Tensor,
  tensor,
  zeros,
} from "./tensor.ts";

/** One gate of a graph, with the names of what flows into it. */
export interface GraphNode {
  /** The name under which other nodes use its output. */
  readonly name: string;
  /** A gate of the library by name, or a gate of one's own. */
  readonly gate: GateName | Gate;
  /**
   * What the gate takes, in its order: names of nodes, or of inputs, which are
   * the names that no node has.
   */
  readonly inputs: readonly string[];
  /** The attributes of the gate, such as `slope`. */
  readonly attributes?: Attributes;
}

/** Values by the names of a graph's inputs. */
export type Values = Readonly<Record<string, Tensor | number>>;

/** Options of {@linkcode ComputationalGraph.forward}. */
export interface ForwardOptions {
  /**
   * Where to put what the gates give, forward and backward: gradients live no longer
   * than it does. The loss is put elsewhere.
   */
  readonly room?: Room;
}

/** Options of {@linkcode ComputationalGraph.backward}. */
export interface BackwardOptions {
  /**
   * The inputs whose gradients are wanted, if not all are. Training needs none on the
   * data, which is often the largest.
   */
  readonly of?: readonly string[];
}

interface Run {
  readonly inputs: ReadonlyMap<string, Tensor>;
  readonly values: ReadonlyMap<string, Tensor>;
  readonly room: Room;
}

/**
 * A computational graph, in the sense of the lecture: `forward(inputs)` passes
 * the inputs through all gates in topological order and returns the loss,
 * `backward()` passes the gradient back and returns the gradients of the inputs.
 *
 * Where a value is used more than once, its gradients add up. A run remembers
 * its values until the next `forward`, and nothing longer.
 *
 * @example f = (x + y)·z
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ComputationalGraph } from "./graph.ts";
 * import { item } from "./tensor.ts";
 *
 * const graph = new ComputationalGraph([
 *   { name: "q", gate: "add", inputs: ["x", "y"] },
 *   { name: "f", gate: "multiply", inputs: ["q", "z"] },
 * ]);
 * assertEquals(item(graph.forward({ x: -2, y: 5, z: -4 })), -12);
 *
 * const { x, y, z } = graph.backward();
 * assertEquals([item(x), item(y), item(z)], [-4, -4, 3]);
 * ```
 */
export class ComputationalGraph {
  /** The name of the node whose value is the loss. */
  readonly output: string;
  readonly #order: readonly GraphNode[];
  #run: Run | undefined;

  /**
   * Sorts the nodes and finds the output; nothing is computed yet.
   *
   * @param nodes The gates, in any order.
   * @param options.output The node whose value `forward` returns; needed only
   * where more than one node is left unused by the others.
   * @throws {GraphError} If two nodes share a name, a gate is unknown or has the
   * wrong number of inputs, nodes form a cycle, or the output is not clear.
   */
  constructor(nodes: readonly GraphNode[], options: { output?: string } = {}) {
    const byName = new Map(nodes.map((node) => [node.name, node]));
    if (byName.size < nodes.length) {
      const twice = nodes.find((node) => byName.get(node.name) !== node)!;
      throw new GraphError(`Two nodes have the name "${twice.name}"`);
    }
    for (const node of nodes) requireFit(node);
    this.output = findOutput(nodes, options.output);
    this.#order = sort(nodes, byName);
  }

  /**
   * Runs all gates and returns the value of the output node, the loss.
   *
   * @throws {GraphError} If a node uses a name that is neither a node nor given.
   * @throws {ShapeError} If a gate refuses the shapes that reach it.
   */
  forward(inputs: Values, { room = zeros }: ForwardOptions = {}): Tensor {
    this.#run = undefined;
    const given = new Map<string, Tensor>();
    for (const [name, value] of Object.entries(inputs)) {
      given.set(name, typeof value === "number" ? tensor(value) : value);
    }
    const values = new Map(given);
    for (const node of this.#order) {
      if (given.has(node.name)) {
        throw new GraphError(
          `"${node.name}" is a node, and is given as an input`,
        );
      }
      const taken = node.inputs.map((name) => {
        const value = values.get(name);
        if (value) return value;
        throw new GraphError(
          `Node "${node.name}" takes "${name}", which is neither a node nor a given input`,
        );
      });
      values.set(node.name, runForward(node, taken, room));
    }
    this.#run = { inputs: given, values, room };
    return copy(values.get(this.output)!);
  }

  /**
   * The gradients of the loss of the last `forward` on every input that it was
   * given; zeros for one that the loss does not depend on.
   *
   * @param upstream The gradient on the loss, of the loss's shape.
   * @throws {GraphError} If there was no `forward`, it failed, or an input that is
   * wanted was not given.
   * @throws {ShapeError} If `upstream` has another shape than the loss.
   */
  backward(
    upstream: Tensor | number = 1,
    { of }: BackwardOptions = {},
  ): Record<string, Tensor> {
    if (!this.#run) {
      throw new GraphError("Cannot go backward: no forward pass has succeeded");
    }
    const { inputs, values, room } = this.#run;
    const start = typeof upstream === "number" ? tensor(upstream) : upstream;
    const { shape } = values.get(this.output)!;
    if (!sameShape(start.shape, shape)) {
      throw new ShapeError(
        `The upstream gradient must have the shape of the loss, ${
          showShape(shape)
        }: it is ${showShape(start.shape)}`,
      );
    }
    const wanted = of ?? [...inputs.keys()];
    const unknown = wanted.find((name) => !inputs.has(name));
    if (unknown !== undefined) {
      throw new GraphError(`"${unknown}" is no input that was given`);
    }
    const needed = this.#reachedFrom(wanted);
    const gradients = new Gradients(values.values(), room);
    gradients.add(this.output, copy(start));
    for (const node of this.#order.toReversed()) {
      const arriving = gradients.get(node.name);
      if (!arriving || !needed.has(node.name)) continue;
      const sums = node.inputs.map((name) => gradients.own(name));
      const onInputs = gateOf(node).backward(
        arriving,
        node.inputs.map((name) => values.get(name)!),
        values.get(node.name)!,
        node.attributes ?? {},
        node.inputs.map((name) => needed.has(name)),
        room,
        sums,
      );
      node.inputs.forEach((name, i) => {
        const more = onInputs[i];
        const isAdded = more === sums[i]; // by the gate itself
        if (more && !isAdded && needed.has(name)) gradients.add(name, more);
      });
    }
    return Object.fromEntries(
      wanted.map((name) => [
        name,
        gradients.take(name) ?? zeros(values.get(name)!.shape),
      ]),
    );
  }

  /** These inputs, and all nodes whose values depend on them. */
  #reachedFrom(inputs: readonly string[]): Set<string> {
    const reached = new Set(inputs);
    for (const node of this.#order) {
      if (node.inputs.some((name) => reached.has(name))) reached.add(node.name);
    }
    return reached;
  }
}

/** Runs a gate; what it refuses is told with the node's name. */
function runForward(
  node: GraphNode,
  taken: readonly Tensor[],
  room: Room,
): Tensor {
  try {
    return gateOf(node).forward(taken, node.attributes ?? {}, room);
  } catch (error) {
    if (error instanceof ShapeError || error instanceof ValueError) {
      error.message = `Node "${node.name}": ${error.message}`;
    }
    throw error;
  }
}

function gateOf(node: GraphNode): Gate {
  return typeof node.gate === "string" ? gates[node.gate] : node.gate;
}

function requireFit(node: GraphNode): void {
  if (typeof node.gate === "string" && !Object.hasOwn(gates, node.gate)) {
    throw new GraphError(
      `Node "${node.name}" has an unknown gate: "${node.gate}"`,
    );
  }
  const wanted = gateOf(node).inputs.length;
  if (node.inputs.length !== wanted) {
    throw new GraphError(
      `Node "${node.name}" needs ${wanted} inputs: it has ${node.inputs.length}`,
    );
  }
}

function findOutput(nodes: readonly GraphNode[], wanted?: string): string {
  if (wanted !== undefined) {
    if (nodes.some((node) => node.name === wanted)) return wanted;
    throw new GraphError(`No node has the name of the output: "${wanted}"`);
  }
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const unused = nodes.filter((node) => !used.has(node.name));
  if (unused.length === 1) return unused[0].name;
  throw new GraphError(
    unused.length === 0
      ? "No node is left unused by the others to be the output: the graph is empty or has a cycle"
      : `Name the output, as more than one node is unused by the others: ${
        unused.map((node) => `"${node.name}"`).join(", ")
      }`,
  );
}

/**
 * Topological order by counting the inputs still missing (Kahn's algorithm). It
 * is a loop: recursion would overflow the stack on a chain of 10,000 gates.
 */
function sort(
  nodes: readonly GraphNode[],
  byName: ReadonlyMap<string, GraphNode>,
): GraphNode[] {
  const users = new Map<string, GraphNode[]>();
  const missing = new Map<GraphNode, number>();
  for (const node of nodes) {
    const sources = node.inputs.filter((name) => byName.has(name));
    missing.set(node, sources.length);
    for (const source of sources) {
      const list = users.get(source);
      if (list) list.push(node);
      else users.set(source, [node]);
    }
  }
  const order = nodes.filter((node) => missing.get(node) === 0);
  for (const node of order) { // grows while it is walked
    for (const user of users.get(node.name) ?? []) {
      const left = missing.get(user)! - 1;
      missing.set(user, left);
      if (left === 0) order.push(user);
    }
  }
  if (order.length < nodes.length) {
    const stuck = nodes.find((node) => missing.get(node)! > 0)!;
    throw new GraphError(`Node "${stuck.name}" is on or behind a cycle`);
  }
  return order;
}
