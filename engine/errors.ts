/**
 * The three ways in which the library says no. A refusal is part of the
 * specification, so it has a type of its own: any other exception that leaves
 * the library is a bug in it.
 *
 * @module
 */

/** The shapes (or types) of the arguments do not fit together. */
export class ShapeError extends TypeError {
  /** The name of the class, as printed in front of the message. */
  override readonly name = "ShapeError";
}

/** The shape is right but a value lies outside its domain. */
export class ValueError extends RangeError {
  /** The name of the class, as printed in front of the message. */
  override readonly name = "ValueError";
}

/** The nodes do not form a computational graph that can be run. */
export class GraphError extends Error {
  /** The name of the class, as printed in front of the message. */
  override readonly name = "GraphError";
}
