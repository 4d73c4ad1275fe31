/**
 * How the benchmark and its peers speak: by lines. A peer is a program that stays
 * alive. It says what it is in one line of JSON, a {@linkcode Greeting}; then it
 * answers each line `run WORKLOAD REPETITIONS` with an {@linkcode Answer}.
 * Repetitions of a search are its trials, which may run side by side.
 *
 * @module
 */

/** What a peer is. */
export interface Greeting {
  /** Name, version, and whatever else decides its speed. */
  readonly name: string;
  /** The format in which it computes. */
  readonly dtype: "float64" | "float32";
}

/** What became of a workload; an empty object where the peer has no such thing. */
export interface Answer {
  /** The time of the fastest repetition; of trials, the mean. */
  readonly seconds?: number;
  /** A number that follows from the result: a loss, or a mean of squares. */
  readonly check?: number;
}
