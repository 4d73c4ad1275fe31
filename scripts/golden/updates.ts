/**
 * The update rules, the decay of the rate, and the update ratio.
 *
 * @module
 */
import type { Arithmetic, Ball } from "../oracle/ball.ts";
import type { Compute } from "../oracle/formula.ts";
import { type BallTensor, map, scalar } from "../oracle/tensor.ts";
import {
  type CaseSource,
  FULL_WIDTH,
  type RequestSource,
  scattered,
} from "./source.ts";

/** The state of one element: the parameter and what the rule remembers. */
type State = Readonly<Record<string, Ball>>;

/** One step of one element. */
type Step = (
  m: Arithmetic,
  state: State & { readonly w: Ball; readonly dw: Ball },
  attributes: Rates,
) => State;

/** Attributes; in training, the rate is a ball that has decayed. */
type Rates =
  & { readonly learning_rate: number | Ball }
  & Readonly<Record<"momentum" | "epsilon" | "decay", number>>
  & Readonly<Record<"beta1" | "beta2" | "t", number>>;

function rateOf(m: Arithmetic, { learning_rate }: Rates): Ball {
  return typeof learning_rate === "number"
    ? m.constant(learning_rate)
    : learning_rate;
}

/** A rule on whole tensors from its step on one element. */
function rule(step: Step): Compute {
  return (m, { inputs, attributes }) => {
    const names = Object.keys(inputs), { shape, data } = inputs.w;
    const results = data.map((_, i) => {
      const own = Object.fromEntries(
        names.map((name) => [name, inputs[name].data[i]]),
      );
      return step(
        m,
        own as Parameters<Step>[1],
        attributes as Rates,
      );
    });
    return Object.fromEntries(
      names.filter((name) => name !== "dw").map((name) => [
        name,
        { shape, data: results.map((result) => result[name]) },
      ]),
    );
  };
}

/** η·a/b, with the factors in any order. */
function rated(m: Arithmetic, rate: Ball, a: Ball, b: Ball): Ball {
  return m.either(
    () => m.divide(m.multiply(rate, a), b),
    () => m.multiply(m.divide(rate, b), a),
  );
}

/** β·old + (1−β)·now, or old + (1−β)·(now − old). */
function blend(m: Arithmetic, beta: Ball, old: Ball, now: Ball): Ball {
  const fresh = m.subtract(m.exact(1), beta);
  return m.either(
    () => m.add(m.multiply(beta, old), m.multiply(fresh, now)),
    () => m.add(old, m.multiply(fresh, m.subtract(now, old))),
  );
}

export const sgd = rule((m, { w, dw }, attributes) => ({
  w: m.subtract(w, m.multiply(rateOf(m, attributes), dw)),
}));

export const momentum = rule((m, { w, dw, v }, attributes) => {
  const next = velocity(m, v, dw, attributes);
  const mu = m.constant(attributes.momentum), rate = rateOf(m, attributes);
  return {
    w: m.either(
      () => m.add(w, next),
      // As it is written in one line: w + μ·v − η·dw.
      () => m.sum([w, m.multiply(mu, v), m.negate(m.multiply(rate, dw))]),
    ),
    v: next,
  };
});

export const nesterov = rule((m, { w, dw, v }, attributes) => {
  const mu = m.constant(attributes.momentum);
  const next = velocity(m, v, dw, attributes);
  const jump = m.multiply(m.add(m.exact(1), mu), next);
  return {
    w: m.either(
      () => m.sum([w, m.negate(m.multiply(mu, v)), jump]),
      // The step from where the velocity leads: w + v′ + μ·(v′ − v).
      () => m.sum([w, next, m.multiply(mu, m.subtract(next, v))]),
      // As it is written in one line: w + μ·v′ − η·dw.
      () =>
        m.sum([
          w,
          m.multiply(mu, next),
          m.negate(m.multiply(rateOf(m, attributes), dw)),
        ]),
    ),
    v: next,
  };
});

export const adagrad = rule((m, { w, dw, cache }, attributes) => {
  const rate = rateOf(m, attributes);
  const sum = m.add(cache, m.multiply(dw, dw));
  const root = m.add(m.sqrt(sum), m.constant(attributes.epsilon));
  return { w: m.subtract(w, rated(m, rate, dw, root)), cache: sum };
});

export const rmsprop = rule((m, { w, dw, cache }, attributes) => {
  const rate = rateOf(m, attributes);
  const mean = blend(
    m,
    m.constant(attributes.decay),
    cache,
    m.multiply(dw, dw),
  );
  const root = m.add(m.sqrt(mean), m.constant(attributes.epsilon));
  return { w: m.subtract(w, rated(m, rate, dw, root)), cache: mean };
});

export const adam = rule((m, { w, dw, m: first, v: second }, attributes) => {
  const { beta1, beta2, epsilon, t } = attributes;
  const b1 = m.constant(beta1), b2 = m.constant(beta2);
  const mean = blend(m, b1, first, dw);
  const square = blend(m, b2, second, m.multiply(dw, dw));
  const left = (beta: Ball) => m.subtract(m.exact(1), m.power(beta, t));
  const rate = rateOf(m, attributes), eps = m.constant(epsilon);
  const step = m.either(
    () => {
      const root = m.sqrt(m.divide(square, left(b2)));
      return rated(m, rate, m.divide(mean, left(b1)), m.add(root, eps));
    },
    // The root of v̂ as a quotient of roots.
    () => {
      const root = m.divide(m.sqrt(square), m.sqrt(left(b2)));
      return rated(m, m.divide(rate, left(b1)), mean, m.add(root, eps));
    },
    // Numerator and denominator are multiplied by √(1−β₂ᵗ).
    () => {
      const factor = m.sqrt(left(b2));
      const corrected = m.divide(m.multiply(rate, factor), left(b1));
      const root = m.add(m.sqrt(square), m.multiply(eps, factor));
      return rated(m, corrected, mean, root);
    },
  );
  return { w: m.subtract(w, step), m: mean, v: square };
});

/**
 * μ·v − η·dw, or −η·(μ·u + dw) of the velocity u = −v/η, without the rate: a rate of 0
 * has none (SPEC.md 9.2).
 */
function velocity(
  m: Arithmetic,
  v: Ball,
  dw: Ball,
  attributes: Rates,
): Ball {
  const mu = m.constant(attributes.momentum), rate = rateOf(m, attributes);
  return m.either(
    () => m.subtract(m.multiply(mu, v), m.multiply(rate, dw)),
    () => {
      if (rate.low.isZero()) return undefined;
      const minusU = isPowerOfTwo(rate)
        ? m.multiply(v, m.exact(1 / rate.low.toNumber()))
        : m.divide(v, rate);
      return m.multiply(rate, m.subtract(m.multiply(mu, minusU), dw));
    },
  );
}

/** Whether a division by it is exact. */
function isPowerOfTwo({ low, radius }: Ball): boolean {
  return radius === 0 && low.gt(0) &&
    Number.isInteger(Math.log2(low.toNumber()));
}

/** learning_rate·decay^(epoch−1), by a power or epoch after epoch. */
export function rateAt(
  m: Arithmetic,
  { learning_rate, decay, epoch }: Readonly<Record<string, number>>,
): Ball {
  const rate = m.constant(learning_rate), factor = m.constant(decay);
  return m.either(
    () => m.multiply(rate, m.power(factor, epoch - 1)),
    () => {
      let product = rate;
      for (let i = 1; i < epoch; i++) product = m.multiply(product, factor);
      return product;
    },
  );
}

export const learningRateDecay: Compute = (m, { attributes }) => ({
  learning_rate: scalar(rateAt(m, attributes as Record<string, number>)),
});

export const updateRatio: Compute = (m, { inputs, attributes }) => {
  const rate = m.constant(attributes.learning_rate as number);
  const norm = (x: BallTensor) =>
    m.sqrt(m.sum(x.data.map((a) => m.multiply(a, a))));
  // Without overflow: each element is divided by the largest.
  const scaledNorm = (x: BallTensor) => {
    const largest = m.largest(
      x.data.map((a) => a.low.isNegative() ? m.negate(a) : a),
    );
    if (largest.low.isZero()) return largest;
    return m.multiply(largest, norm(map(x, (a) => m.divide(a, largest))));
  };
  const { w, dw } = inputs;
  return {
    ratio: scalar(m.either(
      () => m.divide(norm(map(dw, (d) => m.multiply(rate, d))), norm(w)),
      () => m.divide(m.multiply(rate, norm(dw)), norm(w)),
      () => m.divide(m.multiply(rate, scaledNorm(dw)), scaledNorm(w)),
    )),
  };
};

const W = scattered(2, 3, 301), DW = scattered(2, 3, 302);
const V = scattered(2, 3, 303);
const SQUARES = V.map((row) => row.map((v) => v * v));

type Inputs = RequestSource["inputs"];
type Numbers = Readonly<Record<string, number>>;

/** Cases that every rule has: `inputs` and `attributes` of an ordinary step. */
function common(inputs: Inputs, attributes: Numbers): CaseSource[] {
  const scalars = Object.fromEntries(
    Object.entries(inputs).map(([name, x]) => [name, (x as number[][])[0][0]]),
  );
  const zeroed = (...zero: string[]) =>
    Object.fromEntries(
      Object.entries(inputs).map(([name, x]) => [
        name,
        zero.includes(name)
          ? (x as number[][]).map((row) => row.map(() => 0))
          : x,
      ]),
    );
  const state = Object.keys(inputs).filter((name) => !/^d?w$/.test(name));
  return [
    {
      name: "step",
      why: "takes one exact step from the state that it is given",
      flags: ["update-sign", "state-ignored"],
      inputs,
      attributes,
    },
    {
      name: "customary",
      why:
        "takes a step with the customary numbers, which no format holds exactly",
      flags: ["epsilon-place"],
      inputs,
      attributes: { ...attributes, ...customary(attributes) },
    },
    {
      name: "first-step",
      why: "takes a first step from a state of zeros",
      flags: ["state-ignored"],
      inputs: zeroed(...state),
      attributes,
    },
    {
      name: "scalar",
      why: "works on a scalar parameter",
      inputs: scalars,
      attributes,
    },
    {
      name: "large-gradient",
      why: "takes a large gradient as it is, and does not clip it",
      flags: ["gradient-clipped"],
      inputs: { ...inputs, dw: DW.map((row) => row.map((d) => 1024 * d)) },
      attributes,
    },
    {
      name: "rate-zero",
      why: "leaves the parameter to its state for a rate of 0",
      flags: ["update-sign"],
      inputs,
      attributes: { ...attributes, learning_rate: 0 },
    },
    {
      name: "leaves-no-trace",
      why: "keeps no state of its own between two requests",
      flags: ["accumulates", "stale-cache"],
      section: "2.7",
      after: { inputs: { ...inputs, dw: W }, attributes },
      inputs,
      attributes,
    },
    {
      name: "refuses-other-shape",
      why: "refuses a gradient of another shape than the parameter",
      flags: ["shape-unchecked"],
      refuses: ["shape"],
      inputs: { ...inputs, dw: [[1, 2], [3, 4], [5, 6]] },
      attributes,
    },
    {
      name: "refuses-longer-gradient",
      why: "refuses a gradient with one row more than the parameter",
      flags: ["shape-unchecked"],
      refuses: ["shape"],
      inputs: { ...inputs, dw: [...DW, [1, 2, 3]] },
      attributes,
    },
    ...state.map((name) => ({
      name: `refuses-other-${name}`,
      why: `refuses a state ${name} of another shape than the parameter`,
      flags: ["shape-unchecked"],
      refuses: ["shape" as const],
      inputs: { ...inputs, [name]: [[1, 2], [3, 4], [5, 6]] },
      attributes,
    })),
  ];
}

/** The customary value of each attribute that is there. */
function customary(attributes: Numbers): Numbers {
  const values: Numbers = {
    learning_rate: 1e-3,
    momentum: 0.9,
    epsilon: 1e-8,
    decay: 0.99,
    beta1: 0.9,
    beta2: 0.999,
  };
  return Object.fromEntries(
    Object.keys(attributes).filter((name) => name in values)
      .map((name) => [name, values[name]]),
  );
}

/** A second step, from the state after a first one with the same gradient. */
function twice(inputs: Inputs, attributes: Numbers): CaseSource {
  return {
    name: "leaves-arguments",
    why: "gives the same answer twice, as nothing of the request is changed",
    flags: ["writes-inputs", "accumulates"],
    section: "2.7",
    requests: [{ inputs, attributes }, { inputs, attributes }],
    terms: [
      { request: 0, output: "w", times: 1 },
      { request: 1, output: "w", times: -1 },
    ],
  };
}

export const sgdCases: CaseSource[] = [
  ...common({ w: W, dw: DW }, { learning_rate: 0.125 }),
  twice({ w: W, dw: DW }, { learning_rate: 0.125 }),
  {
    name: "full-width",
    why: "moves numbers with all 53 bits of a float64 in use",
    inputs: { w: FULL_WIDTH, dw: FULL_WIDTH.toReversed() },
    attributes: { learning_rate: 0.25 },
  },
];

const HEAVY = { learning_rate: 0.125, momentum: 0.75 };

export const momentumCases: CaseSource[] = [
  ...common({ w: W, dw: DW, v: V }, HEAVY),
  twice({ w: W, dw: DW, v: V }, HEAVY),
  {
    name: "rate-inside",
    why: "multiplies the gradient by the rate before it joins the velocity",
    flags: ["rate-outside"],
    inputs: { w: [0, 0], dw: [1, -2], v: [4, 4] },
    attributes: { learning_rate: 0.25, momentum: 0.5 },
  },
  {
    name: "coasts",
    why: "goes on along the velocity where the gradient is 0",
    flags: ["state-ignored", "update-sign"],
    inputs: { w: [1, 2], dw: [0, 0], v: [0.5, -1] },
    attributes: HEAVY,
  },
];

export const nesterovCases: CaseSource[] = [
  ...common({ w: W, dw: DW, v: V }, HEAVY),
  twice({ w: W, dw: DW, v: V }, HEAVY),
  {
    name: "looks-ahead",
    why: "differs from momentum by −μ·v + μ·v′",
    flags: ["not-nesterov"],
    inputs: { w: [0, 0], dw: [1, -2], v: [4, 4] },
    attributes: { learning_rate: 0.25, momentum: 0.5 },
  },
];

const CACHED = { learning_rate: 0.125, epsilon: 0.0625 };

export const adagradCases: CaseSource[] = [
  ...common({ w: W, dw: DW, cache: SQUARES }, CACHED),
  twice({ w: W, dw: DW, cache: SQUARES }, CACHED),
  {
    name: "epsilon-outside",
    why: "adds ε to the root, not under it",
    flags: ["epsilon-place"],
    inputs: { w: [1, 1], dw: [0.5, -0.25], cache: [0, 0] },
    attributes: { learning_rate: 1, epsilon: 0.5 },
  },
];

export const rmspropCases: CaseSource[] = [
  ...common({ w: W, dw: DW, cache: SQUARES }, { ...CACHED, decay: 0.75 }),
  twice({ w: W, dw: DW, cache: SQUARES }, { ...CACHED, decay: 0.75 }),
  {
    name: "epsilon-outside",
    why: "adds ε to the root, not under it",
    flags: ["epsilon-place"],
    inputs: { w: [1, 1], dw: [0.5, -0.25], cache: [0, 0] },
    attributes: { learning_rate: 1, decay: 0.75, epsilon: 0.5 },
  },
  {
    name: "decay-of-the-old",
    why: "gives the decay to the old mean, and the rest to the new square",
    flags: ["momentum-inverted"],
    inputs: { w: [1, 1], dw: [2, 0], cache: [1, 4] },
    attributes: { learning_rate: 1, decay: 0.875, epsilon: 0.25 },
  },
];

const MOMENTS = {
  learning_rate: 0.125,
  beta1: 0.75,
  beta2: 0.875,
  epsilon: 0.0625,
};
const ADAM_INPUTS = { w: W, dw: DW, m: V, v: SQUARES };

export const adamCases: CaseSource[] = [
  ...common(ADAM_INPUTS, { ...MOMENTS, t: 3 }),
  twice(ADAM_INPUTS, { ...MOMENTS, t: 3 }),
  {
    name: "first-bias-correction",
    why:
      "corrects the bias of the first step fully: it has the size of the rate",
    flags: ["bias-correction"],
    inputs: { w: [0, 0], dw: [0.5, -2], m: [0, 0], v: [0, 0] },
    attributes: { ...MOMENTS, epsilon: 1e-8, t: 1 },
  },
  {
    name: "late-step",
    why: "hardly corrects the bias of the hundredth step",
    flags: ["bias-correction"],
    inputs: ADAM_INPUTS,
    attributes: { ...MOMENTS, t: 100 },
  },
  {
    name: "second-step",
    why: "counts steps from 1: the second has t = 2",
    flags: ["bias-correction"],
    inputs: ADAM_INPUTS,
    attributes: { ...MOMENTS, t: 2 },
  },
  {
    name: "epsilon-outside",
    why: "adds ε to the corrected root, not under it and not before correction",
    flags: ["epsilon-place"],
    inputs: { w: [1, 1], dw: [0.5, -0.25], m: [0, 0], v: [0, 0] },
    attributes: { ...MOMENTS, epsilon: 0.5, t: 1 },
  },
];

export const learningRateDecayCases: CaseSource[] = [
  { epoch: 1, why: "leaves the rate of the first epoch as it is" },
  {
    epoch: 2,
    why: "multiplies the rate of the second epoch by the decay once",
  },
  {
    epoch: 5,
    why: "multiplies the rate of the fifth epoch by the decay four times",
  },
].map(({ epoch, why }) => ({
  name: `epoch-${epoch}`,
  why,
  flags: ["decay-per-epoch"],
  inputs: {},
  attributes: { learning_rate: 1e-3, decay: 0.95, epoch },
})).concat([{
  name: "no-decay",
  why: "leaves the rate as it is for a decay of 1",
  flags: [],
  inputs: {},
  attributes: { learning_rate: 0.25, decay: 1, epoch: 30 },
}, {
  name: "halved",
  why: "halves the rate three times by the fourth epoch",
  flags: ["decay-per-epoch"],
  inputs: {},
  attributes: { learning_rate: 1, decay: 0.5, epoch: 4 },
}]);

export const updateRatioCases: CaseSource[] = [
  {
    name: "matrix",
    why: "is the norm of the update over that of the parameter, all elements",
    flags: ["ratio-of-means"],
    inputs: { w: W, dw: DW },
    attributes: { learning_rate: 1e-3 },
  },
  {
    name: "pythagoras",
    why: "is 0.25·5/13 for the sides 3 and 4, 5 and 12",
    flags: ["ratio-of-means"],
    inputs: { w: [5, 12], dw: [3, -4] },
    attributes: { learning_rate: 0.25 },
  },
  {
    name: "diagonal",
    why: "is 0.5·13/5 for the diagonals 3 and 4, 5 and 12, of two matrices",
    flags: ["ratio-of-means"],
    inputs: { w: [[3, 0], [0, 4]], dw: [[5, 0], [0, -12]] },
    attributes: { learning_rate: 0.5 },
  },
  {
    name: "still",
    why: "is 0 for a gradient of 0",
    inputs: { w: [1, 2], dw: [0, 0] },
    attributes: { learning_rate: 0.5 },
  },
  {
    name: "refuses-other-shape",
    why: "refuses a gradient of another shape than the parameter",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { w: [1, 2], dw: [1, 2, 3] },
    attributes: { learning_rate: 0.5 },
  },
  {
    name: "refuses-transposed",
    why: "refuses a gradient of shape [3, 2] for a parameter of shape [2, 3]",
    flags: ["shape-unchecked"],
    refuses: ["shape"],
    inputs: { w: W, dw: [[1, 2], [3, 4], [5, 6]] },
    attributes: { learning_rate: 0.5 },
  },
];
