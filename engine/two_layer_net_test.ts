import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ShapeError, ValueError } from "./errors.ts";
import { mt19937, pcg32 } from "./random.ts";
import { type Tensor, tensor, zeros } from "./tensor.ts";
import {
  initTwoLayerModel,
  twoLayerNet,
  twoLayerScores,
} from "./two_layer_net.ts";

describe("a fresh two-layer net of the lecture's sizes", () => {
  const random = mt19937(231);
  // Pixels of CIFAR-10 have a standard deviation of about 64 around their mean.
  const X = {
    shape: [5, 3072],
    data: random.randn(5 * 3072).map((z) => 64 * z),
  };
  const model = initTwoLayerModel(random, [3072, 50, 10]);
  const y = random.choice(10, 5);

  it("has a loss of 2.3026, give or take 0.0005, without regularization", () => {
    const { loss } = twoLayerNet(X, y, model, 0);
    assert(Math.abs(loss - 2.3026) < 0.0005, `${loss}`);
  });

  it("has a loss of 3.0731, give or take 0.020, with reg 1000", () => {
    const { loss } = twoLayerNet(X, y, model, 1e3);
    assert(Math.abs(loss - 3.0731) < 0.02, `${loss}`);
  });

  it("has biases of 0 and weights of standard deviation 1e-4", () => {
    assertEquals(new Set([...model.b1.data, ...model.b2.data]), new Set([0]));
    const { data } = model.W1;
    const variance = data.reduce((sum, w) => sum + w * w, 0) / data.length;
    assert(Math.abs(Math.sqrt(variance) / 1e-4 - 1) < 0.02);
  });
});

describe("twoLayerNet", () => {
  const model = initTwoLayerModel(pcg32(1n), [3, 4, 2], { std: 0.5 });
  const X = tensor([[1, 2, 3], [4, 5, 6]]);

  it("has a gradient that fits centred differences", () => {
    const { grads } = twoLayerNet(X, [0, 1], model, 0.1);
    for (const name of ["W1", "b1", "W2", "b2"] as const) {
      model[name].data.forEach((value, i) => {
        const lossAt = (changed: number) => {
          const data = model[name].data.with(i, changed);
          const moved = { ...model, [name]: { ...model[name], data } };
          return twoLayerNet(X, [0, 1], moved, 0.1).loss;
        };
        const slope = (lossAt(value + 1e-5) - lossAt(value - 1e-5)) / 2e-5;
        assert(
          Math.abs(slope - grads[name].data[i]) < 1e-8,
          `${name}[${i}]: ${slope}, ${grads[name].data[i]}`,
        );
      });
    }
  });

  it("has the loss of its scores", () => {
    const y = [0, 1], { data } = twoLayerScores(X, model);
    const losses = y.map((label, i) => {
      const row = data.subarray(2 * i, 2 * i + 2);
      return Math.log(Math.exp(row[0]) + Math.exp(row[1])) - row[label];
    });
    const expected = (losses[0] + losses[1]) / 2;
    assert(Math.abs(twoLayerNet(X, y, model).loss - expected) < 1e-14);
  });

  it("refuses labels that are no classes, and shapes that do not fit", () => {
    assertThrows(
      () => twoLayerNet(X, [0, 2], model),
      ValueError,
      "A label must be an integer from 0 to 1: it is 2",
    );
    assertThrows(
      () => twoLayerNet(tensor([[1, 2], [3, 4]]), [0, 1], model),
      ShapeError,
      "Cannot multiply as inner sizes must match: shapes are [2, 2] and [3, 4]",
    );
  });

  it("puts its gradients into the room that it is given", () => {
    const random = mt19937(1);
    const model = initTwoLayerModel(random, [6, 5, 3], { std: 0.5 });
    const X = { shape: [4, 6], data: random.randn(24) }, y = [0, 1, 2, 1];
    for (const reg of [0, 0.1]) {
      const given: Tensor[] = [];
      const room = (shape: readonly number[]) => {
        const used = zeros(shape);
        used.data.fill(NaN);
        given.push(used);
        return used;
      };
      const result = twoLayerNet(X, y, model, reg, room);
      assertEquals(result, twoLayerNet(X, y, model, reg));
      assert(given.includes(result.grads.W1));
    }
  });
});
