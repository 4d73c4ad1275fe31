/**
 * The catalogue of mutants.
 *
 * @module
 */
import { affineMutants } from "./affine.ts";
import { arithmeticMutants } from "./arithmetic.ts";
import { exponentialMutants } from "./exponentials.ts";
import { graphMutants } from "./graph.ts";
import { graphRefusalMutants } from "./graph_refusals.ts";
import { graphRequestMutants } from "./graph_requests.ts";
import { initializationMutants } from "./initialization.ts";
import { labelMutants } from "./labels.ts";
import { matmulMutants } from "./matmul.ts";
import { mlpMutants } from "./mlp.ts";
import type { Mutant } from "./mutant.ts";
import { normalizationMutants } from "./normalization.ts";
import { penaltyMutants } from "./penalty.ts";
import { randomMutants } from "./random.ts";
import { rectifierMutants } from "./rectifiers.ts";
import { saturatingMutants } from "./saturating.ts";
import { searchMutants } from "./search.ts";
import { softmaxMutants } from "./softmax.ts";
import { trainingMutants } from "./training.ts";
import { netMutants } from "./two_layer_net.ts";
import { unitMutants } from "./units.ts";
import { updateMutants } from "./updates.ts";

export { mutate } from "./mutant.ts";

/** All mutants, by operation. */
export const mutants: readonly Mutant[] = [
  ...arithmeticMutants,
  ...matmulMutants,
  ...affineMutants,
  ...unitMutants,
  ...saturatingMutants,
  ...rectifierMutants,
  ...graphMutants,
  ...graphRequestMutants,
  ...graphRefusalMutants,
  ...softmaxMutants,
  ...exponentialMutants,
  ...labelMutants,
  ...penaltyMutants,
  ...mlpMutants,
  ...netMutants,
  ...initializationMutants,
  ...normalizationMutants,
  ...updateMutants,
  ...trainingMutants,
  ...searchMutants,
  ...randomMutants,
];
