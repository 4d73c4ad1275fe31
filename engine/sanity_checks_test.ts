import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ShapeError } from "./errors.ts";
import { mt19937 } from "./random.ts";
import {
  initialLoss,
  lossWithReg,
  overfitTiny,
  updateRatioCheck,
} from "./sanity_checks.ts";
import { tensor } from "./tensor.ts";
import {
  initTwoLayerModel,
  type TwoLayerModel,
  twoLayerNet,
} from "./two_layer_net.ts";

const random = mt19937(0);
const data = {
  X: { shape: [30, 16], data: random.randn(30 * 16) },
  y: random.choice(10, 30),
};
const fresh = initTwoLayerModel(random, [16, 20, 10], { std: 0.01 });

/** Nets with the mistakes that the checks are there to find. */
const wrongNets: Record<string, typeof twoLayerNet> = {
  "a loss that is not averaged": (X, y, model, reg) => {
    const { loss, grads } = twoLayerNet(X, y, model, reg);
    return { loss: loss * y.length, grads };
  },
  "a penalty without the ½": (X, y, model, reg = 0) =>
    twoLayerNet(X, y, model, 2 * reg),
  "gradients of the wrong sign": (X, y, model, reg) => {
    const { loss, grads: { W1, b1, W2, b2 } } = twoLayerNet(X, y, model, reg);
    const [dW1, db1, dW2, db2] = [W1, b1, W2, b2].map(({ shape, data }) => ({
      shape,
      data: data.map((d) => -d),
    }));
    return { loss, grads: { W1: dW1, b1: db1, W2: dW2, b2: db2 } };
  },
};

describe("the sanity check of the first loss", () => {
  it("finds log C in a fresh net", () => {
    const options = { classes: 10 };
    const judgement = initialLoss(data, fresh, twoLayerNet, options);
    assert(judgement.ok);
    assertEquals(judgement.expected, Math.log(10));
    assertAlmostEquals(judgement.figure, 2.3026, 1e-3);
  });

  it("objects to a loss that is not averaged", () => {
    const wrong = wrongNets["a loss that is not averaged"];
    const { ok, message } = initialLoss(data, fresh, wrong, { classes: 10 });
    assert(!ok);
    assert(/^The loss of the fresh net is 69\.\d+, and that/.test(message));
  });
});

describe("the sanity check of regularization", () => {
  it("finds that it raises the loss by ½·reg·ΣW²", () => {
    const { ok, figure } = lossWithReg(data, fresh, twoLayerNet);
    assert(ok);
    // 520 weights of standard deviation 0.01: ½·1000·520·1e-4
    assertAlmostEquals(figure, 26, 3);
  });

  it("counts no biases", () => {
    const biased: TwoLayerModel = { ...fresh, b2: tensor(Array(10).fill(1)) };
    assert(lossWithReg(data, biased, twoLayerNet).ok);
    const all = { weights: ["W1", "b1", "W2", "b2"] };
    assert(!lossWithReg(data, biased, twoLayerNet, all).ok);
  });

  it("objects to a penalty without the ½", () => {
    const wrong = wrongNets["a penalty without the ½"];
    const { ok, figure, expected } = lossWithReg(data, fresh, wrong);
    assert(!ok);
    assertAlmostEquals(figure / expected, 2, 1e-9);
  });
});

describe("the sanity check of learning by heart", () => {
  const options = { learningRate: 1, epochs: 150 };

  it("finds that the net can learn twenty samples", () => {
    const { ok, figure } = overfitTiny(data, fresh, twoLayerNet, options);
    assertEquals({ ok, figure }, { ok: true, figure: 1 });
  });

  it("objects to gradients of the wrong sign", () => {
    const wrong = wrongNets["gradients of the wrong sign"];
    const few = { ...options, epochs: 20 };
    const { ok, figure } = overfitTiny(data, fresh, wrong, few);
    assert(!ok && figure < 0.5);
  });

  it("refuses to take more samples than there are", () => {
    assertThrows(
      () => overfitTiny(data, fresh, twoLayerNet, { samples: 31 }),
      ShapeError,
      "Cannot take 31 samples of the data: there are 30",
    );
  });
});

describe("the sanity check of the update ratio", () => {
  it("gives the ratio of every parameter that is no vector", () => {
    const model = { W: tensor([[3, 4]]), b: tensor([0]) };
    const grads = { W: tensor([[0, 0.1]]), b: tensor([1]) };
    assertEquals(updateRatioCheck(model, grads, 0.5), {
      W: {
        ok: true,
        figure: 0.01,
        expected: 0.001,
        message:
          'A step moves "W" by its length times 0.01, where about 0.001 is the advice',
      },
    });
  });

  it("objects to a net that does not move, or explodes", () => {
    const model = { W: tensor([[3, 4]]) };
    const ok = (d: number) =>
      updateRatioCheck(model, { W: tensor([[0, d]]) }, 0.5).W.ok;
    assertEquals([0, NaN, Infinity, 100].map(ok), [false, false, false, true]);
  });
});
