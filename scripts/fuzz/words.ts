/**
 * The random words of a case: the generator sfc32 (Chris Doty-Humphrey's "small fast
 * chaotic"), which starts anew for each case, so that no case depends on how many
 * there are.
 *
 * @module
 */

/** Rounds after which each word depends on all bits of the seeds. */
const WARM_UP = 15;

/** A generator of integers from 0 to 2³²−1, the same for the same three seeds. */
export function words(a: number, b: number, c: number): () => number {
  let counter = 1;
  const next = () => {
    const word = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    return word >>> 0;
  };
  for (let i = 0; i < WARM_UP; i++) next();
  return next;
}
