/**
 * A small computational graph on top of the right gates, in which each bug can be
 * switched on.
 *
 * @module
 */
import { type Nested, shapeOf } from "../../fixtures/numbers.ts";
import type { OperationFunction } from "../adapters/in_process.ts";
import { type Operation, operations } from "../operations.ts";
import { mapNested, right } from "./mutant.ts";

/** A node, as a request holds it. */
export interface Node {
  readonly name: string;
  readonly gate: Operation;
  readonly inputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number>>;
}

/** Values, or gradients on them, by name. */
export type Named = Map<string, Nested>;

/** A forward pass that has been made. */
export interface Pass {
  /** The nodes in the order in which they ran. */
  readonly order: readonly Node[];
  readonly values: Named;
  readonly output: string;
}

/** Runs one gate: its output and, if a gradient arrives, those on its inputs. */
export type Run = (node: Node, values: Named, arriving?: Nested) => Named;

/** What may be wrong; what is not given is right. */
export interface Bugs {
  /** How gradients that meet become one. */
  readonly meet?: (sum: Nested, more: Nested) => Nested;
  /** The nodes in an order in which they can run. */
  readonly sort?: (nodes: readonly Node[], output: string) => readonly Node[];
  /** The values that are known before the forward pass. */
  readonly known?: (inputs: Readonly<Record<string, Nested>>) => Named;
  /** How a gate is run. */
  readonly run?: Run;
  /** The gradients that are known before the backward pass. */
  readonly start?: (upstream: Nested, pass: Pass) => Named;
  /** The order of the backward pass. */
  readonly reverse?: (pass: Pass) => readonly Node[];
  /** The whole backward pass. */
  readonly backward?: (gradients: Named, pass: Pass) => Named;
  /** The gradient on an input that nothing has reached. */
  readonly unused?: (value: Nested) => Nested | undefined;
}

/** Σ of gradients that meet. */
export function addUp(sum: Nested, more: Nested): Nested {
  return mapNested(sum, (a, b) => a + b, more);
}

/** What the right engine refuses is refused; everything else runs here. */
export function graphWith(bugs: Bugs): OperationFunction {
  const {
    sort = sortByLoop,
    known = (inputs) => new Map(Object.entries(inputs)),
    run = runGate,
    start = (upstream, { output }) => new Map([[output, upstream]]),
    reverse = ({ order }) => order.toReversed(),
    meet = addUp,
    unused = (value) => mapNested(value, () => 0),
  } = bugs;
  const backward = bugs.backward ?? ((gradients: Named, pass: Pass) => {
    for (const node of reverse(pass)) {
      const arriving = gradients.get(node.name);
      if (arriving === undefined) continue;
      for (const [i, more] of onInputs(run, node, pass.values, arriving)) {
        const input = node.inputs[i], sum = gradients.get(input);
        gradients.set(input, sum === undefined ? more : meet(sum, more));
      }
    }
    return gradients;
  });
  return (request) => {
    const { inputs, attributes, upstream } = request;
    const answer = right("graph")({ inputs, attributes });
    if ("refused" in answer) return answer;
    const shapes = [upstream?.loss, answer.loss as Nested]
      .map((x) => x !== undefined && String(shapeOf(x)));
    if (upstream && shapes[0] !== shapes[1]) return right("graph")(request);
    const output = attributes.output as string;
    const order = sort(attributes.nodes as Node[], output);
    const values = known(inputs);
    for (const node of order) {
      const missing = node.inputs.find((name) => !values.has(name));
      if (missing !== undefined) {
        return { refused: { category: "graph", message: `no "${missing}"` } };
      }
      if (values.has(node.name)) continue;
      values.set(node.name, run(node, values).get(outputOf(node))!);
    }
    const loss = values.get(output)!;
    if (!upstream) return { loss };
    const pass = { order, values, output };
    const gradients = backward(start(upstream.loss, pass), pass);
    const answers = Object.entries(inputs).flatMap(([name, value]) => {
      const gradient = gradients.get(name) ?? unused(value);
      return gradient === undefined ? [] : [[`d${name}`, gradient]];
    });
    return { loss, ...Object.fromEntries(answers) };
  };
}

/** The gradients on the inputs of a node that have one, each with its place. */
export function onInputs(
  run: Run,
  node: Node,
  values: Named,
  arriving: Nested,
): [number, Nested][] {
  const gradients = run(node, values, arriving);
  return operations[node.gate].inputs.flatMap((name, i) => {
    const gradient = gradients.get(`d${name}`);
    return gradient === undefined ? [] : [[i, gradient] as [number, Nested]];
  });
}

/** The gate as it should be run. */
export function runGate(node: Node, values: Named, arriving?: Nested): Named {
  const { gate, inputs, attributes = {} } = node;
  const given = operations[gate].inputs.map((name, i) => [
    name,
    values.get(inputs[i]),
  ]);
  const answer = right(gate)({
    inputs: Object.fromEntries(given),
    attributes,
    ...(arriving !== undefined && { upstream: { [outputOf(node)]: arriving } }),
  });
  return new Map(Object.entries(answer as Record<string, Nested>));
}

/** The name of a gate's output. */
export function outputOf({ gate }: Node): string {
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
