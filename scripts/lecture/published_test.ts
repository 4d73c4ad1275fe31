import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { isInside } from "./experiment.ts";
import { LEARNING_RATE_INTERVALS } from "./published.ts";

/** Rows that must tell that something is wrong, with what they then show. */
type Wrong = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The figures of these that are where they must be nevertheless. */
function notTelling(images: number, wrong: Wrong): string[] {
  return Object.entries(wrong).flatMap(([table, rows]) =>
    Object.entries(rows).filter(([what, ours]) => {
      const interval = LEARNING_RATE_INTERVALS[images][table][what];
      return isInside({ what, ours, interval }) !== false;
    }).map(([what]) => `${table}: ${what}`)
  );
}

// From data/learning_rate_intervals.py, seed 0, with its third argument.
describe("the intervals of the learning rates", () => {
  it("exclude rates that are 10 times too small", () => {
    assertEquals(
      notTelling(2500, {
        "too small, 1e-6": {
          "fall of the loss on all images": 3.779e-7,
          "that fall / (iterations · rate · ‖gradient‖²)": 0.10076,
        },
        "too large, 1e6": {
          "first iteration with a loss of NaN": 21,
          "loss of iteration 1": 3.28e10,
          "digits that the loss gains in an iteration": 15.18,
        },
        "at the edge, 3e-3": {
          "first iteration with a loss below 2": 250,
          "smallest loss": 2.148,
          "best validation accuracy": 0.164,
        },
      }),
      [],
    );
    assertEquals(
      notTelling(49000, {
        "too small, 1e-6": {
          "fall of the loss on all images": 4.768e-6,
          "that fall / (iterations · rate · ‖gradient‖²)": 0.09983,
        },
        "too large, 1e6": {
          "first iteration with a loss of NaN": 21,
          "loss of iteration 1": 4.517e10,
          "digits that the loss gains in an iteration": 15.12,
        },
        "at the edge, 3e-3": {
          "first iteration with a loss below 2": 457,
        },
      }),
      [],
    );
  });

  it("exclude rates that are 10 times too large", () => {
    assertEquals(
      notTelling(2500, {
        "too small, 1e-6": {
          "fall of the loss on all images": 3.951e-5,
          "that fall / (iterations · rate · ‖gradient‖²)": 10.02,
        },
        "too large, 1e6": {
          "first iteration with a loss of NaN": 17,
          "loss of iteration 1": 3.28e14,
          "digits that the loss gains in an iteration": 19.18,
        },
        "at the edge, 3e-3": {
          "loss in epoch 1": 1.171e41,
          "first iteration with a loss below 2": 250,
          "smallest loss": 2.286,
          "best validation accuracy": 0.1,
        },
      }),
      [],
    );
    assertEquals(
      notTelling(49000, {
        "too small, 1e-6": {
          "change of the loss from epoch 1 to 10": -0.01024,
          "fall of the loss on all images": 0.008429,
          "that fall / (iterations · rate · ‖gradient‖²)": 4.219,
        },
        "too large, 1e6": {
          "first iteration with a loss of NaN": 17,
          "loss of iteration 1": 4.517e14,
          "digits that the loss gains in an iteration": 19.12,
        },
        "at the edge, 3e-3": {
          "loss in epoch 1": NaN,
          "first iteration with a loss below 2": 4900,
          "smallest loss": 2.283,
          "best validation accuracy": 0,
        },
      }),
      [],
    );
  });

  it("exclude gradients that are summed over a mini-batch of 100", () => {
    assertEquals(
      notTelling(2500, {
        "too small, 1e-6": {
          "change of the loss from epoch 1 to 10": -0.002261,
          "fall of the loss on all images": 0.002246,
        },
        "too large, 1e6": {
          "first iteration with a loss of NaN": 15,
          "loss of iteration 1": 3.28e16,
          "digits that the loss gains in an iteration": 21.18,
        },
        "at the edge, 3e-3": {
          "loss in epoch 1": 1.125e93,
          "first iteration with a loss below 2": 250,
          "smallest loss": 2.301,
          "best validation accuracy": 0.103,
        },
      }),
      [],
    );
  });
});
