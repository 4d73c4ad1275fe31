/**
 * What the engine uses of brain.js, whose types leave out most of it.
 *
 * @module
 */
import brain from "brain.js";
import equation from "brain.js/dist/recurrent/matrix/equation.js";
import matrix from "brain.js/dist/recurrent/matrix/index.js";
import randomNMatrix from "brain.js/dist/recurrent/matrix/random-n-matrix.js";

/** Numbers and their gradients. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly weights: Float32Array;
  readonly deltas: Float32Array;
}

/** Without numbers it is filled with zeros. */
export const Matrix: {
  new (rows: number, columns: number): Matrix;
  fromJSON(json: {
    rows: number;
    columns: number;
    weights: ArrayLike<number>;
  }): Matrix;
} = matrix.default;

/** A matrix of samples of a normal distribution. */
export const RandomNMatrix: new (
  ...sizeMeanAndStd: [rows: number, columns: number, mean: number, std: number]
) => Matrix = randomNMatrix.default;

/** Operations on matrices, which run in the order in which they were added. */
export interface Equation {
  add(left: Matrix, right: Matrix): Matrix;
  allOnes(rows: number, columns: number): Matrix;
  inputMatrixToRow(matrix: Matrix): Matrix;
  multiply(left: Matrix, right: Matrix): Matrix;
  multiplyElement(left: Matrix, right: Matrix): Matrix;
  relu(matrix: Matrix): Matrix;
  sigmoid(matrix: Matrix): Matrix;
  tanh(matrix: Matrix): Matrix;
  /** Runs all operations, and returns the product of the last. */
  runIndex(row?: number): Matrix;
  backpropagate(): void;
  backpropagateIndex(row: number): void;
  /** The loss of a row's label by softmax, in bits. */
  predictTargetIndex(row: number, label: number): number;
}

/** An equation without operations. */
export const Equation: new () => Equation = equation.default;

/** A net of fully connected layers; arrays are by layer, and then by neuron. */
export interface NeuralNetwork {
  sizes: number[];
  readonly weights: Float32Array[][];
  readonly biases: Float32Array[];
  readonly outputs: ArrayLike<number>[];
  readonly errors: Float32Array[];
  readonly deltas: Float32Array[];
  readonly changes: Float32Array[][];
  readonly changesLow: Float32Array[][];
  readonly changesHigh: Float32Array[][];
  readonly biasChangesLow: Float32Array[];
  readonly biasChangesHigh: Float32Array[];
  iterations: number;
  initialize(): void;
  run(input: ArrayLike<number>): ArrayLike<number>;
  calculateDeltas(target: ArrayLike<number>): void;
  adjustWeights(): void;
}

/** A net, which gets its layers from `sizes` and `initialize`. */
export const NeuralNetwork = brain.NeuralNetwork as unknown as new (
  options: Record<string, unknown>,
) => NeuralNetwork;
