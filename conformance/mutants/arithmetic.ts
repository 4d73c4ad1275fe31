/**
 * Mutants of the gates of two tensors: add, multiply, max.
 *
 * @module
 */
import { flatten, type Nested, shapeOf } from "../../fixtures/numbers.ts";
import type { Operation } from "../operations.ts";
import { pairwise } from "./elementwise.ts";
import { addUp } from "./graph_engine.ts";
import { isSquare, type Matrix, product, reshaped } from "./matrices.ts";
import {
  accepting,
  accumulating,
  changed,
  mapNested,
  mapRecord,
  type Mutant,
  otherGradients,
  refusing,
  remembering,
  type Replaced,
  single,
} from "./mutant.ts";

/** Both tensors cut to what they have in common, at each level. */
function zipped(x: Nested, y: Nested): [Nested, Nested] {
  if (typeof x === "number" || typeof y === "number") return [x, y];
  const pairs = x.slice(0, y.length).map((part, i) => zipped(part, y[i]));
  return [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
}

function bySizeOnly(operation: Operation): Replaced {
  return accepting(operation, ({ inputs: { x, y }, upstream }) => {
    if (flatten(x).length !== flatten(y).length) return {};
    return { inputs: { x, y: reshaped(y, x) }, upstream };
  });
}

const isMatrix = (x: Nested): boolean => shapeOf(x)?.length === 2;

/** Mutants of add. */
const addMutants: readonly Mutant[] = [
  {
    id: "add/zip-to-shorter",
    note: "2 and 3 numbers add up to 2: a loop, or `zip`, over the shorter",
    advice:
      "Compare the shapes before the loop, and refuse with category shape",
    replace: () =>
      accepting("add", ({ inputs }) => {
        const [x, y] = zipped(inputs.x, inputs.y);
        return { inputs: { x, y } };
      }),
  },
  {
    id: "add/same-count",
    note:
      "only the numbers of elements are compared: 2×3 plus 3×2 gives 2×3, as in brain.js",
    advice: "Compare shapes, not lengths of the flat arrays",
    replace: () => bySizeOnly("add"),
  },
  {
    id: "add/upstream-cycled",
    note:
      "the upstream gradient is read element by element, whatever its shape, and from the start again at its end",
    advice: "Refuse an upstream gradient that has not the shape of the output",
    replace: () =>
      accepting("add", ({ inputs, upstream }) => ({
        upstream: upstream && { z: reshaped(upstream.z, inputs.x) },
      })),
  },
  {
    id: "add/float32",
    note: "sums are rounded to float32, though the engine says float64",
    advice: "Look for float32 arrays, literals or casts on the way",
    replace: () => changed("add", (answer) => mapRecord(answer, single)),
  },
  {
    id: "add/gradient-of-difference",
    note: "dy = −dz: the backward pass of subtraction, copied",
    advice: "Give both inputs dz as it is",
    replace: () => pairwise("add", { slopes: () => [1, -1] }),
  },
  {
    id: "add/upstream-ignored",
    note: "the gradients are 1, the local gradient, whatever arrives",
    advice: "Multiply the local gradient by the upstream gradient",
    replace: () =>
      otherGradients("add", ({ z }) => {
        const ones = mapNested(z, () => 1);
        return { dx: ones, dy: ones };
      }),
  },
  {
    id: "add/gradient-of-bias",
    note:
      "dy is summed over the first axis of a matrix, as if y were always a bias that was broadcast",
    advice: "Sum a gradient only over the axes that broadcasting has added",
    replace: () =>
      otherGradients("add", ({ dy }) => {
        const isVector = !Array.isArray(dy) || !Array.isArray(dy[0]);
        return { dy: isVector ? dy : (dy as Nested[]).reduce(addUp) };
      }),
  },
  {
    id: "add/nan-to-num",
    note:
      "NaN becomes 0 and ∞ the largest number, by a well-meant `nan_to_num`: a run that has diverged looks healthy",
    advice: "Let NaN and infinities through: they are answers",
    replace: () =>
      pairwise("add", {
        value: (x, y) => {
          const z = x + y, largest = Number.MAX_VALUE;
          return Number.isNaN(z) ? 0 : Math.max(-largest, Math.min(largest, z));
        },
      }),
  },
  {
    id: "add/refuses-not-finite",
    note: "NaN and infinities are refused, as if checks for debugging were on",
    advice: "Let NaN and infinities through: they are answers",
    replace: () =>
      refusing(
        "add",
        "value",
        ({ inputs }) =>
          flatten(Object.values(inputs)).some((a) => !Number.isFinite(a)),
      ),
  },
];

/** Mutants of multiply. */
const multiplyMutants: readonly Mutant[] = [
  {
    id: "multiply/stale-cache",
    note:
      "backward uses the inputs that the first forward pass of a shape remembered: the cache is never renewed",
    advice: "Fill the cache in every forward pass, not only while it is empty",
    replace: () => remembering("multiply"),
  },
  {
    id: "multiply/gradients-not-swapped",
    note: "dx = x·dz and dy = y·dz: nothing shows where both are equal",
    advice: "Give each input the other one times dz",
    replace: () => pairwise("multiply", { slopes: (x, y) => [x, y] }),
  },
  {
    id: "multiply/scalar-starts-from-one",
    note:
      "where the output is a scalar, it is taken for the loss, and the upstream gradient for 1",
    advice: "Use the upstream gradient of a scalar as that of any other output",
    replace: () =>
      otherGradients(
        "multiply",
        (answer, { inputs: { x, y } }) =>
          typeof x === "number" ? { dx: y, dy: x } : answer,
      ),
  },
  {
    id: "multiply/zero-skipped",
    note: "a zero factor gives 0 at once: 0·NaN and 0·∞ are lost",
    advice: "Multiply always: zeros are no short cut in IEEE 754",
    replace: () =>
      pairwise("multiply", {
        value: (x, y) => x === 0 || y === 0 ? 0 : x * y,
      }),
  },
  {
    id: "multiply/constant-zero",
    note:
      "an array of zeros alone is a constant, and x·0 is simplified to 0, as in jax-js",
    advice: "Do not simplify x·0 for floating-point numbers",
    replace: () =>
      changed("multiply", (answer, { inputs: { x, y } }) => {
        const isZero = (a: Nested) => flatten(a).every((b) => b === 0);
        return isZero(x) || isZero(y)
          ? { ...answer, z: mapNested(x, () => 0) }
          : answer;
      }),
  },
  {
    id: "multiply/matrix-product",
    note:
      "`*` of a matrix class: square matrices are multiplied as matrices, the others element by element",
    advice: "Use the element-wise product, `.*` or `np.multiply`",
    replace: () =>
      changed("multiply", (answer, { inputs: { x, y } }) => {
        if (!isMatrix(x) || !isSquare(x as Matrix)) return answer;
        return { ...answer, z: product(x as Matrix, y as Matrix) };
      }),
  },
  {
    id: "multiply/same-count",
    note:
      "only the numbers of elements are compared: 2×3 times 3×2 gives 2×3, as in brain.js",
    advice: "Compare shapes, not lengths of the flat arrays",
    replace: () => bySizeOnly("multiply"),
  },
  {
    id: "multiply/float32",
    note: "products are rounded to float32, though the engine says float64",
    advice: "Look for float32 arrays, literals or casts on the way",
    replace: () => changed("multiply", (answer) => mapRecord(answer, single)),
  },
  {
    id: "multiply/accumulates",
    note:
      "gradients are added to those of earlier requests: nobody sets them to zero",
    advice: "Start each backward pass from zero gradients",
    replace: () => accumulating("multiply", ["dx", "dy"]),
  },
];

/** Mutants of max. */
const maxMutants: readonly Mutant[] = [
  {
    id: "max/nan-of-first-lost",
    note: "`x > y ? x : y` is false for a NaN in x, and takes y",
    advice: "Return NaN if either is NaN: comparisons with NaN are false",
    replace: () => pairwise("max", { value: (x, y) => x > y ? x : y }),
  },
  {
    id: "max/nan-of-second-lost",
    note:
      "`y > x ? y : x` takes x beside a NaN in y, as the wasm backend of TensorFlow.js",
    advice: "Return NaN if either is NaN: comparisons with NaN are false",
    replace: () => pairwise("max", { value: (x, y) => y > x ? y : x }),
  },
  {
    id: "max/fmax",
    note:
      "`fmax` of C, `np.fmax` and `f64::max` of Rust prefer the number to the NaN",
    advice: "Use a maximum that propagates NaN, such as `np.maximum`",
    replace: () =>
      pairwise("max", {
        value: (x, y) =>
          Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y),
      }),
  },
  {
    id: "max/tie-to-both",
    note: "x ≥ y and y ≥ x: a tie gives the whole gradient to both",
    advice: "Let one of the two comparisons be strict, or halve ties",
    replace: () =>
      pairwise("max", { slopes: (x, y) => [x >= y ? 1 : 0, y >= x ? 1 : 0] }),
  },
  {
    id: "max/tie-to-none",
    note: "x > y and y > x: the gradient of a tie is lost",
    advice: "Let one of the two comparisons include the tie, or halve ties",
    replace: () =>
      pairwise("max", { slopes: (x, y) => [x > y ? 1 : 0, y > x ? 1 : 0] }),
  },
  {
    id: "max/no-routing",
    note: "both inputs get the whole gradient, as if max were add",
    advice: "Give the gradient to the larger input, and 0 to the other",
    replace: () => pairwise("max", { slopes: () => [1, 1] }),
  },
  {
    id: "max/starts-at-zero",
    note:
      "the running maximum starts at 0, or at Number.MIN_VALUE, which is positive: no maximum is negative",
    advice: "Start from the first number, or from −∞",
    replace: () => pairwise("max", { value: (x, y) => Math.max(0, x, y) }),
  },
  {
    id: "max/by-size",
    note:
      "the number of larger size wins, sign or no sign, as in BLAS's idamax",
    advice: "Compare the numbers, not their absolute values",
    replace: () =>
      pairwise("max", {
        value: (x, y) => Math.abs(x) >= Math.abs(y) ? x : y,
        slopes: (x, y) => Math.abs(x) >= Math.abs(y) ? [1, 0] : [0, 1],
      }),
  },
  {
    id: "max/whole-list",
    note:
      "Python's `max(x, y)` of two lists picks one of them, by the first elements that differ",
    advice: "Take the maximum element by element",
    replace: () =>
      changed("max", (answer, { inputs: { x, y } }) => {
        const others = flatten(y);
        const i = flatten(x).findIndex((a, k) => a !== others[k]);
        return { ...answer, z: flatten(x)[i] > others[i] ? x : y };
      }),
  },
  {
    id: "max/stale-mask",
    note:
      "the mask of the larger input is made in the first forward pass of a shape, and kept",
    advice: "Make the mask anew in each forward pass",
    replace: () => remembering("max"),
  },
];

/** Mutants of the gates of two tensors. */
export const arithmeticMutants: readonly Mutant[] = [
  ...addMutants,
  ...multiplyMutants,
  ...maxMutants,
];
