/**
 * The gradient of a normalized column on the column, with all the formulas by which
 * correct engines compute it. SPEC.md 3.4 lists them.
 *
 * @module
 */
import type { Arithmetic, Ball } from "./ball.ts";

/** What the gradient is made of. */
export interface ColumnParts {
  /** The upstream gradient. */
  readonly g: readonly Ball[];
  /** The normalized column. */
  readonly hat: readonly Ball[];
  /** The deviations from the mean. */
  readonly centred: readonly Ball[];
  /** √(variance + ε). */
  readonly root: Ball;
  readonly gamma: Ball;
}

/** The gradient on each element of the column. */
export function columnGradient(m: Arithmetic, parts: ColumnParts): Ball[] {
  const formulas = [closed, bySums, withoutHat, byStages, stepByStep]
    .map((formula) => formula(m, parts));
  return parts.g.map((_, i) => m.anyOf(...formulas.map((f) => () => f(i))));
}

type Formula = (m: Arithmetic, parts: ColumnParts) => (i: number) => Ball;

/** γ/root·(g − mean of g − x̂·mean of g·x̂). */
const closed: Formula = (m, { g, hat, root, gamma }) => {
  const meanG = mean(m, g), slope = mean(m, products(m, g, hat));
  const scale = m.divide(gamma, root);
  return (i) =>
    m.multiply(
      scale,
      m.sum([
        g[i],
        m.negate(meanG),
        m.negate(m.multiply(hat[i], slope)),
      ]),
    );
};

/** γ/(n·root)·(n·g − Σg − x̂·Σg·x̂). */
const bySums: Formula = (m, { g, hat, root, gamma }) => {
  const n = m.exact(g.length), sum = m.sum(g);
  const slope = m.sum(products(m, g, hat));
  const scale = m.divide(m.divide(gamma, root), n);
  return (i) =>
    m.multiply(
      scale,
      m.sum([
        m.multiply(n, g[i]),
        m.negate(sum),
        m.negate(m.multiply(hat[i], slope)),
      ]),
    );
};

/** (g − mean of g − c·k)/root·γ, with k = Σg·c/root²/n. */
const withoutHat: Formula = (m, { g, centred, root, gamma }) => {
  const inverse = m.divide(m.exact(1), root), meanG = mean(m, g);
  const product = m.sum(products(m, g, centred));
  const k = m.divide(
    m.multiply(m.multiply(product, inverse), inverse),
    m.exact(g.length),
  );
  return (i) =>
    m.multiply(
      m.multiply(
        m.sum([
          g[i],
          m.negate(meanG),
          m.negate(m.multiply(centred[i], k)),
        ]),
        inverse,
      ),
      gamma,
    );
};

/** Through the gradients on variance and mean, which meet in the end. */
const byStages: Formula = (m, { g, centred, root, gamma }) => {
  const n = m.exact(g.length), two = m.exact(2);
  const dHat = g.map((d) => m.multiply(d, gamma));
  const cube = m.multiply(root, m.multiply(root, root));
  const dVariance = m.divide(
    m.multiply(m.exact(-0.5), m.sum(products(m, dHat, centred))),
    cube,
  );
  const dMean = m.subtract(
    m.negate(m.divide(m.sum(dHat), root)),
    m.multiply(m.multiply(dVariance, two), mean(m, centred)),
  );
  return (i) =>
    m.sum([
      m.divide(dHat[i], root),
      m.divide(m.multiply(m.multiply(dVariance, two), centred[i]), n),
      m.divide(dMean, n),
    ]);
};

/** Backward through each step of the circuit; the mean gets Σ of what c gets. */
const stepByStep: Formula = (m, { g, centred, root, gamma }) => {
  const n = m.exact(g.length), two = m.exact(2), one = m.exact(1);
  const inverse = m.divide(one, root);
  const dHat = g.map((d) => m.multiply(d, gamma));
  const dRoot = m.multiply(
    m.negate(m.divide(one, m.multiply(root, root))),
    m.sum(products(m, dHat, centred)),
  );
  const dVariance = m.multiply(m.multiply(m.exact(0.5), inverse), dRoot);
  const dSquare = m.divide(dVariance, n);
  const dCentred = centred.map((c, k) =>
    m.add(m.multiply(dHat[k], inverse), m.multiply(m.multiply(two, c), dSquare))
  );
  const dMean = m.divide(m.sum(dCentred), n);
  // As Σc is 0, an error of dSquare does not reach the mean; as if it were in n
  // independent numbers, it has been counted Σ2|c|/n times.
  const size = centred.reduce(
    (sum, { low }) => sum + Math.abs(low.toNumber()),
    0,
  );
  const counted = dSquare.radius * 2 * size / g.length;
  return (i) => {
    const dx = m.subtract(dCentred[i], dMean);
    return { ...dx, radius: dx.radius - counted };
  };
};

function mean(m: Arithmetic, terms: readonly Ball[]): Ball {
  return m.divide(m.sum(terms), m.exact(terms.length));
}

function products(
  m: Arithmetic,
  a: readonly Ball[],
  b: readonly Ball[],
): Ball[] {
  return a.map((value, i) => m.multiply(value, b[i]));
}
