/**
 * The activation functions: sigmoid, tanh, relu, leaky_relu, elu.
 *
 * @module
 */
import type { Arithmetic, Ball } from "../oracle/ball.ts";
import type { Attributes, Formula } from "../oracle/formula.ts";
import * as functions from "../oracle/functions.ts";
import { map } from "../oracle/tensor.ts";
import { type CaseSource, scattered, sixtyFourths } from "./source.ts";

export const sigmoid = elementWise(
  functions.sigmoid,
  (m, _x, y) => functions.sigmoidSlope(m, y),
);

export const tanh = elementWise(
  functions.tanh,
  (m, _x, y) => functions.tanhSlope(m, y),
);

export const relu = elementWise(
  (m, x) => m.largest([m.exact(0), x]),
  (m, x) => kinked(m, x, () => m.exact(0)),
);

export const leakyRelu = elementWise(
  (m, x, { slope }) => isPositive(m, x) ? x : m.multiply(m.constant(slope), x),
  (m, x, _y, { slope }) => kinked(m, x, () => m.constant(slope)),
);

export const elu = elementWise(
  (m, x, { alpha }) => {
    if (isPositive(m, x)) return x;
    return m.multiply(m.constant(alpha), functions.powerLessOne(m, x));
  },
  (m, x, y, { alpha }) =>
    kinked(m, x, () =>
      m.either(
        () => m.multiply(m.constant(alpha), m.exp(x)),
        () => m.add(y, m.constant(alpha)),
      )),
);

function isPositive(m: Arithmetic, x: Ball): boolean {
  return m.compare(x, m.exact(0)) === "greater";
}

/** 1 to the right of 0, `left()` to the left, anything between them at 0. */
function kinked(m: Arithmetic, x: Ball, left: () => Ball): Ball {
  switch (m.compare(x, m.exact(0))) {
    case "greater":
      return m.exact(1);
    case "less":
      return left();
    case "equal":
      return m.between(left(), m.exact(1));
  }
}

/** A formula from a function of one number and its derivative. */
function elementWise(
  f: (m: Arithmetic, x: Ball, attributes: Attributes) => Ball,
  slope: (m: Arithmetic, x: Ball, y: Ball, attributes: Attributes) => Ball,
): Formula {
  return {
    forward: (m, [x], attributes) => map(x, (a) => f(m, a, attributes)),
    backward: (m, dy, [x], y, attributes) => [
      map(
        dy,
        (d, i) => m.multiply(d, slope(m, x.data[i], y.data[i], attributes)),
      ),
    ],
  };
}

/** Cases that every activation has, in terms of its attributes. */
function common(attributes: Record<string, number>): CaseSource[] {
  const square = { x: [1, -1], y: [0.5, -2] };
  return [
    {
      name: "grid",
      why: "has the exact value and derivative from −2 to 2",
      flags: ["derivative", "upstream-ignored"],
      inputs: { x: sixtyFourths(-128, -96, -64, -33, -1, 1, 32, 65, 96, 128) },
      attributes,
      upstream: { y: [1, -1, 0.5, 2, 1, 1, -0.25, 1, 3, -2] },
    },
    {
      name: "moderate",
      why: "has the exact value and derivative from −8 to 8",
      flags: ["derivative"],
      inputs: { x: [-8, -5.5, -4, -3, 3, 4.5, 6, 8] },
      attributes,
      upstream: { y: [1, 1, 1, 1, 1, 1, 1, 1] },
    },
    {
      name: "upstream",
      why: "multiplies the local gradient by the upstream gradient",
      flags: ["upstream-ignored", "sign"],
      inputs: { x: [0.5, 0.5, 0.5, -0.5, -0.5, -0.5] },
      attributes,
      upstream: { y: [1, -3, 0, 1, -3, 0] },
    },
    {
      name: "matrix",
      why: "works element by element on a matrix and keeps its shape",
      flags: ["transposed"],
      inputs: { x: scattered(3, 4, 51) },
      attributes,
      upstream: { y: scattered(3, 4, 52) },
    },
    {
      name: "scalar",
      why: "works on a scalar",
      inputs: { x: -0.75 },
      attributes,
      upstream: { y: 2 },
    },
    {
      name: "rank-3",
      why: "works on tensors of any rank",
      inputs: { x: [[[1, -2], [0.5, -0.25]], [[-1, 2], [3, -3]]] },
      attributes,
      upstream: { y: [[[1, 1], [2, 2]], [[-1, -1], [0.5, 0.5]]] },
    },
    {
      name: "nan",
      why: "gives NaN for NaN, and leaves its neighbours alone",
      flags: ["nan-swallowed"],
      inputs: { x: [NaN, 0.5, -0.5] },
      attributes,
    },
    {
      name: "nan-scalar",
      why: "gives NaN for a scalar that is NaN",
      flags: ["nan-swallowed"],
      inputs: { x: NaN },
      attributes,
    },
    {
      name: "leaves-no-trace",
      why: "uses this request's input in the backward pass",
      flags: ["stale-cache", "accumulates"],
      section: "2.7",
      after: {
        inputs: { x: [-square.x[0], -square.x[1]] },
        attributes,
        upstream: { y: [9, 9] },
      },
      inputs: { x: square.x },
      attributes,
      upstream: { y: square.y },
    },
    {
      name: "repeats",
      why: "gives the same gradient when the same request comes twice",
      flags: ["accumulates", "writes-inputs"],
      section: "2.7",
      requests: [0, 1].map(() => ({
        inputs: { x: square.x },
        attributes,
        upstream: { y: square.y },
      })),
      terms: [
        { request: 0, output: "dx", times: 1 },
        { request: 1, output: "dx", times: -1 },
      ],
    },
    {
      name: "refuses-other-upstream",
      why: "refuses an upstream gradient of another shape than the output",
      flags: ["shape-unchecked"],
      section: "4.1",
      refuses: ["shape"],
      inputs: { x: [1, 2, 3] },
      attributes,
      upstream: { y: [1, 2] },
    },
    {
      name: "refuses-transposed-upstream",
      why:
        "refuses an upstream gradient that has the output's shape transposed",
      flags: ["shape-unchecked"],
      section: "4.1",
      refuses: ["shape"],
      inputs: { x: [[1, 2, 3], [4, 5, 6]] },
      attributes,
      upstream: { y: [[1, 2], [3, 4], [5, 6]] },
    },
  ];
}

export const sigmoidCases: CaseSource[] = [
  ...common({}),
  {
    name: "at-zero",
    why: "is ½ at 0 with slope ¼",
    inputs: { x: [0] },
    upstream: { y: [1] },
  },
  {
    name: "far-left",
    why: "is 0 at −1000, where e¹⁰⁰⁰ overflows",
    flags: ["overflow"],
    inputs: { x: [-1000, -800] },
    upstream: { y: [1, 1] },
  },
  {
    name: "far-right",
    why: "is 1 at 1000, with gradient 0",
    flags: ["overflow"],
    inputs: { x: [1000, 800] },
    upstream: { y: [1, 1] },
  },
  {
    name: "infinity",
    why: "is 0 at −∞ and 1 at ∞",
    flags: ["overflow"],
    inputs: { x: [-Infinity, Infinity] },
  },
  {
    name: "saturates",
    why: "has a gradient that all but vanishes at ±10, and is still not 0",
    flags: ["derivative"],
    inputs: { x: [-10, 10] },
    upstream: { y: [1, 1] },
  },
  {
    name: "symmetry",
    why: "of x and of −x add up to 1",
    requests: [
      { inputs: { x: sixtyFourths(1, 77, 128) } },
      { inputs: { x: sixtyFourths(-1, -77, -128) } },
    ],
    terms: [
      { request: 0, output: "y", times: 1 },
      { request: 1, output: "y", times: 1 },
    ],
    equals: [1, 1, 1],
  },
];

export const tanhCases: CaseSource[] = [
  ...common({}),
  {
    name: "at-zero",
    why: "is 0 at 0 with slope 1",
    inputs: { x: [0] },
    upstream: { y: [1] },
  },
  {
    name: "slope-is-squared",
    why: "has the slope 1 − tanh², not 1 − tanh",
    flags: ["derivative"],
    inputs: { x: [0.5, -0.5, 1, -1] },
    upstream: { y: [1, 1, 1, 1] },
  },
  {
    name: "far",
    why: "is ±1 at ±1000, where e²⁰⁰⁰ overflows",
    flags: ["overflow"],
    inputs: { x: [-1000, -400, 400, 1000] },
    upstream: { y: [1, 1, 1, 1] },
  },
  {
    name: "infinity",
    why: "is ±1 at ±∞",
    flags: ["overflow"],
    inputs: { x: [-Infinity, Infinity] },
  },
  {
    name: "odd",
    why: "of x and of −x cancel",
    requests: [
      { inputs: { x: sixtyFourths(1, 77, 128) } },
      { inputs: { x: sixtyFourths(-1, -77, -128) } },
    ],
    terms: [
      { request: 0, output: "y", times: 1 },
      { request: 1, output: "y", times: 1 },
    ],
  },
];

export const reluCases: CaseSource[] = [
  ...common({}),
  {
    name: "at-zero",
    why: "is 0 at 0, where any slope from 0 to 1 is right",
    flags: ["kink"],
    inputs: { x: [0, 0] },
    upstream: { y: [1, -2] },
  },
  {
    name: "dead",
    why: "passes no gradient where the input is negative",
    flags: ["derivative"],
    inputs: { x: [-1, -0.015625, -100] },
    upstream: { y: [5, 5, 5] },
  },
  {
    name: "large",
    why: "does not saturate at large positive input",
    inputs: { x: [1024, 32768] },
    upstream: { y: [1, 1] },
  },
  {
    name: "infinity",
    why: "is ∞ at ∞ and 0 at −∞",
    inputs: { x: [Infinity, -Infinity] },
  },
];

export const leakyReluCases: CaseSource[] = [
  ...common({ slope: 0.125 }),
  {
    name: "slope-of-the-lecture",
    why: "has the lecture's slope of 0.1 on the left, in value and gradient",
    flags: ["attribute-ignored"],
    inputs: { x: [-1, -2.5, 3] },
    attributes: { slope: 0.1 },
    upstream: { y: [1, 2, 1] },
  },
  {
    name: "slope-hundredth",
    why: "takes the slope from the request, and does not assume 0.1",
    flags: ["attribute-ignored"],
    inputs: { x: [-1, -2.5, 3] },
    attributes: { slope: 0.01 },
    upstream: { y: [1, 2, 1] },
  },
  {
    name: "slope-zero",
    why: "is relu for a slope of 0",
    flags: ["attribute-ignored"],
    inputs: { x: [-1, -2.5, 3] },
    attributes: { slope: 0 },
    upstream: { y: [1, 2, 1] },
  },
  {
    name: "steep",
    why:
      "takes a slope above 1, for which it is not the larger of x and slope·x",
    flags: ["attribute-ignored"],
    inputs: { x: [-1, -0.25, 0.5, 2] },
    attributes: { slope: 2 },
    upstream: { y: [1, -2, 1, 3] },
  },
  {
    name: "zeros-among-others",
    why: "has a slope between the left one and 1 at each 0 of a matrix",
    flags: ["kink"],
    inputs: { x: [[0, 1, -1], [-2, 0, 0]] },
    attributes: { slope: 0.125 },
    upstream: { y: [[1, 1, 1], [2, -2, 0.5]] },
  },
  {
    name: "at-zero",
    why: "is 0 at 0, where any slope from the left one to 1 is right",
    flags: ["kink"],
    inputs: { x: [0, 0] },
    attributes: { slope: 0.25 },
    upstream: { y: [1, -2] },
  },
  {
    name: "infinity",
    why: "is ±∞ at ±∞",
    inputs: { x: [Infinity, -Infinity] },
    attributes: { slope: 0.125 },
  },
];

export const eluCases: CaseSource[] = [
  ...common({ alpha: 1 }),
  {
    name: "alpha-two",
    why: "takes α from the request, in value and gradient",
    flags: ["attribute-ignored"],
    inputs: { x: [-2, -0.5, 0.5] },
    attributes: { alpha: 2 },
    upstream: { y: [1, 1, 1] },
  },
  {
    name: "alpha-not-dyadic",
    why: "takes an α that no format holds exactly",
    flags: ["attribute-ignored"],
    inputs: { x: [-2, -0.5, 0.5] },
    attributes: { alpha: 0.3 },
    upstream: { y: [1, -1, 1] },
  },
  {
    name: "at-zero",
    why: "is 0 at 0, where any slope from α to 1 is right",
    flags: ["kink"],
    inputs: { x: [0, 0] },
    attributes: { alpha: 0.5 },
    upstream: { y: [1, -2] },
  },
  {
    name: "at-zero-smooth",
    why: "has the slope 1 at 0 for α = 1, where there is no kink",
    flags: ["kink"],
    inputs: { x: [0] },
    attributes: { alpha: 1 },
    upstream: { y: [1] },
  },
  {
    name: "far-left",
    why: "saturates at −α",
    inputs: { x: [-1000, -200] },
    attributes: { alpha: 1.5 },
    upstream: { y: [1, 1] },
  },
  {
    name: "far-right",
    why: "does not take e to a large positive number: no ∞·0 on the right",
    flags: ["overflow"],
    inputs: { x: [1000, 8192] },
    attributes: { alpha: 1 },
    upstream: { y: [1, 1] },
  },
  {
    name: "right-of-overflow",
    why: "has the slope 1 on the right where eˣ is just too large for a format",
    flags: ["overflow"],
    inputs: { x: [12, 90, 710] },
    attributes: { alpha: 0.5 },
    upstream: { y: [1, -1, 2] },
  },
  {
    name: "infinity",
    why: "is ∞ at ∞ and −α at −∞",
    flags: ["overflow"],
    inputs: { x: [Infinity, -Infinity] },
    attributes: { alpha: 2 },
  },
];

/** Cases of profile accuracy: relative accuracy is asked for. */
export const sigmoidAccuracyCases: CaseSource[] = [
  {
    name: "left-tail",
    why: "keeps all of its digits at −40, where it is 4·10⁻¹⁸",
    flags: ["tail"],
    section: "13.1",
    inputs: { x: [-40, -36.5, -30, -20.25, -12] },
    upstream: { y: [1, 1, 1, 1, 1] },
  },
  {
    name: "far-left-tail",
    why: "keeps all of its digits at −700, where it is 10⁻³⁰⁴",
    flags: ["tail"],
    section: "13.1",
    inputs: { x: [-700, -400, -100] },
    upstream: { y: [1, 1, 1] },
  },
  {
    name: "grid",
    why: "errs by at most four roundings from −6 to 6",
    flags: ["tail"],
    section: "13.1",
    inputs: { x: [-6, -4.5, -3, -1.5, -0.25, 0, 0.25, 1.5, 3, 4.5, 6] },
  },
];

/** Cases of profile accuracy: relative accuracy is asked for. */
export const tanhAccuracyCases: CaseSource[] = [
  {
    name: "near-zero",
    why: "keeps all of its digits near 0, where it is all but x",
    flags: ["tail"],
    section: "13.1",
    inputs: { x: [2 ** -30, -(2 ** -20), 2 ** -12, -(2 ** -8), 2 ** -4] },
    upstream: { y: [1, 1, 1, 1, 1] },
  },
  {
    name: "tiny",
    why: "is x itself, and not 0, where x is 10⁻¹⁸ and less",
    flags: ["tail"],
    section: "13.1",
    inputs: { x: [2 ** -60, -(2 ** -80)] },
    upstream: { y: [1, 1] },
  },
  {
    name: "grid",
    why: "errs by at most four roundings from −4 to 4",
    flags: ["tail"],
    section: "13.1",
    inputs: { x: [-4, -2.5, -1, -0.5, -0.125, 0.125, 0.5, 1, 2.5, 4] },
  },
];
