/**
 * Mutants of PCG32.
 *
 * @module
 */
import type { OperationFunction } from "../adapters/in_process.ts";
import type { Mutant } from "./mutant.ts";

const MULTIPLIER = 6364136223846793005n;

/** What can be wrong; what is not given is right. */
interface Steps {
  readonly seed?: (text: string) => bigint;
  readonly out?: (s: bigint) => bigint;
  readonly increment?: (k2: bigint, k3: bigint) => bigint;
  readonly start?: (
    first: bigint,
    step: (s: bigint) => bigint,
    increment: bigint,
  ) => bigint;
  readonly seedIncrement?: bigint;
  /** Whether the state moves before it is given out. */
  readonly movesFirst?: boolean;
  readonly divisor?: number;
}

/** The low 32 bits of the xorshifted state, rotated right. */
function output(s: bigint, shift = 18n): bigint {
  return rotated(BigInt.asUintN(32, ((s >> shift) ^ s) >> 27n), s >> 59n);
}

function rotated(word: bigint, turn: bigint): bigint {
  return BigInt.asUintN(32, (word >> turn) | (word << (32n - turn)));
}

/** The operation with some steps replaced. */
export function pcg({
  seed = BigInt,
  out = output,
  increment: incrementOf = (k2, k3) => (k2 + (k3 << 32n)) | 1n,
  start = (first, step, increment) => step(first + increment),
  seedIncrement = 11634580027462260723n,
  movesFirst = false,
  divisor = 2 ** 32,
}: Steps = {}): OperationFunction {
  return ({ attributes }) => {
    const moved = (s: bigint, by: bigint) =>
      BigInt.asUintN(64, s * MULTIPLIER + by);
    let q = BigInt.asUintN(64, seed(attributes.seed as string));
    const [k0, k1, k2, k3] = [0, 1, 2, 3].map(() => {
      q = moved(q, seedIncrement);
      return out(q);
    });
    const increment = incrementOf(k2, k3);
    const step = (s: bigint) => moved(s, increment);
    let s = BigInt.asUintN(64, start(k0 + (k1 << 32n), step, increment));
    const values = Array.from({ length: attributes.n as number }, () => {
      const before = s;
      s = step(s);
      return Number(out(movesFirst ? s : before)) / divisor;
    });
    return { values };
  };
}

function bug(
  name: string,
  note: string,
  advice: string,
  steps: Steps,
): Mutant {
  return {
    id: `pcg32/${name}`,
    note,
    advice,
    replace: () => ({ pcg32: pcg(steps) }),
  };
}

/** Mutants of PCG32. */
export const pcgMutants: readonly Mutant[] = [
  bug(
    "rotates-left",
    "the word is rotated left",
    "Rotate the word right",
    {
      out: (s) =>
        rotated(
          BigInt.asUintN(32, ((s >> 18n) ^ s) >> 27n),
          (32n - (s >> 59n)) % 32n,
        ),
    },
  ),
  bug(
    "not-rotated",
    "the word is xorshifted, and not rotated",
    "Rotate the word by the upper five bits of the state",
    { out: (s) => BigInt.asUintN(32, ((s >> 18n) ^ s) >> 27n) },
  ),
  bug(
    "shift-of-17",
    "the state is shifted by 17 in place of 18",
    "Compare the constants one by one: 18, 27, 59",
    { out: (s) => output(s, 17n) },
  ),
  bug(
    "moves-first",
    "the state moves before its word is given out: the first word is lost",
    "Give out the word of the state as it was before the step",
    { movesFirst: true },
  ),
  bug(
    "increment-even",
    "the increment is not made odd",
    "Set the lowest bit of the increment",
    { increment: (k2, k3) => (k2 + (k3 << 32n)) & ~1n },
  ),
  bug(
    "increment-doubled",
    "the increment is shifted left and then made odd, as in the original's initseq",
    "Set the lowest bit of the increment without shifting it",
    { increment: (k2, k3) => ((k2 + (k3 << 32n)) << 1n) | 1n },
  ),
  bug(
    "increment-words-exchanged",
    "the two words of the increment are exchanged",
    "Put k₃ into the upper half of the increment",
    { increment: (k2, k3) => (k3 + (k2 << 32n)) | 1n },
  ),
  bug(
    "increment-of-the-original",
    "the increment is that of the original's default stream",
    "Make the increment of k₂ and k₃",
    { increment: () => 1442695040888963407n },
  ),
  bug(
    "start-not-stepped",
    "the state starts from k₀ and k₁ as they are",
    "Add the increment to the state, and step once, before the first word",
    { start: (first) => first },
  ),
  bug(
    "seeded-with-the-default",
    "the seed is spread by the default increment of the original",
    "Spread the seed with the increment 11634580027462260723",
    { seedIncrement: 1442695040888963407n },
  ),
  bug(
    "seed-of-32-bits",
    "only the lower 32 bits of the seed count",
    "Keep all 64 bits of the seed",
    { seed: (text) => BigInt.asUintN(32, BigInt(text)) },
  ),
  bug(
    "seed-as-float",
    "the seed is read as a float64, which keeps 53 of its bits",
    "Read the seed as an integer of 64 bits",
    { seed: (text) => BigInt(Number(text)) },
  ),
  bug(
    "divided-by-largest",
    "words are divided by 2³²−1, so that 1 can come",
    "Divide words by 2³²",
    { divisor: 2 ** 32 - 1 },
  ),
];
