/**
 * Mutants of the standard deviation of fresh weights.
 *
 * @module
 */
import type { OperationFunction } from "../adapters/in_process.ts";
import { changed, mapNested, misunderstood, type Mutant } from "./mutant.ts";

/** The right weights times a factor. */
function scaled(
  factor: (
    fans: { readonly fanIn: number; readonly fanOut: number },
    scheme: string,
    std: number,
  ) => number,
): Readonly<Record<string, OperationFunction>> {
  return changed("initialize", ({ w }, { attributes }) => {
    const { scheme, shape, std } = attributes;
    const [fanIn, fanOut] = shape as number[];
    const by = factor({ fanIn, fanOut }, scheme as string, std as number);
    return { w: mapNested(w, (a) => a * by) };
  });
}

function isFanned(scheme: string): boolean {
  return scheme === "xavier" || scheme === "he";
}

/** Mutants of the standard deviation of fresh weights. */
export const scaleMutants: readonly Mutant[] = [
  {
    id: "initialize/fan-out",
    note:
      "the number of columns is taken for fan_in: invisible in square layers",
    advice:
      "Take the number of rows for fan_in, as weights multiply from the right",
    replace: () =>
      scaled(({ fanIn, fanOut }, scheme) =>
        isFanned(scheme) ? Math.sqrt(fanIn / fanOut) : 1
      ),
  },
  {
    id: "initialize/fan-average",
    note: "Xavier by Glorot's √(2/(fan_in+fan_out)): the same in square layers",
    advice: "Use 1/√fan_in, the form of the lecture",
    replace: () =>
      scaled(({ fanIn, fanOut }, scheme) =>
        scheme === "xavier" ? Math.sqrt(2 * fanIn / (fanIn + fanOut)) : 1
      ),
  },
  {
    id: "initialize/fan-in-plus-one",
    note:
      "the bias counts as an input: 1/√(fan_in+1), which shows in thin layers",
    advice: "Count the rows of w alone, without the bias",
    replace: () =>
      scaled(({ fanIn }, scheme) =>
        isFanned(scheme) ? Math.sqrt(fanIn / (fanIn + 1)) : 1
      ),
  },
  {
    id: "initialize/variance-as-std",
    note: "weights are multiplied by 1/fan_in, the variance, not by its root",
    advice: "Take the root: the std is 1/√fan_in or √(2/fan_in)",
    replace: () =>
      scaled(({ fanIn }, scheme) =>
        isFanned(scheme) ? Math.sqrt((scheme === "he" ? 2 : 1) / fanIn) : 1
      ),
  },
  {
    id: "initialize/std-as-variance",
    note: "the given std is taken for a variance: its root is the std",
    advice: "Multiply standard normal variates by the std itself",
    replace: () =>
      scaled((_fans, scheme, std) =>
        scheme === "gaussian" ? 1 / Math.sqrt(std) : 1
      ),
  },
  {
    id: "initialize/std-ignored",
    note: "gaussian always has the customary std of 0.01",
    advice: "Take the std from the attributes",
    replace: () =>
      misunderstood("initialize", ({ attributes }) => ({
        attributes: { ...attributes, std: 0.01 },
      })),
  },
  {
    id: "initialize/he-without-two",
    note: "He without its factor of 2",
    advice: "Use √(2/fan_in) for He",
    replace: () =>
      scaled((_fans, scheme) => scheme === "he" ? Math.SQRT1_2 : 1),
  },
  {
    id: "initialize/he-for-all",
    note: "the factor of 2 for ReLU is in Xavier as well",
    advice: "Leave the factor of 2 to He",
    replace: () =>
      scaled((_fans, scheme) => scheme === "xavier" ? Math.SQRT2 : 1),
  },
  {
    id: "initialize/five-per-cent",
    note: "the std is 5 % too large",
    advice: "Measure the std of many fresh weights",
    replace: () => scaled(() => 1.05),
  },
];
