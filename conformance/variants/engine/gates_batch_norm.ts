/**
 * Batch normalization in training, as a gate (SPEC.md 8.1).
 *
 * @module
 */
import type { Attributes, Context, Gate } from "./gate.ts";
import { asMatrix, like } from "./gates_products.ts";
import { columnsOf, fromColumns, requireShape, vector } from "./tensor.ts";

/** Every column gets the mean β and the standard deviation γ. */
export const batchNorm: Gate = {
  forward: (context, [given, gamma, beta], attributes) => {
    const { m, forms } = context, x = asMatrix(context, given);
    requireShape("x", x, [-1, -1]);
    requireShape("gamma", gamma, [x.shape[1]]);
    requireShape("beta", beta, [x.shape[1]]);
    return fromColumns(
      columnsOf(x).map((column, j) => {
        const { mean, root } = statistics(context, column, attributes);
        const parts = { mean, root, gamma: gamma.data[j], beta: beta.data[j] };
        return forms.normalize(m, column, parts);
      }),
    );
  },
  backward: (context, { dy, inputs: [given, gamma], attributes }) => {
    const { m, forms } = context, upstream = columnsOf(dy);
    const columns = columnsOf(asMatrix(context, given)).map((column, j) => {
      const { mean, square, root } = statistics(context, column, attributes);
      const centred = column.map((a) => m.subtract(a, mean));
      const parts = { g: upstream[j], centred, root, square };
      const hat = centred.map((c) => m.divide(c, root));
      return {
        dx: forms.columnGradient(m, { ...parts, gamma: gamma.data[j] }),
        dgamma: m.dot(upstream[j], hat),
        dbeta: m.sum(upstream[j]),
      };
    });
    return [
      like(given, fromColumns(columns.map(({ dx }) => dx))),
      vector(columns.map(({ dgamma }) => dgamma)),
      vector(columns.map(({ dbeta }) => dbeta)),
    ];
  },
};

/** Mean of a column, variance + ε, and its root. */
function statistics<N>(
  { m, forms }: Context<N>,
  column: readonly N[],
  { epsilon }: Attributes<N>,
): { mean: N; square: N; root: N } {
  const mean = forms.mean(m, column);
  const square = m.add(forms.variance(m, column, mean), epsilon);
  return { mean, square, root: m.sqrt(square) };
}
