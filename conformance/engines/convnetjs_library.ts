/**
 * What the engine uses of ConvNetJS, which has no types.
 *
 * @module
 */
import library from "convnetjs";

/** A volume of numbers and their gradients. */
export interface Vol {
  w: Float64Array;
  dw: Float64Array;
  addFromScaled(other: Vol, factor: number): void;
}

/** A layer, which takes one sample at a time. */
export interface Layer {
  forward(input: Vol): Vol;
  /** A layer of loss takes the label and returns the loss. */
  backward(label?: number): number;
}

/** A layer with the weights of each neuron in a volume of its own. */
export interface FullyConnLayer extends Layer {
  readonly filters: Vol[];
  readonly biases: Vol;
}

/** A class of layers. */
export type LayerClass<L = Layer> = new (options: Record<string, number>) => L;

/** A chain of layers, the last of which has the loss. */
export interface Net {
  readonly layers: Layer[];
  makeLayers(definitions: Record<string, unknown>[]): void;
  forward(input: Vol): Vol;
  getPrediction(): number;
}

/** What takes samples and makes a step after each batch. */
export interface Trainer {
  learning_rate: number;
  /** Velocities, one array for each array of parameters. */
  gsum: Float64Array[];
  train(x?: Vol, label?: number): { cost_loss: number; l2_decay_loss: number };
}

/** The library, as far as it is used. */
export const convnetjs: {
  Vol: {
    new (values: readonly number[]): Vol;
    /** Without `fill`, samples by what the specification calls xavier. */
    new (width: number, height: number, depth: number, fill?: number): Vol;
  };
  FullyConnLayer: LayerClass<FullyConnLayer>;
  MaxoutLayer: LayerClass;
  QuadTransformLayer: LayerClass;
  ReluLayer: LayerClass;
  SigmoidLayer: LayerClass;
  SoftmaxLayer: LayerClass;
  TanhLayer: LayerClass;
  Net: new () => Net;
  Trainer: new (net: unknown, options: Record<string, unknown>) => Trainer;
  randi(low: number, high: number): number;
  randn(mean: number, std: number): number;
} = library;
