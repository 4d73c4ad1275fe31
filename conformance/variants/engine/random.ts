/**
 * Generators that are not the library's: SPEC.md 7.1, 10.1 and 11.1 leave open how a
 * seed makes numbers.
 *
 * @module
 */

/** A source of randomness. */
export interface Generator {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Normal, of mean 0 and standard deviation 1. */
  normal(): number;
}

/** Xoshiro128** of Blackman and Vigna (2018), with 53 bits, and Box–Muller. */
export function xoshiro(seed: number): Generator {
  const next = splitmix(seed);
  let [a, b, c, d] = [next(), next(), next(), next()];
  const word = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return result;
  };
  const uniform = () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
  let kept: number | undefined;
  const normal = () => {
    if (kept !== undefined) {
      const variate = kept;
      kept = undefined;
      return variate;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, normal };
}

/** Splitmix32 with 24 bits, and Kinderman and Monahan's ratio of uniforms (1977). */
export function ratioOfUniforms(seed: number): Generator {
  const next = splitmix(seed), width = 4 * Math.exp(-0.5) / Math.SQRT2;
  const uniform = () => (next() >>> 8) / 2 ** 24;
  const normal = () => {
    for (;;) {
      const u = 1 - uniform(), z = width * (uniform() - 0.5) / u;
      if (z * z / 4 <= -Math.log(u)) return z;
    }
  };
  return { uniform, normal };
}

/** A generator of its own for each trial, whatever others were drawn before. */
export function seedOfTrial(seed: number, trial: number): number {
  return (splitmix(seed)() ^ splitmix(~trial)()) >>> 0;
}

/** Words of 32 bits: a counter, hashed. */
function splitmix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

function rotate(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}
