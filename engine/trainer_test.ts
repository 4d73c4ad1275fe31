import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ShapeError, ValueError } from "./errors.ts";
import { withRoom } from "./kernels/mod.ts";
import type { LossFunction } from "./model.ts";
import { mt19937 } from "./random.ts";
import { item, type Tensor, tensor, toNested } from "./tensor.ts";
import { ClassifierTrainer, type EpochReport } from "./trainer.ts";
import { initTwoLayerModel, twoLayerNet } from "./two_layer_net.ts";
import type { UpdateName } from "./updates.ts";

/** A net of one parameter: loss ½w² + reg, gradient w, scores [w, 0]. */
type Parabola = { readonly w: Tensor };
const parabola: LossFunction<Parabola> = (_X, _y, { w }, reg) => ({
  loss: item(w) ** 2 / 2 + reg,
  grads: { w },
});
const scores = (X: Tensor, { w }: Parabola) =>
  tensor(Array.from({ length: X.shape[0] }, () => [item(w), 0]));

const X = tensor([[1], [2], [3], [4], [5]]), y = [0, 0, 1, 1, 1];
const data = { X, y, Xval: X, yval: y };
const base = { epochs: 3, learningRate: 0.5, predict: scores };

describe("ClassifierTrainer, on a net that can be followed by hand", () => {
  it("reports losses before their update, and lets the rate decay after each epoch", () => {
    const options = { ...base, learningRateDecay: 0.5, reg: 2 };
    const trainer = new ClassifierTrainer<Parabola>(options);
    const { history, bestModel, bestValAccuracy } = trainer.train(
      data,
      { w: tensor(8) },
      parabola,
    );
    // w: 8, then ·(1−½) = 4, ·(1−¼) = 3, ·(1−⅛) = 2.625
    assertEquals(history, {
      loss: [34, 10, 6.5],
      trainAccuracy: [0.4, 0.4, 0.4],
      valAccuracy: [0.4, 0.4, 0.4],
      learningRate: [0.5, 0.25, 0.125],
    });
    assertEquals(bestValAccuracy, 0.4);
    assertEquals(item(bestModel.w), 4, "the first of equals is the best");
  });

  it("takes accuracies after the update, and keeps the best model as a copy", () => {
    // A rate of 3 sends w from 1 to −2, 4, −8: class 1, class 0, class 1.
    const trainer = new ClassifierTrainer<Parabola>({
      ...base,
      learningRate: 3,
    });
    const model = { w: tensor(1) };
    const result = trainer.train(data, model, parabola);
    assertEquals(result.history.trainAccuracy, [0.6, 0.4, 0.6]);
    assertEquals(item(result.bestModel.w), -2);
    assertEquals(item(model.w), 1, "the caller's model is not changed");
  });

  it("replaces the best model where validation is strictly better", () => {
    const trainer = new ClassifierTrainer<Parabola>({
      ...base,
      learningRate: 3,
    });
    const validated = { ...data, Xval: tensor([[1]]), yval: [0] };
    const { bestModel, bestValAccuracy, history } = trainer.train(
      validated,
      { w: tensor(1) },
      parabola,
    );
    assertEquals(history.valAccuracy, [0, 1, 0]);
    assertEquals([item(bestModel.w), bestValAccuracy], [4, 1]);
  });

  it("lets velocities start at 0 and live through epochs", () => {
    const trainer = new ClassifierTrainer<Parabola>({
      ...base,
      update: "momentum",
      updateOptions: { momentum: 0.5 },
    });
    const { history } = trainer.train(data, { w: tensor(4) }, parabola);
    // v: −2, −2, −1; w: 4, 2, 0, −1
    assertEquals(history.loss, [8, 2, 0]);
  });

  it("counts the steps of adam over all epochs", () => {
    const trainer = new ClassifierTrainer<Parabola>({
      ...base,
      update: "adam",
      updateOptions: { beta1: 0, beta2: 0.5, epsilon: 0 },
    });
    const { history } = trainer.train(data, { w: tensor(4) }, parabola);
    // w: 4, 3.5, and then v̂ = (½·8 + ½·12.25)/(1−¼) = 13.5
    const third = 3.5 - 0.5 * 3.5 / Math.sqrt(13.5);
    assertEquals(history.loss.slice(0, 2), [8, 6.125]);
    assert(Math.abs(history.loss[2] - third ** 2 / 2) < 1e-14);
  });

  it("draws floor(n / batch size) batches an epoch, with replacement", () => {
    const batches: unknown[] = [];
    const trainer = new ClassifierTrainer<Parabola>({
      ...base,
      batchSize: 2,
      prng: mt19937(0),
    });
    const { history } = trainer.train(
      data,
      { w: tensor(1) },
      (batch, labels, model, reg) => {
        batches.push([toNested(batch), [...Array.from(labels)]]);
        return parabola(batch, labels, model, reg);
      },
    );
    const random = mt19937(0);
    const expected = Array.from({ length: 3 * 2 }, () => {
      const rows = random.choice(5, 2);
      return [rows.map((row) => [row + 1]), rows.map((row) => y[row])];
    });
    assertEquals(batches, expected);
    assertEquals(history.loss.length, 6);
    assertEquals(history.valAccuracy.length, 3);
  });

  it("tells of every epoch, with the loss of its last batch and the rate it used", () => {
    const reports: EpochReport[] = [];
    const trainer = new ClassifierTrainer<Parabola>({
      ...base,
      epochs: 2,
      learningRateDecay: 0.5,
      onEpoch: (report) => reports.push(report),
    });
    trainer.train(data, { w: tensor(8) }, parabola);
    const common = { epochs: 2, trainAccuracy: 0.4, valAccuracy: 0.4 };
    assertEquals(reports, [
      { ...common, epoch: 1, loss: 32, learningRate: 0.5 },
      { ...common, epoch: 2, loss: 8, learningRate: 0.25 },
    ]);
  });

  it("stops between iterations once it is aborted, with the reason", () => {
    const controller = new AbortController();
    const trainer = new ClassifierTrainer<Parabola>({
      ...base,
      onEpoch: () => controller.abort(new Error("enough")),
      signal: controller.signal,
    });
    let calls = 0;
    const counted: LossFunction<Parabola> = (...args) => {
      calls++;
      return parabola(...args);
    };
    assertThrows(
      () => trainer.train(data, { w: tensor(8) }, counted),
      Error,
      "enough",
    );
    assertEquals(calls, 1);
  });

  it("starts every training afresh", () => {
    const trainer = new ClassifierTrainer<Parabola>({
      ...base,
      update: "momentum",
      updateOptions: { momentum: 0.5 },
    });
    const once = trainer.train(data, { w: tensor(4) }, parabola);
    assertEquals(trainer.train(data, { w: tensor(4) }, parabola), once);
  });
});

describe("ClassifierTrainer, on the two-layer net", () => {
  const random = mt19937(1);
  const X = { shape: [20, 12], data: random.randn(240) };
  const y = random.choice(4, 20);
  const small = { X, y, Xval: X, yval: y };
  const model = initTwoLayerModel(random, [12, 16, 4], { std: 0.1 });

  it("learns twenty samples by heart", () => {
    const trainer = new ClassifierTrainer({
      epochs: 200,
      learningRate: 0.1,
      update: "momentum",
      updateOptions: { momentum: 0.9 },
    });
    const { history, bestValAccuracy } = trainer.train(
      small,
      model,
      twoLayerNet,
    );
    assertEquals([history.trainAccuracy.at(-1), bestValAccuracy], [1, 1]);
    assert(history.loss.at(-1)! < 0.01);
  });

  it("hardly moves with a learning rate of 1e-6", () => {
    const trainer = new ClassifierTrainer({ epochs: 20, learningRate: 1e-6 });
    const { loss } = trainer.train(small, model, twoLayerNet).history;
    const change = 1 - loss.at(-1)! / loss[0];
    assert(0 < change && change < 0.01, `${change}`);
  });

  it("reports losses that are no numbers with a learning rate of 1e6, and goes on", () => {
    const trainer = new ClassifierTrainer({
      epochs: 20,
      learningRate: 1e6,
      reg: 1e-3,
      batchSize: 10,
      prng: mt19937(0),
    });
    const result = trainer.train(small, model, twoLayerNet);
    assertEquals(result.history.loss.length, 40);
    assert(result.history.loss.some((loss) => !Number.isFinite(loss)));
    assertEquals(result.history.loss.at(-1), NaN);
    assertEquals(result.history.trainAccuracy.at(-1), 0);
  });

  it("decides all its randomness by its generator", () => {
    const run = () =>
      new ClassifierTrainer({
        epochs: 2,
        learningRate: 0.1,
        batchSize: 5,
        prng: mt19937(3),
      }).train(small, model, twoLayerNet);
    assertEquals(run(), run());
  });
});

describe("ClassifierTrainer refuses", () => {
  const refused = (options: object, message: string) =>
    assertThrows(
      () => new ClassifierTrainer<Parabola>({ ...base, ...options }),
      ValueError,
      message,
    );

  it("momentum without its momentum, before training", () => {
    const message = 'need the option "momentum": it is undefined';
    refused({ update: "momentum" }, message);
    refused({ update: "nesterov" }, message);
  });

  it("an unknown update rule", () => {
    const update = "adamw" as UpdateName;
    refused({ update }, 'The update rule must be one of "sgd", "momentum"');
  });

  it("no epochs, and mini-batches without a generator", () => {
    refused({ epochs: 0 }, "The number of epochs must be an integer");
    refused({ batchSize: 2 }, 'Mini-batches need the option "prng"');
    refused({ batchSize: 1.5 }, "The batch size must be an integer");
  });

  it("a batch size above the number of samples", () => {
    const options = { ...base, batchSize: 6, prng: mt19937(0) };
    const trainer = new ClassifierTrainer<Parabola>(options);
    assertThrows(
      () => trainer.train(data, { w: tensor(1) }, parabola),
      ValueError,
      "The batch size must be an integer from 0 to 5: it is 6",
    );
  });

  it("a label that is no class, even where no batch holds it", () => {
    const trainer = new ClassifierTrainer<Parabola>(base);
    for (const wrong of [{ y: [0, 0, 0, 0, 2] }, { yval: [0, 0, 0, 0, -1] }]) {
      assertThrows(
        () => trainer.train({ ...data, ...wrong }, { w: tensor(1) }, parabola),
        ValueError,
        "The label must be an integer from 0 to 1",
      );
    }
  });

  it("another number of labels than samples", () => {
    const trainer = new ClassifierTrainer<Parabola>(base);
    for (const wrong of [{ y: [0] }, { yval: [0] }]) {
      assertThrows(
        () => trainer.train({ ...data, ...wrong }, { w: tensor(1) }, parabola),
        ShapeError,
        "There must be one label for each sample",
      );
    }
  });
});

describe("the memory of training", () => {
  const random = mt19937(5);
  const X = { shape: [6, 40], data: random.randn(240) };
  const data = { X, y: [0, 1, 2, 0, 1, 2], Xval: X, yval: [0, 1, 2, 0, 1, 2] };
  const model = initTwoLayerModel(random, [40, 30, 3], { std: 0.1 });
  const trainer = new ClassifierTrainer({
    epochs: 2,
    learningRate: 0.1,
    batchSize: 4,
    prng: random,
    update: "adam",
  });
  const nextPlace = () => withRoom((room) => room([1]).data);

  it("is used again: many nets one after the other take no more than one", () => {
    const { buffer, byteOffset } = nextPlace();
    for (let i = 0; i < 200; i++) trainer.train(data, model, twoLayerNet);
    assertEquals(nextPlace().byteOffset, byteOffset);
    assert(nextPlace().buffer === buffer, "it has grown");
  });

  it("is all that steps need: elsewhere they make single numbers", () => {
    const { Float64Array } = globalThis, sizes = new Set<number>();
    const counting = new Proxy(Float64Array, {
      construct: (target, args: [number]) => {
        if (typeof args[0] === "number") sizes.add(args[0]);
        return new target(...args);
      },
    });
    const count = (on: boolean) =>
      Object.assign(globalThis, { Float64Array: on ? counting : Float64Array });
    let steps = 0;
    const lossFunction: typeof twoLayerNet = (...batch) => {
      if (++steps === 1) count(true);
      const result = twoLayerNet(...batch);
      if (steps === 3) count(false);
      return result;
    };
    try {
      new ClassifierTrainer({
        epochs: 1,
        learningRate: 0.1,
        reg: 0.1,
        batchSize: 2,
        prng: random,
        update: "adam",
      }).train(data, model, lossFunction);
    } finally {
      count(false);
    }
    assertEquals([...sizes], [1]);
  });

  it("is given back where a loss function throws", () => {
    const { byteOffset } = nextPlace();
    let steps = 0;
    const failing: typeof twoLayerNet = (...batch) => {
      if (++steps === 2) throw new RangeError("no more");
      return twoLayerNet(...batch);
    };
    const train = () => trainer.train(data, model, failing);
    assertThrows(train, RangeError, "no more");
    assertEquals(nextPlace().byteOffset, byteOffset);
  });

  it("holds nothing of the result", () => {
    const { bestModel } = trainer.train(data, model, twoLayerNet);
    const before = toNested(bestModel.W1);
    assert(bestModel.W1.data.buffer !== nextPlace().buffer);
    trainer.train(data, bestModel, twoLayerNet);
    assertEquals(toNested(bestModel.W1), before);
  });
});
