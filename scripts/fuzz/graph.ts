/**
 * Random computational graphs (SPEC.md 5): up to twelve gates over scalars, vectors
 * and matrices, with values that several gates use or one gate twice, branches that
 * do not reach the output, inputs that nothing uses, and nodes in any order.
 *
 * Inputs and nodes have slots, which may be empty, and refer to each other by places,
 * of which each slot has its own. So all other slots mean what they meant when one is
 * emptied, and a failing graph can lose what does not matter node by node.
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import type { GraphNode } from "../oracle/graph.ts";
import { choose, type Draw, rarely } from "./draw.ts";
import { ALPHAS, REGS, SLOPES } from "./gates.ts";
import { type Drawn, type Generator, SPECIALS, upstream } from "./generator.ts";
import { EPSILONS } from "./normalization.ts";
import {
  labels,
  type Shape,
  SMALL,
  tensor,
  type TensorOptions,
} from "./tensors.ts";

/** How many inputs are there before the nodes; some nodes bring more. */
const INPUTS = 5;

const NODES = 12;

/** Places in the slot of a node: inputs that it brings, and at last itself. */
const PLACES = 6;

/** A node or an input of the graph. */
interface Value {
  readonly place: number;
  readonly name: string;
  readonly shape: Shape;
}

/** A graph that grows. */
interface Growing {
  /** Extents of inputs: few, so that shapes often fit each other. */
  readonly extents: readonly number[];
  readonly options: TensorOptions;
  /** In the order of their places. */
  readonly values: Value[];
  readonly nodes: (GraphNode & Value)[];
  readonly inputs: Record<string, Nested>;
  /** The next place. */
  place: number;
}

/** A gate at the next free name: what it takes, and the shape of what it gives. */
type Grow = (graph: Growing, draw: Draw) => {
  readonly inputs: readonly { readonly name: string }[];
  readonly shape: Shape;
  readonly attributes?: Readonly<Record<string, number>>;
};

const unary: Grow = (graph, draw) => {
  const x = anyValue(graph, draw);
  return { inputs: [x], shape: x.shape };
};

const binary: Grow = (graph, draw) => {
  const x = anyValue(graph, draw), y = valueOf(graph, draw, x.shape);
  return { inputs: [x, y], shape: x.shape };
};

/** Gates that are defined on all numbers, the simplest first. */
const ARITHMETIC: readonly (readonly [gate: string, grow: Grow])[] = [
  ["relu", unary],
  ["add", binary],
  ["multiply", binary],
  ["max", binary],
  ["tanh", unary],
  ["sigmoid", unary],
  ["leaky_relu", (graph, draw) => ({
    ...unary(graph, draw),
    attributes: { slope: choose(draw, SLOPES.filter((slope) => slope > 0)) },
  })],
  ["elu", (graph, draw) => ({
    ...unary(graph, draw),
    attributes: { alpha: choose(draw, ALPHAS) },
  })],
  ["l2_penalty", (graph, draw) => ({
    inputs: [anyValue(graph, draw)],
    shape: [],
    attributes: { reg: choose(draw, REGS) },
  })],
  ["matmul", (graph, draw) => {
    const x = matrix(graph, draw), m = choose(draw, graph.extents);
    const y = matrix(graph, draw, x.shape[1], m);
    return { inputs: [x, y], shape: [x.shape[0], y.shape[1]] };
  }],
  ["affine", (graph, draw) => {
    const x = matrix(graph, draw), m = choose(draw, graph.extents);
    const w = matrix(graph, draw, x.shape[1], m);
    const b = valueOf(graph, draw, [w.shape[1]]);
    return { inputs: [x, w, b], shape: [x.shape[0], w.shape[1]] };
  }],
  ["neuron", (graph, draw) => {
    const d = choose(draw, graph.extents);
    const x = find(graph, draw, ({ shape }) => shape.length === 1, [d]);
    const w = valueOf(graph, draw, x.shape), b = valueOf(graph, draw, []);
    return { inputs: [x, w, b], shape: [] };
  }],
  ["maxout", (graph, draw) => {
    const x = matrix(graph, draw), m = choose(draw, graph.extents);
    const w1 = matrix(graph, draw, x.shape[1], m);
    const b1 = valueOf(graph, draw, [w1.shape[1]]);
    const w2 = valueOf(graph, draw, w1.shape);
    const b2 = valueOf(graph, draw, b1.shape);
    return { inputs: [x, w1, b1, w2, b2], shape: [x.shape[0], w1.shape[1]] };
  }],
];

/** Gates that are defined on finite numbers only. */
const FINITE: typeof ARITHMETIC = [
  ["softmax_cross_entropy", (graph, draw) => {
    const scores = matrix(graph, draw), [n, classes] = scores.shape;
    const name = `y${graph.place}`;
    graph.inputs[name] = labels(draw.part(name), n, classes);
    return { inputs: [scores, { name }], shape: [] };
  }],
  ["batch_norm", (graph, draw) => {
    // A batch of one may be refused.
    const x = find(
      graph,
      draw,
      ({ shape }) => shape.length === 2 && shape[0] > 1,
      [2 + draw.below(3), choose(draw, graph.extents)],
    );
    const gamma = valueOf(graph, draw, [x.shape[1]]);
    const beta = valueOf(graph, draw, [x.shape[1]]);
    return {
      inputs: [x, gamma, beta],
      shape: x.shape,
      attributes: { epsilon: choose(draw, EPSILONS) },
    };
  }],
];

export const graph: Generator = (draw): Drawn => {
  const isSpecial = rarely(draw.part("special"), 10);
  const size = 2 + draw.below(NODES - 1);
  const growing: Growing = {
    extents: [1 + draw.below(3), 1 + draw.below(4)],
    options: { from: SMALL, ...(isSpecial && { specials: SPECIALS }) },
    values: [],
    nodes: [],
    inputs: {},
    place: 0,
  };
  for (let slot = 0; slot < INPUTS; slot++) {
    const own = draw.part(`input${slot}`);
    growing.place = slot;
    if (own.below(2) > 0) addInput(growing, own, anyShape(growing, own));
  }
  const gates = isSpecial ? ARITHMETIC : [...ARITHMETIC, ...FINITE];
  for (let slot = 0; slot < size; slot++) {
    const own = draw.part(`node${slot}`);
    growing.place = INPUTS + slot * PLACES;
    const isLast = slot === size - 1 && growing.nodes.length === 0;
    if (own.below(8) > 0 || isLast) addNode(growing, own, gates, slot);
  }
  const end = draw.part("end"), { nodes, inputs } = growing;
  const isInside = rarely(end, 4), slot = end.below(NODES);
  const inside = nodes.find(({ place }) => place >= INPUTS + slot * PLACES);
  const output = isInside && inside || nodes.at(-1)!;
  return {
    inputs,
    attributes: {
      nodes: shuffled(draw.part("order"), nodes).map(asNode),
      output: output.name,
    },
    ...(!isSpecial && upstream(draw, "loss", output.shape)),
  };
};

function addNode(
  graph: Growing,
  draw: Draw,
  gates: readonly (readonly [gate: string, grow: Grow])[],
  slot: number,
): void {
  const [gate, grow] = choose(draw, gates);
  const { inputs, shape, attributes } = grow(graph, draw);
  const node = {
    name: `n${slot}`,
    gate,
    inputs: inputs.map(({ name }) => name),
    ...(attributes && { attributes }),
    shape,
    place: INPUTS + slot * PLACES + PLACES - 1,
  };
  graph.nodes.push(node);
  graph.values.push(node);
}

function addInput(graph: Growing, draw: Draw, shape: Shape): Value {
  const { place } = graph, input = { place, name: `x${place}`, shape };
  const own = draw.part(input.name);
  graph.inputs[input.name] = tensor(own, shape, graph.options);
  graph.values.push(input);
  graph.place++;
  return input;
}

function anyShape(graph: Growing, draw: Draw): Shape {
  const rank = draw.below(3);
  return Array.from({ length: rank }, () => choose(draw, graph.extents));
}

/** A value of any shape. */
function anyValue(graph: Growing, draw: Draw): Value {
  return find(graph, draw, () => true, anyShape(graph, draw));
}

/** A matrix, of these numbers of rows and columns where they are given. */
function matrix(
  graph: Growing,
  draw: Draw,
  rows?: number,
  columns = choose(draw, graph.extents),
): Value {
  return find(
    graph,
    draw,
    ({ shape }) =>
      shape.length === 2 && (rows === undefined || shape[0] === rows),
    [rows ?? choose(draw, graph.extents), columns],
  );
}

/** A value of this shape. */
function valueOf(graph: Growing, draw: Draw, wanted: Shape): Value {
  const isWanted = ({ shape }: Value) => String(shape) === String(wanted);
  return find(
    graph,
    draw,
    (value) => value.shape.length === wanted.length && isWanted(value),
    wanted,
  );
}

/** A value that fits: the latest, or the one at some place; or else a new input. */
function find(
  graph: Growing,
  draw: Draw,
  fits: (value: Value) => boolean,
  fresh: Shape,
): Value {
  const fitting = graph.values.filter(fits), how = draw.below(6);
  const wanted = draw.below(INPUTS + NODES * PLACES);
  if (how === 5 || fitting.length === 0) return addInput(graph, draw, fresh);
  if (how > 1) return fitting.at(-1)!;
  return fitting.find(({ place }) => place >= wanted % graph.place) ??
    fitting[0];
}

/** In any order; all decisions 0 leave it as it is. */
function shuffled<T>(draw: Draw, values: readonly T[]): T[] {
  const result = [...values];
  for (let i = 0; i < result.length - 1; i++) {
    const j = i + draw.below(result.length - i);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

function asNode({ name, gate, inputs, attributes }: GraphNode & Value) {
  return { name, gate, inputs, ...(attributes && { attributes }) };
}
