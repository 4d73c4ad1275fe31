/**
 * Mutants of the three-layer net, mlp_forward.
 *
 * @module
 */
import { isSquare, type Matrix, product, transpose } from "./matrices.ts";
import { accepting, changed, type Mutant, type Replaced } from "./mutant.ts";

/** What may be wrong with the three-layer net; what is not given is right. */
interface MlpBugs {
  /** The weights as they are multiplied. */
  readonly weights?: (w: Matrix) => Matrix;
  /** The biases of the three layers. */
  readonly biases?: (b1: Matrix, b2: Matrix, b3: Matrix) => readonly Matrix[];
  /** The non-linearity. */
  readonly f?: (x: number) => number;
  /** Whether biases come after the non-linearity. */
  readonly late?: boolean;
  /** What becomes of the output. */
  readonly squash?: (x: number) => number;
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** The three-layer net with these bugs; what must be refused is refused. */
function mlpWith({
  weights = (w) => w,
  biases = (...all) => all,
  f = logistic,
  late = false,
  squash = (x) => x,
}: MlpBugs): Replaced {
  return changed("mlp_forward", (_answer, { inputs }) => {
    const { x, w1, b1, w2, b2, w3, b3 } = inputs as Record<string, Matrix>;
    const [c1, c2, c3] = biases(b1, b2, b3);
    const hidden = (w: Matrix, h: Matrix, b: Matrix) =>
      product(weights(w), h).map(([a], i) => [
        late ? f(a) + b[i][0] : f(a + b[i][0]),
      ]);
    const h1 = hidden(w1, x, c1), h2 = hidden(w2, h1, c2);
    const out = product(weights(w3), h2)
      .map(([a], i) => [squash(a + c3[i][0])]);
    return { h1, h2, out };
  });
}

/** Mutants of mlp_forward. */
export const mlpMutants: readonly Mutant[] = [
  {
    id: "mlp_forward/output-squashed",
    note: "the output layer has a sigmoid too: no output is above 1",
    advice: "Leave the last layer linear",
    replace: () => mlpWith({ squash: logistic }),
  },
  {
    id: "mlp_forward/first-bias-twice",
    note:
      "b1 is added in the second layer too where it fits: a line that was copied",
    advice: "Add b2 in the second layer",
    replace: () =>
      mlpWith({
        biases: (b1, b2, b3) => [b1, b1.length === b2.length ? b1 : b2, b3],
      }),
  },
  {
    id: "mlp_forward/output-bias-missing",
    note: "the output has no bias",
    advice: "Add b3 to w3·h2",
    replace: () =>
      mlpWith({
        biases: (b1, b2, b3) => [b1, b2, b3.map(() => [0])],
      }),
  },
  {
    id: "mlp_forward/bias-after-sigmoid",
    note: "f(w·x) + b in place of f(w·x + b)",
    advice: "Add the bias before the non-linearity",
    replace: () => mlpWith({ late: true }),
  },
  {
    id: "mlp_forward/square-transposed",
    note:
      "square weights are multiplied from the right, as those of affine: other shapes tell",
    advice: "Weights are [rows of the output, rows of the input]: w·x",
    replace: () => mlpWith({ weights: (w) => isSquare(w) ? transpose(w) : w }),
  },
  {
    id: "mlp_forward/tanh",
    note: "the hidden layers have tanh in place of sigmoid",
    advice: "f is 1/(1 + e⁻ˣ)",
    replace: () => mlpWith({ f: Math.tanh }),
  },
  {
    id: "mlp_forward/overflow",
    note: "the sigmoid is eˣ/(1+eˣ): NaN at 1000",
    advice: "Never take e to a large positive number",
    replace: () => mlpWith({ f: (x) => Math.exp(x) / (1 + Math.exp(x)) }),
  },
  {
    id: "mlp_forward/row-as-column",
    note: "an input that is a row is turned into a column without a word",
    advice: "Refuse an input that is no column, with category shape",
    replace: () =>
      accepting("mlp_forward", ({ inputs }) => {
        const x = inputs.x as Matrix;
        return x.length === 1 ? { inputs: { ...inputs, x: transpose(x) } } : {};
      }),
  },
];
