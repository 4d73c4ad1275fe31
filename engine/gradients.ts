/**
 * The gradients on the values of a graph, while they are gathered.
 *
 * @module
 */
import { axpy, copy } from "./kernels/mod.ts";
import type { Room, Tensor } from "./tensor.ts";

/**
 * Gradients by the names of the values. Where paths meet, gradients add up: into the
 * first of them if nobody else has that tensor, for a sum of its own costs more than
 * the addition. A gate may hand on the tensor that it got, so each is looked at once.
 */
export class Gradients {
  readonly #byName = new Map<string, Tensor>();
  readonly #seen: Set<Tensor>;
  readonly #own = new Set<Tensor>();
  readonly #room: Room;

  /** No gradients yet; none of these tensors may ever be written to. */
  constructor(values: Iterable<Tensor>, room: Room) {
    this.#seen = new Set(values);
    this.#room = room;
  }

  /** The gradient on a value, so far. */
  get(name: string): Tensor | undefined {
    return this.#byName.get(name);
  }

  /** The gradient on a value, so far, if one may add to it. */
  own(name: string): Tensor | undefined {
    const sum = this.#byName.get(name);
    return sum && this.#own.has(sum) ? sum : undefined;
  }

  /** Adds to the gradient on a value; the tensor must not be used any more. */
  add(name: string, more: Tensor): void {
    if (this.#seen.has(more)) this.#own.delete(more);
    else this.#own.add(more);
    this.#seen.add(more);
    const sum = this.#byName.get(name);
    if (sum && this.#own.has(sum)) {
      axpy(more.data, sum.data, 1);
    } else {
      const total = sum ? copy(sum, this.#room) : more;
      if (sum) {
        axpy(more.data, total.data, 1);
        this.#own.add(total);
      }
      this.#byName.set(name, total);
    }
  }

  /** The gradient on a value, as a tensor that nobody else has. */
  take(name: string): Tensor | undefined {
    const gradient = this.#byName.get(name);
    return gradient && !this.#own.has(gradient)
      ? copy(gradient, this.#room)
      : gradient;
  }
}
