/**
 * Three ways to the gradients of a graph: by the formulas of its gates, by a tape that
 * is run backward, and by dual numbers that carry a derivative forward.
 *
 * @module
 */
import type { NumberContext } from "./gate.ts";
import { dualNumbers } from "../arithmetic/dual.ts";
import {
  attributesOf,
  gateOf,
  type Graph,
  labelsIn,
  valuesOf,
  zerosLike,
} from "./graph.ts";
import { Tape } from "../arithmetic/tape.ts";
import { map, requireShape, type Tensor, type Tensors } from "./tensor.ts";

/** The loss of a graph, and the gradient on each of its inputs. */
export interface Differentiated {
  readonly loss: Tensor;
  readonly gradients: Tensors;
}

/** A way to differentiate: `upstream` is missing where the loss is enough. */
export type Differentiate = (
  context: NumberContext,
  graph: Graph,
  inputs: Tensors,
  upstream?: Tensor,
) => Differentiated;

/** Gate by gate, by the chain rule. */
export const byFormulas: Differentiate = (context, graph, inputs, upstream) => {
  const { m } = context, values = valuesOf(context, graph, inputs);
  const loss = values.get(graph.output)!;
  if (!upstream) return { loss, gradients: {} };
  requireShape("the upstream gradient", upstream, loss.shape);
  const arrived = new Map([[graph.output, [upstream]]]);
  const total = (name: string) => {
    const parts = arrived.get(name);
    return parts &&
      map(parts[0], (_, i) => m.sum(parts.map(({ data }) => data[i])));
  };
  for (const node of graph.nodes.toReversed()) {
    const dy = total(node.name);
    if (!dy) continue;
    const gradients = gateOf(node).backward(context, {
      dy,
      inputs: node.inputs.map((name) => values.get(name)!),
      y: values.get(node.name)!,
      attributes: attributesOf(context, node),
    });
    node.inputs.forEach((name, i) => {
      const gradient = gradients[i], parts = arrived.get(name) ?? [];
      if (!gradient) return;
      parts.push(gradient);
      arrived.set(name, parts);
    });
  }
  const gradients = withoutLabels(graph, inputs)
    .map(([name, x]) => [name, total(name) ?? zerosLike(x)]);
  return { loss, gradients: Object.fromEntries(gradients) };
};

/** Every operation on a scalar is written down, and the tape is run backward. */
export const backward: Differentiate = (context, graph, inputs, upstream) => {
  if (!upstream) return byFormulas(context, graph, inputs);
  const { m, forms } = context, tape = new Tape(m);
  const leaves = Object.fromEntries(
    Object.entries(inputs).map(([name, x]) => [name, map(x, tape.leaf)]),
  );
  const values = valuesOf({ m: tape.arithmetic, forms }, graph, leaves);
  const output = values.get(graph.output)!;
  requireShape("the upstream gradient", upstream, output.shape);
  const gradientOf = tape.gradients(output.data, upstream.data);
  const gradients = withoutLabels(graph, inputs)
    .map(([name]) => [name, map(leaves[name], gradientOf)]);
  return {
    loss: map(output, tape.arithmetic.valueOf),
    gradients: Object.fromEntries(gradients),
  };
};

/** Every number of the inputs in turn is given a derivative of 1. */
export const forward: Differentiate = (context, graph, inputs, upstream) => {
  const plain = byFormulas(context, graph, inputs);
  if (!upstream) return plain;
  requireShape("the upstream gradient", upstream, plain.loss.shape);
  const { m, forms } = context, duals = dualNumbers(m);
  const lifted = Object.fromEntries(
    Object.entries(inputs).map(([name, x]) => [name, map(x, duals.constant)]),
  );
  const derivative = (name: string, at: number) => {
    const data = lifted[name].data.map((x, i) =>
      i === at ? { ...x, slope: 1 } : x
    );
    const varied = { ...lifted, [name]: { ...lifted[name], data } };
    const values = valuesOf({ m: duals, forms }, graph, varied);
    const slopes = values.get(graph.output)!.data.map(({ slope }) => slope);
    return m.dot(slopes, upstream.data);
  };
  const gradients = withoutLabels(graph, inputs)
    .map(([name, x]) => [name, map(x, (_, i) => derivative(name, i))]);
  return { loss: plain.loss, gradients: Object.fromEntries(gradients) };
};

function withoutLabels(graph: Graph, inputs: Tensors): [string, Tensor][] {
  const labels = labelsIn(graph);
  return Object.entries(inputs).filter(([name]) => !labels.has(name));
}
