/**
 * A block of the Mersenne twister as WebAssembly: `twist(state, words, floats)` writes
 * the next 624 words of the state behind the ones that are there, so that each new word
 * finds all that it is made of in front of it, four at a time.
 *
 * @module
 */
import {
  add,
  and,
  type Code,
  define,
  exclusiveOr,
  increase,
  inOrder,
  int,
  load,
  multiply,
  negateWords,
  numbersOfWords,
  or,
  repeatWhile,
  set,
  shiftWordsLeft,
  shiftWordsRight,
  shuffleWords,
  splat,
  splatWord,
  store,
} from "./assembler.ts";
import {
  LOWER,
  M,
  N,
  ODD,
  TEMPER_15,
  TEMPER_7,
  UPPER,
} from "./plain_twister.ts";

/** The function of the module. */
export const twist = define("twist", (locals) => {
  const state = locals.param(), words = locals.param();
  const floats = locals.param();
  const left = locals.i32(), y = locals.v128();
  const high = locals.v128(), low = locals.v128();

  const mix = (bits: Code) => set(y, exclusiveOr(y, bits));
  /** The upper bits of every other word, from the first or the second on. */
  const upperBits = (first: 0 | 1, bits: number): Code => {
    const others = [first, first + 2, first, first + 2] as const;
    const chosen = shuffleWords(y, y, [...others]);
    return numbersOfWords(shiftWordsRight(chosen, bits));
  };

  return inOrder(
    set(left, int(N / 4)),
    repeatWhile(
      left,
      set(
        y,
        or(
          and(load(state), splatWord(UPPER)),
          and(load(state, 4), splatWord(LOWER)),
        ),
      ),
      set(low, and(negateWords(and(y, splatWord(1))), splatWord(ODD))),
      set(y, exclusiveOr(shiftWordsRight(y, 1), low)),
      mix(load(state, 4 * M)),
      store(state, y, 4 * N),
      mix(shiftWordsRight(y, 11)),
      mix(and(shiftWordsLeft(y, 7), splatWord(TEMPER_7))),
      mix(and(shiftWordsLeft(y, 15), splatWord(TEMPER_15))),
      mix(shiftWordsRight(y, 18)),
      store(words, y),
      set(high, multiply(upperBits(0, 5), splat(2 ** 26))),
      set(low, upperBits(1, 6)),
      store(
        floats,
        multiply(add(high, low), splat(2 ** -53)),
      ),
      increase(state, int(16)),
      increase(words, int(16)),
      increase(floats, int(16)),
      increase(left, int(-1)),
    ),
  );
});
