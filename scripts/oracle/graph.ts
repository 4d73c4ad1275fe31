/**
 * Computational graphs on balls, and the nets that are made of them.
 *
 * @module
 */
import { operations } from "../../conformance/operations.ts";
import type { Arithmetic, Ball } from "./ball.ts";
import type { Answer, Attributes, Compute, Formula } from "./formula.ts";
import { type BallTensor, map } from "./tensor.ts";

/** A node of a graph, as a request holds it. */
export interface GraphNode {
  readonly name: string;
  readonly gate: string;
  readonly inputs: readonly string[];
  readonly attributes?: Attributes;
}

/** A graph with its inputs and, for a backward pass, its upstream gradient. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly output: string;
  readonly inputs: Answer;
  readonly upstream?: BallTensor;
}

/** The gates that a graph can use. */
export type Formulas = Readonly<Record<string, Formula>>;

/** Loss and, with an upstream gradient, the gradient on every input. */
export function runGraph(
  m: Arithmetic,
  formulas: Formulas,
  { nodes, output, inputs, upstream }: Graph,
): Answer {
  const values = new Map(Object.entries(inputs));
  const order = inOrder(nodes, new Set(values.keys()));
  for (const { name, gate, inputs: names, attributes = {} } of order) {
    const taken = names.map((input) => values.get(input)!);
    values.set(name, formulas[gate].forward(m, taken, attributes));
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
    const onInputs = formulas[gate].backward(
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

/**
 * The sum of gradients that meet, in any order; what each is the sum of may be added
 * to a common sum, as by engines that write `grad += …` for each sample.
 */
function total(m: Arithmetic, parts: readonly BallTensor[]): BallTensor {
  if (parts.length === 1) return map(parts[0], whole);
  return map(parts[0], (_, i) => {
    const own = parts.map(({ data }) => data[i]);
    const sum = m.sum(own);
    const { radius } = m.sum(own.flatMap((part) => part.terms ?? [part]));
    return whole({ ...sum, radius: Math.max(sum.radius, radius) });
  });
}

/** The ball, whose gate has finished: what it is the sum of is known to no other. */
function whole({ low, high, radius }: Ball): Ball {
  return { low, high, radius };
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

/** The operation `graph`. */
export function graph(formulas: Formulas): Compute {
  return (m, { inputs, attributes, upstream }) =>
    runGraph(m, formulas, {
      nodes: attributes.nodes as GraphNode[],
      output: attributes.output as string,
      inputs,
      upstream,
    });
}

/** The operation that is one gate. */
export function oneGate(
  formulas: Formulas,
  gate: keyof typeof operations,
): Compute {
  const { inputs: names, outputs: [output] } = operations[gate];
  return (m, { inputs, attributes, upstream }) => {
    const { loss, ...gradients } = runGraph(m, formulas, {
      nodes: [{
        name: output,
        gate,
        inputs: names,
        attributes: attributes as Attributes,
      }],
      output,
      inputs,
      upstream,
    });
    return { [output]: loss, ...gradients };
  };
}

/** The gates of the two-layer net up to its scores. */
const SCORES: readonly GraphNode[] = [
  { name: "a1", gate: "affine", inputs: ["x", "w1", "b1"] },
  { name: "h1", gate: "relu", inputs: ["a1"] },
  { name: "scores", gate: "affine", inputs: ["h1", "w2", "b2"] },
];

/** The scores of the two-layer net. */
export function twoLayerScores(
  m: Arithmetic,
  formulas: Formulas,
  inputs: Answer,
): BallTensor {
  return runGraph(m, formulas, { nodes: SCORES, output: "scores", inputs })
    .loss;
}

/** The operation `two_layer_net`. */
export function twoLayerNet(formulas: Formulas): Compute {
  return (m, { inputs, attributes, upstream }) => {
    const reg = { reg: attributes.reg as number };
    const nodes: GraphNode[] = [
      ...SCORES,
      {
        name: "data",
        gate: "softmax_cross_entropy",
        inputs: ["scores", "labels"],
      },
      {
        name: "loss",
        gate: "with_penalties",
        inputs: ["data", "w1", "w2"],
        attributes: reg,
      },
    ];
    const with_penalties = withPenalties(formulas.l2_penalty);
    const all = { ...formulas, with_penalties };
    const { dx: _notAsked, ...answer } = runGraph(m, all, {
      nodes,
      output: "loss",
      inputs,
      upstream,
    });
    return answer;
  };
}

/** The data loss and the penalties of both layers: three terms, or one for both. */
function withPenalties(penalty: Formula): Formula {
  return {
    forward: (m, [data, w1, w2], attributes) => {
      const of = (w: BallTensor) => penalty.forward(m, [w], attributes).data[0];
      const both = of({ shape: [], data: [...w1.data, ...w2.data] });
      return map(data, (loss) =>
        m.either(
          () => m.sum([loss, of(w1), of(w2)]),
          () => m.add(loss, both),
        ));
    },
    backward: (m, dloss, [data, ...weights], _loss, attributes) => [
      dloss,
      ...weights.map((w) =>
        penalty.backward(m, dloss, [w], data, attributes)[0]
      ),
    ],
  };
}

/** The operation `mlp_forward`. */
export function mlpForward(formulas: Formulas): Compute {
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
  return (m, { inputs }) =>
    Object.fromEntries(
      operations.mlp_forward.outputs.map((output) => [
        output,
        runGraph(m, formulas, { nodes, output, inputs }).loss,
      ]),
    );
}
