/**
 * Answers a request as the specification says, in balls. This is the whole oracle
 * in one table: what a gate computes, and how nets are made of gates.
 *
 * @module
 */
import { type Operation, operations } from "../../conformance/operations.ts";
import type { RequestBody } from "../../fixtures/fixture.ts";
import * as activations from "../golden/activations.ts";
import * as arithmetic from "../golden/arithmetic.ts";
import * as losses from "../golden/losses.ts";
import { maxout } from "../golden/maxout.ts";
import { neuron } from "../golden/neuron.ts";
import * as products from "../golden/products.ts";
import type { Arithmetic } from "./ball.ts";
import type { Attributes, Formula } from "./formula.ts";
import { type BallTensor, exactTensor } from "./tensor.ts";

/** The answer to a request: outputs, and gradients where it has an upstream. */
export type Answer = Readonly<Record<string, BallTensor>>;

type Network = "graph" | "mlp_forward" | "two_layer_net";
type GateOperation = Exclude<Operation, Network>;

const formulas: Readonly<Record<GateOperation, Formula>> = {
  add: arithmetic.add,
  multiply: arithmetic.multiply,
  max: arithmetic.max,
  matmul: products.matmul,
  affine: products.affine,
  neuron,
  sigmoid: activations.sigmoid,
  tanh: activations.tanh,
  relu: activations.relu,
  leaky_relu: activations.leakyRelu,
  elu: activations.elu,
  maxout,
  softmax_cross_entropy: losses.softmaxCrossEntropy,
  l2_penalty: losses.l2Penalty,
};

/** What the operation answers to this request. */
export function evaluate(
  m: Arithmetic,
  operation: Operation,
  { inputs, attributes, upstream }: RequestBody,
): Answer {
  const balls = tensors(m, inputs);
  const gradient = upstream && Object.values(tensors(m, upstream))[0];
  switch (operation) {
    case "graph":
      return graph(
        m,
        attributes.nodes as GraphNode[],
        attributes.output as string,
        balls,
        gradient,
      );
    case "two_layer_net": {
      const nodes = twoLayerNodes(attributes.reg as number);
      const { dx: _notAsked, ...answer } = graph(
        m,
        nodes,
        "loss",
        balls,
        gradient,
      );
      return answer;
    }
    case "mlp_forward":
      return mlpForward(m, balls);
    default: {
      const { inputs: names, outputs } = operations[operation];
      const node = { name: outputs[0], gate: operation, inputs: names };
      const gate = { ...node, attributes: attributes as Attributes };
      const { loss, ...rest } = graph(m, [gate], outputs[0], balls, gradient);
      return { [outputs[0]]: loss, ...rest };
    }
  }
}

interface GraphNode {
  readonly name: string;
  readonly gate: string;
  readonly inputs: readonly string[];
  readonly attributes?: Attributes;
}

/** Loss and, with an upstream gradient, the gradient on every input. */
function graph(
  m: Arithmetic,
  nodes: readonly GraphNode[],
  output: string,
  inputs: Answer,
  upstream?: BallTensor,
): Answer {
  const values = new Map(Object.entries(inputs));
  const order = inOrder(nodes, new Set(values.keys()));
  for (const { name, gate, inputs: names, attributes = {} } of order) {
    const taken = names.map((input) => values.get(input)!);
    values.set(name, formulaOf(gate).forward(m, taken, attributes));
  }
  const loss = values.get(output)!;
  if (!upstream) return { loss };

  const arriving = new Map<string, BallTensor[]>([[output, [upstream]]]);
  for (
    const { name, gate, inputs: names, attributes = {} } of order.reverse()
  ) {
    const gradients = arriving.get(name);
    if (!gradients) continue;
    const taken = names.map((input) => values.get(input)!);
    const onInputs = formulaOf(gate).backward(
      m,
      total(m, gradients),
      taken,
      values.get(name)!,
      attributes,
    );
    names.forEach((input, i) => {
      const gradient = onInputs[i];
      if (gradient === undefined) return;
      arriving.set(input, [...arriving.get(input) ?? [], gradient]);
    });
  }
  const labels = new Set(
    nodes.filter(({ gate }) => gate === "softmax_cross_entropy")
      .map(({ inputs: [, label] }) => label),
  );
  const gradients = Object.entries(inputs)
    .filter(([name]) => !labels.has(name))
    .map(([name, { shape, data }]) => {
      const zero = { shape, data: data.map(() => m.exact(0)) };
      return [`d${name}`, total(m, arriving.get(name) ?? [zero])];
    });
  return { loss, ...Object.fromEntries(gradients) };
}

/** The sum of gradients that meet, in any order. */
function total(m: Arithmetic, parts: readonly BallTensor[]): BallTensor {
  const { shape, data } = parts[0];
  return {
    shape,
    data: data.map((_, i) => m.sum(parts.map((p) => p.data[i]))),
  };
}

/** The nodes, each behind those that it takes, by a stack of what is still to do. */
function inOrder(
  nodes: readonly GraphNode[],
  known: Set<string>,
): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const order: GraphNode[] = [];
  const stack = [...nodes].reverse();
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (known.has(node.name)) continue;
    const missing = node.inputs.filter((name) => !known.has(name));
    if (missing.length === 0) {
      known.add(node.name);
      order.push(node);
    } else {
      stack.push(node, ...missing.map((name) => byName.get(name)!));
    }
  }
  return order;
}

function formulaOf(gate: string): Formula {
  return formulas[gate as GateOperation];
}

function twoLayerNodes(reg: number): GraphNode[] {
  const attributes = { reg };
  return [
    { name: "a1", gate: "affine", inputs: ["x", "w1", "b1"] },
    { name: "h1", gate: "relu", inputs: ["a1"] },
    { name: "scores", gate: "affine", inputs: ["h1", "w2", "b2"] },
    {
      name: "data",
      gate: "softmax_cross_entropy",
      inputs: ["scores", "labels"],
    },
    { name: "penalty1", gate: "l2_penalty", inputs: ["w1"], attributes },
    { name: "penalty2", gate: "l2_penalty", inputs: ["w2"], attributes },
    { name: "penalty", gate: "add", inputs: ["penalty1", "penalty2"] },
    { name: "loss", gate: "add", inputs: ["data", "penalty"] },
  ];
}

function mlpForward(m: Arithmetic, inputs: Answer): Answer {
  const nodes: GraphNode[] = [1, 2, 3].flatMap((i) => [
    {
      name: `p${i}`,
      gate: "matmul",
      inputs: [`w${i}`, i === 1 ? "x" : `h${i - 1}`],
    },
    {
      name: i === 3 ? "out" : `a${i}`,
      gate: "add",
      inputs: [`p${i}`, `b${i}`],
    },
    ...(i === 3 ? [] : [{ name: `h${i}`, gate: "sigmoid", inputs: [`a${i}`] }]),
  ]);
  return Object.fromEntries(
    operations.mlp_forward.outputs.map((output) => [
      output,
      graph(m, nodes, output, inputs).loss,
    ]),
  );
}

function tensors(
  m: Arithmetic,
  named: RequestBody["inputs"],
): Record<string, BallTensor> {
  return Object.fromEntries(
    Object.entries(named).map((
      [name, values],
    ) => [name, exactTensor(m, values)]),
  );
}
