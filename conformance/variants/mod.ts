/**
 * The catalogue of variants: engines that are right but different, which the suite
 * must not blame.
 *
 * @module
 */
import { activationDifferences } from "./catalogue/activations.ts";
import { formatDifferences } from "./catalogue/formats.ts";
import { freedomDifferences } from "./catalogue/freedoms.ts";
import { normalizationDifferences } from "./catalogue/normalization.ts";
import { sumDifferences } from "./catalogue/sums.ts";
import { updateDifferences } from "./catalogue/updates.ts";
import { sloppily, type Variant, variant } from "./variant.ts";

export { casesFor, isBlamed, judge } from "./judgement.ts";
export type { Variant } from "./variant.ts";

const differences = [
  ...formatDifferences,
  ...sumDifferences,
  ...activationDifferences,
  ...normalizationDifferences,
  ...updateDifferences,
  ...freedomDifferences,
];

/** All variants by what differs, and then those with the worst rounding allowed. */
export const variants: readonly Variant[] = [
  ...differences.map(variant),
  ...differences.flatMap((one) => sloppily(one) ?? []),
];
