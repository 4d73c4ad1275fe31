/**
 * What a variant is: an engine that is right, but computes in another way than the
 * reference engine. The suite must not blame it.
 *
 * @module
 */
import type { RequestBody } from "../../fixtures/fixture.ts";
import type { EngineModule } from "../adapters/in_process.ts";
import { type NumberOptions, numbers } from "./arithmetic/arithmetic.ts";
import { farthest } from "./arithmetic/neighbours.ts";
import type { Dtype } from "../dtypes.ts";
import type { Design } from "./engine/design.ts";
import { engineOf, plain } from "./engine/engine.ts";
import { type Forms, plainForms } from "./forms/forms.ts";

/** Whether an engine does without this part of an operation. */
export type Lack = (operation: string, request: RequestBody) => boolean;

/** An engine that is right but different. */
export interface Variant {
  /** What differs, and the number format: `sums-reversed/float32`. */
  readonly id: string;
  /** What differs, and who does it so. */
  readonly note: string;
  readonly engine: EngineModule;
  /** What it refuses as unsupported, as SPEC.md allows. */
  readonly lacks?: Lack;
  /** Those of the long cases that it is asked as well. */
  readonly long?: RegExp;
}

/** What tells a variant from the textbook's engine in float64. */
export interface Differences {
  readonly id: string;
  readonly note: string;
  readonly dtype?: Dtype;
  readonly arithmetic?: NumberOptions;
  readonly forms?: Partial<Forms>;
  readonly design?: Partial<Design>;
  /** What is done to the engine in the end. */
  readonly change?: (engine: EngineModule) => EngineModule;
  readonly lacks?: Lack;
  /** Whether its formulas are among the best ones, which section 13 asks for. */
  readonly accuracy?: boolean;
  readonly gradients?: boolean;
  readonly long?: RegExp;
}

/** The variant with these differences. */
export function variant(
  {
    id,
    note,
    dtype = "float64",
    arithmetic,
    forms,
    design,
    change = (engine) => engine,
    lacks,
    accuracy,
    gradients,
    long,
  }: Differences,
): Variant {
  const whole: Design = {
    ...plain,
    m: numbers(dtype, arithmetic),
    forms: { ...plainForms, ...forms },
    ...design,
  };
  const name = `${id}/${dtype}`;
  const engine = engineOf(`variant ${name}`, whole, { accuracy, gradients });
  return {
    id: name,
    note,
    engine: change(engine),
    ...(lacks && { lacks }),
    ...(long && { long }),
  };
}

/**
 * The same, with every operation as far off as SPEC.md 3.2 allows: whatever a bound
 * has forgotten shows here. In float64 nothing exact is known to be far off from.
 */
export function sloppily(differences: Differences): Variant | undefined {
  const { id, dtype = "float64", arithmetic = {}, long: _, ...rest } =
    differences;
  if (dtype === "float64" || arithmetic.round || arithmetic.accumulator) {
    return undefined;
  }
  const round = farthest(dtype);
  return variant({
    ...rest,
    id: `${id}-sloppily`,
    dtype,
    arithmetic: { ...arithmetic, round, roundCall: farthest(dtype, 4) },
  });
}
