import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ShapeError, ValueError } from "./errors.ts";
import { batchNormInference, updateRunning } from "./running_statistics.ts";
import { tensor, toNested } from "./tensor.ts";

// Columns of mean 3 and 10, and of biased variance 5 and 0.
const x = tensor([[0, 10], [2, 10], [4, 10], [6, 10]]);
const start = {
  runningMean: tensor([1, 2]),
  runningVariance: tensor([1, 4]),
};

describe("running statistics", () => {
  it("keep the share that momentum says, and take the batch's biased variance", () => {
    const { runningMean, runningVariance } = updateRunning(start, x, {
      momentum: 0.75,
    });
    assertEquals(toNested(runningMean), [1.5, 4]);
    assertEquals(toNested(runningVariance), [2, 3]);
    assertEquals(toNested(start.runningMean), [1, 2], "the old are kept");
  });

  it("take the unbiased variance where asked", () => {
    const { runningVariance } = updateRunning(start, x, {
      momentum: 0.25,
      variance: "unbiased",
    });
    assertEquals(toNested(runningVariance), [0.25 + 0.75 * (5 * (4 / 3)), 1]);
  });

  it("keep nine tenths unless told otherwise", () => {
    const zero = { runningMean: tensor([0]), runningVariance: tensor([0]) };
    const { runningMean } = updateRunning(zero, tensor([[1]]));
    assertEquals(runningMean.data[0], 1 - 0.9);
  });

  it("refuse an unbiased variance of one sample, or of an unknown kind", () => {
    const one = tensor([[1, 2]]);
    assertThrows(
      () => updateRunning(start, one, { variance: "unbiased" }),
      ValueError,
      "The unbiased variance needs at least 2 samples: the batch has 1",
    );
    const variance = "sample" as "biased";
    assertThrows(() => updateRunning(start, x, { variance }), ValueError);
  });
});

describe("batch normalization in inference", () => {
  const parameters = {
    gamma: tensor([2, 1]),
    beta: tensor([1, 0]),
    runningMean: tensor([3, 10]),
    runningVariance: tensor([12, 0]),
  };

  it("goes by the running statistics, with ε inside the root", () => {
    assertEquals(
      toNested(batchNormInference(tensor([[7, 12]]), parameters, 4)),
      [[3, 1]],
    );
  });

  it("answers each row by itself", () => {
    const [first] = toNested(
      batchNormInference(x, parameters, 4),
    ) as number[][];
    const alone = batchNormInference(tensor([[0, 10]]), parameters, 4);
    assertEquals([first], toNested(alone));
  });

  it("refuses statistics that do not fit", () => {
    const runningMean = tensor([3]);
    assertThrows(
      () => batchNormInference(x, { ...parameters, runningMean }, 4),
      ShapeError,
      'Input "runningMean"',
    );
  });
});
