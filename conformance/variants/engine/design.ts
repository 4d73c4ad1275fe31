/**
 * What tells one engine here from another.
 *
 * @module
 */
import type { Numbers } from "../arithmetic/arithmetic.ts";
import type { Differentiate } from "./differentiation.ts";
import type { Forms } from "../forms/forms.ts";
import type { NumberContext } from "./gate.ts";
import type { Network } from "./networks.ts";
import type { Generator } from "./random.ts";

/** How an engine computes. */
export interface Design extends NumberContext {
  readonly m: Numbers;
  readonly forms: Forms;
  readonly differentiate: Differentiate;
  /** The two-layer net with its gradients. */
  readonly network: Network;
  /** Where its randomness comes from, by a seed. */
  readonly random: (seed: number) => Generator;
}
