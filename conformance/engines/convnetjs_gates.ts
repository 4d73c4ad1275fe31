/**
 * Gates and the net of sigmoids of the ConvNetJS engine: layers forward and
 * backward. The numbers in parentheses are sections of the specification (SPEC.md).
 *
 * @module
 */
import type { Nested } from "../../fixtures/numbers.ts";
import {
  convnetjs,
  type FullyConnLayer,
  type Layer,
  type LayerClass,
  type Vol,
} from "./convnetjs_library.ts";
import {
  type Computation,
  nest,
  require,
  requireShape,
  type Tensor,
} from "./flat_tensors.ts";

/** The rows of a matrix. */
export function rows({ shape, data }: Tensor): number[][] {
  require(shape.length === 2, `[${shape}] is no shape of a matrix`);
  const [n, d] = shape;
  return Array.from({ length: n }, (_, i) => data.slice(i * d, (i + 1) * d));
}

/** Columns as rows: ConvNetJS keeps the weights of each neuron by themselves. */
export function transpose(matrix: readonly ArrayLike<number>[]): number[][] {
  return Array.from(matrix[0], (_, j) => matrix.map((row) => row[j]));
}

/** What tells a layer that its inputs are a list of so many numbers. */
export function ofInputs(count: number) {
  return { in_sx: 1, in_sy: 1, in_depth: count };
}

/** Refuses weights and biases that do not fit to so many inputs (4.6). */
export function requireAffine(count: number, w: Tensor, b: Tensor): void {
  requireShape(w, [count, w.shape[1]]);
  requireShape(b, [w.shape[1]]);
}

/** Gives a layer its weights, those of one neuron after the other, and its biases. */
export function load(
  layer: FullyConnLayer,
  weights: readonly (readonly number[])[],
  biases: readonly number[],
): void {
  layer.filters.forEach((filter, i) => filter.w.set(weights[i]));
  layer.biases.w.set(biases);
}

function fullyConnected(
  weights: readonly (readonly number[])[],
  biases: readonly number[],
): FullyConnLayer {
  const layer = new convnetjs.FullyConnLayer({
    ...ofInputs(weights[0].length),
    num_neurons: weights.length,
  });
  load(layer, weights, biases);
  return layer;
}

const dwOf = ({ filters }: FullyConnLayer) => filters.map(({ dw }) => dw);
const dbOf = ({ biases }: FullyConnLayer) => Array.from(biases.dw);

/**
 * Runs layers on each sample forward and, from its upstream gradient, backward. The
 * gradients of parameters add up in the layers.
 */
function run(
  layers: readonly Layer[],
  samples: readonly (readonly number[])[],
  upstream?: readonly (readonly number[])[],
) {
  const y: number[][] = [], dx: number[][] = [];
  samples.forEach((sample, i) => {
    const input = new convnetjs.Vol(sample);
    const output = layers.reduce((x, layer) => layer.forward(x), input);
    if (upstream) output.dw.set(upstream[i]);
    for (const layer of layers.toReversed()) layer.backward();
    y.push(Array.from(output.w));
    dx.push(Array.from(input.dw));
  });
  return { y, dx };
}

// --- Gates (4) --------------------------------------------------------------

function activation(Layer: LayerClass): Computation {
  return ({ x: { shape, data } }, _, upstream) => {
    requireShape(upstream, shape);
    const layer = new Layer(ofInputs(data.length));
    const { y, dx } = run([layer], [data], upstream && [upstream.data]);
    return { y: nest(y[0], shape), dx: nest(dx[0], shape) };
  };
}

/** A layer on pairs of numbers; one number that it makes of them is the result. */
function ofPairs(Layer: LayerClass, result: number): Computation {
  return ({ x: { shape, data }, y }, _, upstream) => {
    requireShape(y, shape);
    requireShape(upstream, shape);
    const others = new Array(result).fill(0);
    const { y: z, dx } = run(
      [new Layer(ofInputs(2))],
      data.map((number, i) => [number, y.data[i]]),
      upstream?.data.map((dz) => [...others, dz]),
    );
    const column = (j: number, table: number[][]) =>
      nest(table.map((row) => row[j]), shape);
    return { z: column(result, z), dx: column(0, dx), dy: column(1, dx) };
  };
}

const affine: Computation = ({ x, w, b }, _, upstream) => {
  const samples = rows(x);
  requireAffine(x.shape[1], w, b);
  requireShape(upstream, [x.shape[0], ...b.shape]);
  const layer = fullyConnected(transpose(rows(w)), b.data);
  const { y, dx } = run([layer], samples, upstream && rows(upstream));
  return { y, dx, dw: transpose(dwOf(layer)), db: dbOf(layer) };
};

/** A layer whose biases are 0. */
const matmul: Computation = ({ x, y }, attributes, upstream) => {
  const size = y.shape[1];
  const b = { shape: [size], data: new Array(size).fill(0) };
  const { y: z, dx, dw } = affine({ x, w: y, b }, attributes, upstream);
  return { z, dx, dy: dw };
};

const neuron: Computation = ({ x, w, b }, _, upstream) => {
  require(x.shape.length === 1, `[${x.shape}] is no shape of a vector`);
  requireShape(w, x.shape);
  requireShape(b, []);
  requireShape(upstream, []);
  const layer = fullyConnected([w.data], b.data);
  const { y, dx } = run(
    [layer, new convnetjs.SigmoidLayer(ofInputs(1))],
    [x.data],
    upstream && [upstream.data],
  );
  const [dw] = dwOf(layer), [db] = dbOf(layer);
  return { y: y[0][0], dx: dx[0], dw: Array.from(dw), db };
};

/** The two pieces of each output are neighbours in one fully connected layer. */
const maxout: Computation = ({ x, w1, b1, w2, b2 }, _, upstream) => {
  const samples = rows(x);
  requireAffine(x.shape[1], w1, b1);
  requireAffine(x.shape[1], w2, b2);
  requireShape(b2, b1.shape);
  requireShape(upstream, [x.shape[0], ...b1.shape]);
  const second = transpose(rows(w2));
  const pieces = fullyConnected(
    transpose(rows(w1)).flatMap((first, i) => [first, second[i]]),
    b1.data.flatMap((first, i) => [first, b2.data[i]]),
  );
  const larger = new convnetjs.MaxoutLayer(ofInputs(pieces.filters.length));
  const { y, dx } = run([pieces, larger], samples, upstream && rows(upstream));
  const piece = <T>(k: number, neurons: T[]) =>
    neurons.filter((_, i) => i % 2 === k);
  const dw = dwOf(pieces), db = dbOf(pieces);
  return {
    y,
    dx,
    dw1: transpose(piece(0, dw)),
    db1: piece(0, db),
    dw2: transpose(piece(1, dw)),
    db2: piece(1, db),
  };
};

/** The gates by name. */
export const gates: Readonly<Record<string, Computation>> = {
  // The layer makes x, y, x², xy, yx and y² of x and y.
  multiply: ofPairs(convnetjs.QuadTransformLayer, 3),
  max: ofPairs(convnetjs.MaxoutLayer, 0),
  matmul,
  affine,
  neuron,
  sigmoid: activation(convnetjs.SigmoidLayer),
  tanh: activation(convnetjs.TanhLayer),
  relu: activation(convnetjs.ReluLayer),
  maxout,
};

// --- The net of sigmoids (6.3) ----------------------------------------------

/** The three-layer net on column vectors. */
export const mlpForward: Computation = ({ x, w1, b1, w2, b2, w3, b3 }) => {
  requireShape(x, [x.data.length, 1]);
  const affine = (x: Vol, w: Tensor, b: Tensor): Vol => {
    requireShape(w, [w.shape[0], x.w.length]);
    requireShape(b, [w.shape[0], 1]);
    return fullyConnected(rows(w), b.data).forward(x);
  };
  const sigmoid = (x: Vol): Vol =>
    new convnetjs.SigmoidLayer(ofInputs(x.w.length)).forward(x);
  const column = ({ w }: Vol): Nested => nest(w, [w.length, 1]);
  const h1 = sigmoid(affine(new convnetjs.Vol(x.data), w1, b1));
  const h2 = sigmoid(affine(h1, w2, b2));
  const out = affine(h2, w3, b3);
  return { h1: column(h1), h2: column(h2), out: column(out) };
};
