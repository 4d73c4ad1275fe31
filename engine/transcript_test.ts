/** The expected lines were printed by Python 3 with `%f` and `%e`. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { epochLine, finishedLine, trialLine } from "./transcript.ts";

describe("the transcript", () => {
  it("has numbers as C prints them, large, tiny and none at all", () => {
    const line = (loss: number, learningRate: number) =>
      epochLine({
        epoch: 1,
        epochs: 10,
        loss,
        trainAccuracy: 0.1,
        valAccuracy: 0,
        learningRate,
      });
    assertEquals(
      line(NaN, 1e6),
      "Finished epoch 1 / 10: cost nan, train: 0.100000, val 0.000000, lr 1.000000e+06",
    );
    assertEquals(
      line(Infinity, 1.5e-100),
      "Finished epoch 1 / 10: cost inf, train: 0.100000, val 0.000000, lr 1.500000e-100",
    );
    assertEquals(
      line(1e22, -Infinity),
      "Finished epoch 1 / 10: cost 10000000000000000000000.000000, train: 0.100000, val 0.000000, lr -inf",
    );
  });

  it("ends with the best accuracy", () => {
    assertEquals(
      finishedLine(0.4825),
      "finished optimization. best validation accuracy: 0.482500",
    );
  });

  it("counts trials from 1, and names what the search drew", () => {
    const params = { lr: 1e-4, reg: 12.5, width: 0 };
    assertEquals(
      trialLine({ index: 99, params, score: 1 / 3 }, 100),
      "val acc: 0.333333, lr: 1.000000e-04, reg: 1.250000e+01, width: 0.000000e+00, (100 / 100)",
    );
  });
});
