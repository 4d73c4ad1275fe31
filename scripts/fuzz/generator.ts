/**
 * What a generator of random cases is, and what those of gates have in common.
 *
 * @module
 */
import type { Dtype } from "../../conformance/dtypes.ts";
import type { Operation, Profile } from "../../conformance/operations.ts";
import type { CategoryName } from "../../fixtures/fixture.ts";
import type { Nested } from "../../fixtures/numbers.ts";
import { type Draw, rarely } from "./draw.ts";
import { type Shape, tensor, type TensorOptions } from "./tensors.ts";

/** What is random of a case: the fields of a case source that hold numbers. */
export interface Drawn {
  readonly inputs: Readonly<Record<string, Nested>>;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly upstream?: Readonly<Record<string, Nested>>;
  /** Categories with which the engine may refuse instead. */
  readonly refusable?: readonly CategoryName[];
  /** Where the oracle cannot know: it takes the bits of any number for exact. */
  readonly narrowest?: Dtype;
}

/** Makes a request of decisions; of all of them 0, the simplest one. */
export type Generator = (draw: Draw) => Drawn;

/** The random cases of an operation. */
export interface Family {
  readonly profile: Profile;
  readonly operation: Operation;
  readonly generator: Generator;
  /** The section of SPEC.md. */
  readonly section: string;
}

/** Everything that IEEE 754 has beside the finite numbers. */
export const SPECIALS: readonly number[] = [NaN, Infinity, -Infinity];

/** A gate's request in terms of shapes. */
interface GateShapes {
  readonly inputs: Readonly<Record<string, Shape>>;
  readonly output: readonly [name: string, shape: Shape];
  readonly attributes?: Readonly<Record<string, number>>;
  /** How all of `inputs` are drawn. */
  readonly options?: TensorOptions;
  /** What stands in some inputs, in one request of eight. */
  readonly specials?: readonly number[];
  /** Inputs that are drawn already. */
  readonly given?: Readonly<Record<string, Nested>>;
}

/**
 * A request to a gate. Gradients where an input is special are left open (SPEC.md
 * 14), so those requests have no upstream gradient.
 */
export function gate(
  draw: Draw,
  { inputs, output: [name, shape], attributes, options, specials, given }:
    GateShapes,
): Drawn {
  const isSpecial = specials !== undefined && rarely(draw.part("special"), 8);
  return {
    inputs: {
      ...mapEntries(inputs, (input, shape) =>
        tensor(draw.part(input), shape, {
          ...options,
          ...(isSpecial && { specials }),
        })),
      ...given,
    },
    ...(attributes && { attributes }),
    ...(!isSpecial && upstream(draw, name, shape)),
  };
}

/** An upstream gradient of that shape, or (once in eight times) none. */
export function upstream(
  draw: Draw,
  name: string,
  shape: Shape,
): Pick<Drawn, "upstream"> {
  const own = draw.part("upstream");
  return own.below(8) === 0 ? {} : { upstream: { [name]: tensor(own, shape) } };
}

function mapEntries<A, B>(
  record: Readonly<Record<string, A>>,
  f: (key: string, value: A) => B,
): Record<string, B> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, f(key, value)]),
  );
}
