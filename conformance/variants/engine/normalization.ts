/**
 * Normalization by fixed statistics, the update of these, and preprocessing (SPEC.md
 * 8.2 to 8.4).
 *
 * @module
 */
import type { Loose } from "./chance.ts";
import type { Design } from "./design.ts";
import { asMatrix } from "./gates_products.ts";
import {
  columnsOf,
  fromColumns,
  requireShape,
  type Tensors,
  vector,
} from "./tensor.ts";

/** The operation `batch_norm_inference`. */
export function batchNormInference(
  design: Design,
  { x: given, ...perColumn }: Tensors,
  attributes: Loose,
): Tensors {
  const { m, forms } = design, x = asMatrix(design, given);
  requireShape("x", x, [-1, -1]);
  for (const [name, t] of Object.entries(perColumn)) {
    requireShape(name, t, [x.shape[1]]);
  }
  const { gamma, beta, running_mean, running_variance } = perColumn;
  const epsilon = m.constant(attributes.epsilon);
  const columns = columnsOf(x).map((column, j) =>
    forms.normalizeAtTest(m, column, {
      mean: running_mean.data[j],
      root: m.sqrt(m.add(running_variance.data[j], epsilon)),
      gamma: gamma.data[j],
      beta: beta.data[j],
    })
  );
  return { y: fromColumns(columns) };
}

/** The operation `batch_norm_running`. */
export function batchNormRunning(
  design: Design,
  { x: given, ...running }: Tensors,
  { momentum, variance: convention }: Loose,
): Tensors {
  const { m, forms } = design, x = asMatrix(design, given);
  requireShape("x", x, [-1, -1]);
  const d = x.shape[1], keep = m.constant(momentum);
  const { running_mean, running_variance } = running;
  requireShape("running_mean", running_mean, [d]);
  requireShape("running_variance", running_variance, [d]);
  const columns = columnsOf(x).map((column, j) => {
    const mean = forms.mean(m, column);
    const variance = convention === "biased"
      ? forms.variance(m, column, mean)
      : forms.unbiased(m, column, mean);
    return {
      mean: forms.blend(m, keep, running_mean.data[j], mean),
      variance: forms.blend(m, keep, running_variance.data[j], variance),
    };
  });
  return {
    running_mean: vector(columns.map(({ mean }) => mean)),
    running_variance: vector(columns.map(({ variance }) => variance)),
  };
}

/** The operation `preprocess`. */
export function preprocess(design: Design, given: Tensors): Tensors {
  const { m, forms } = design;
  const train = asMatrix(design, given.train), x = asMatrix(design, given.x);
  requireShape("train", train, [-1, -1]);
  requireShape("x", x, [-1, train.shape[1]]);
  const columns = columnsOf(train).map((column) => {
    const mean = forms.mean(m, column);
    // The computed std of equal numbers need not be 0: compare the numbers.
    const isConstant = column.every((a) => a === column[0]);
    const std = isConstant ? 0 : m.sqrt(forms.variance(m, column, mean));
    return { mean, std };
  });
  const y = columnsOf(x).map((column, j) => {
    const { mean, std } = columns[j];
    return column.map((a) =>
      std === 0 ? 0 : m.divide(m.subtract(a, mean), std)
    );
  });
  return {
    mean: vector(columns.map(({ mean }) => mean)),
    std: vector(columns.map(({ std }) => std)),
    y: fromColumns(y),
  };
}
