/**
 * Variants that differ in how a single operation rounds.
 *
 * @module
 */
import { type Dtype, formats } from "../../dtypes.ts";
import { type NumberOptions, numbers } from "../arithmetic/arithmetic.ts";
import { fused32, fused64 } from "../arithmetic/fused.ts";
import type { Differences } from "../variant.ts";

function rounding(
  id: string,
  note: string,
  dtype: Dtype,
  arithmetic: NumberOptions = {},
  long?: RegExp,
): Differences {
  return { id, note, dtype, arithmetic, accuracy: true, ...(long && { long }) };
}

/** Results below the normal numbers, and such inputs, become 0. */
function flushing(dtype: Dtype): NumberOptions {
  const { round, smallestNormal } = formats[dtype];
  return {
    round: (x) => {
      const rounded = round(x);
      return Math.abs(rounded) < smallestNormal ? 0 : rounded;
    },
  };
}

/** Variants of rounding. */
export const formatDifferences: readonly Differences[] = [
  rounding(
    "stepwise",
    "float32, rounded after every operation, as a loop in C computes it",
    "float32",
    {},
    /./,
  ),
  rounding(
    "stepwise",
    "float16, rounded after every operation, as NumPy does element by element",
    "float16",
  ),
  rounding(
    "stepwise",
    "bfloat16, rounded after every operation, as ml_dtypes does in NumPy",
    "bfloat16",
  ),
  rounding(
    "wide-sums",
    "sums are accumulated in float64, as in PyTorch's batch_norm on the CPU",
    "float32",
    { accumulator: numbers("float64") },
  ),
  rounding(
    "wide-sums",
    "sums of products are accumulated in float32, as tensor cores do",
    "float16",
    { accumulator: numbers("float32") },
  ),
  rounding(
    "wide-sums",
    "sums of products are accumulated in float32, as TPUs do",
    "bfloat16",
    { accumulator: numbers("float32") },
  ),
  rounding(
    "fused",
    "a·b + c is rounded once, as Go and GCC compile it for ARM64",
    "float64",
    { fused: fused64 },
  ),
  rounding(
    "fused",
    "a·b + c is rounded once, as CUDA's compiler does unless told otherwise",
    "float32",
    { fused: fused32 },
  ),
  rounding(
    "reciprocal",
    "a/b is a·(1/b), as compilers do with -freciprocal-math",
    "float32",
    { reciprocal: true },
  ),
  rounding(
    "reciprocal",
    "a/b is a·(1/b) in float64 too, where n is no power of two",
    "float64",
    { reciprocal: true },
  ),
  rounding(
    "flushing",
    "subnormal numbers are 0, as in CUDA with -ftz=true and in NEON of 32 bits",
    "float32",
    flushing("float32"),
  ),
  rounding(
    "flushing",
    "subnormal numbers, which begin at 6e-5, are 0, as in ARM's mode FZ16",
    "float16",
    flushing("float16"),
  ),
];
