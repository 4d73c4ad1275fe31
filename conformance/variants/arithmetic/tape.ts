/**
 * A tape: every operation writes down its result and its partial derivatives, and
 * gradients are found by running it backward, as in any engine that calls itself
 * "autograd".
 *
 * @module
 */
import type { Arithmetic, Numbers } from "./arithmetic.ts";

/** A result, with the entries it was computed from and its slope over each. */
interface Entry {
  readonly value: number;
  readonly sources: readonly Entry[];
  /** What arrives at the entry, on its way to each source. */
  readonly onSources: (gradient: number) => readonly number[];
}

/** One computation, written down. */
export class Tape {
  /** Arithmetic that writes on this tape. */
  readonly arithmetic: Arithmetic<Entry>;
  readonly #m: Numbers;
  readonly #entries: Entry[] = [];

  constructor(m: Numbers) {
    this.#m = m;
    this.arithmetic = this.#arithmetic();
  }

  /** A number that nothing was computed from. */
  readonly leaf = (value: number): Entry => this.#write(value, [], () => []);

  /** The gradient on each entry, where these arrive at the outputs. */
  gradients(
    outputs: readonly Entry[],
    upstream: readonly number[],
  ): (entry: Entry) => number {
    const arrived = new Map<Entry, number>();
    const give = (entry: Entry, gradient: number) => {
      const before = arrived.get(entry);
      const total = before === undefined
        ? gradient
        : this.#m.add(before, gradient);
      arrived.set(entry, total);
    };
    outputs.forEach((output, i) => give(output, upstream[i]));
    for (const entry of this.#entries.toReversed()) {
      const gradient = arrived.get(entry);
      if (gradient === undefined) continue;
      const parts = entry.onSources(gradient);
      entry.sources.forEach((source, i) => give(source, parts[i]));
    }
    return (entry) => arrived.get(entry) ?? 0;
  }

  #write(
    value: number,
    sources: readonly Entry[],
    onSources: Entry["onSources"],
  ): Entry {
    const entry = { value, sources, onSources };
    this.#entries.push(entry);
    return entry;
  }

  #arithmetic(): Arithmetic<Entry> {
    const m = this.#m, one = m.constant(1);
    const write = this.#write.bind(this);
    /** A function with its slope, given its value. */
    const call = (
      f: (x: number) => number,
      slopeOf: (x: number, y: number) => number,
    ) =>
    (a: Entry) => {
      const y = f(a.value);
      return write(y, [a], (d) => [m.multiply(slopeOf(a.value, y), d)]);
    };
    const add = (a: Entry, b: Entry) =>
      write(m.add(a.value, b.value), [a, b], (d) => [d, d]);
    const multiply = (a: Entry, b: Entry) =>
      write(
        m.multiply(a.value, b.value),
        [a, b],
        (d) => [m.multiply(b.value, d), m.multiply(a.value, d)],
      );
    return {
      constant: (x) => this.leaf(m.constant(x)),
      valueOf: ({ value }) => value,
      negate: (a) => write(-a.value, [a], (d) => [-d]),
      add,
      subtract: (a, b) =>
        write(m.subtract(a.value, b.value), [a, b], (d) => [d, -d]),
      multiply,
      divide: (a, b) => {
        const value = m.divide(a.value, b.value);
        return write(value, [a, b], (d) => {
          const onA = m.divide(d, b.value);
          return [onA, -m.multiply(onA, value)];
        });
      },
      multiplyAdd: (a, b, c) => add(multiply(a, b), c),
      sqrt: call(m.sqrt, (_x, y) => m.divide(one, m.multiply(2, y))),
      exp: call(m.exp, (_x, y) => y),
      expm1: call(m.expm1, (_x, y) => m.add(y, one)),
      log: call(m.log, (x) => m.divide(one, x)),
      tanh: call(m.tanh, (_x, y) => m.multiplyAdd(-y, y, one)),
      sigmoid: call(m.sigmoid, (_x, y) => m.multiply(y, m.subtract(one, y))),
      sum: (terms) => terms.reduce(add),
      dot: (a, b, start) => {
        const terms = a.map((x, k) => multiply(x, b[k]));
        return (start ? [start, ...terms] : terms).reduce(add);
      },
    };
  }
}
