import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ValueError } from "../errors.ts";
import {
  axpy,
  copy,
  exp,
  matmul,
  matmulTransposedLeft,
  matmulTransposedRight,
  momentum,
  relu,
  sigmoid,
  tanh,
  tanhBackward,
  withRoom,
} from "../kernels/mod.ts";
import { plain } from "../kernels/plain.ts";
import { mt19937 } from "../random.ts";
import { sizeOf, type Tensor } from "../tensor.ts";
import { ClassifierTrainer } from "../trainer.ts";
import { initTwoLayerModel, twoLayerNet } from "../two_layer_net.ts";
import { startHelpers } from "./helpers.ts";
import { needsRead, unable, withWorker } from "./testing.ts";

const random = mt19937(0);

function numbers(...shape: number[]): Tensor {
  return { shape, data: random.randn(sizeOf(shape)) };
}

function assertSameBits(actual: Float64Array, expected: Float64Array): void {
  const other = actual.findIndex((value, i) => !Object.is(value, expected[i]));
  assertEquals(other, -1, `${actual[other]} is not ${expected[other]}`);
}

describe("helpers", needsRead, () => {
  it("leave the bits of products, functions and loops as they are", async () => {
    const kernels = { matmul, matmulTransposedLeft, matmulTransposedRight };
    const products = ([n, inner, m]: readonly number[]) => {
      const factors = {
        matmul: [numbers(n, inner), numbers(inner, m)],
        matmulTransposedLeft: [numbers(inner, n), numbers(inner, m)],
        matmulTransposedRight: [numbers(n, inner), numbers(m, inner)],
      } as const;
      for (const name of Object.keys(factors) as (keyof typeof factors)[]) {
        const [x, y] = factors[name], { data: expected } = plain[name](x, y);
        assertSameBits(kernels[name](x, y).data, expected);
        withRoom((room) => {
          const z = kernels[name](copy(x, room), copy(y, room), room([n, m]));
          assertSameBits(z.data, expected);
        });
      }
    };
    const functions = (length: number) => {
      const kernels = { exp, tanh, sigmoid, relu };
      for (const name of Object.keys(kernels) as (keyof typeof kernels)[]) {
        const x = numbers(length), expected = new Float64Array(length);
        plain[name](x.data, expected);
        withRoom((room) => {
          const { data } = copy(x, room);
          kernels[name](data, data);
          assertSameBits(data, expected);
        });
      }
    };
    const loops = (length: number) => {
      const xs = [numbers(length), numbers(length), numbers(length)];
      const expected = xs.map(({ data }) => data.slice());
      plain.momentum(expected[0], expected[1], expected[2], 0.9, 0.1);
      plain.axpy(expected[1], expected[0], 0.3);
      plain.tanhBackward(expected[0], expected[1], expected[2]);
      withRoom((room) => {
        const [a, b, c] = xs.map((x) => copy(x, room).data);
        momentum(a, b, c, 0.9, 0.1);
        axpy(b, a, 0.3);
        tanhBackward(a, b, c);
        [a, b, c].forEach((data, i) => assertSameBits(data, expected[i]));
      });
    };
    for (const count of [1, 3]) {
      using helpers = await startHelpers({ count });
      assertEquals(helpers.count, count);
      for (let i = 0; i < 60; i++) {
        const draw = () => random.randint(1, 90, 1)[0];
        products([draw(), draw(), draw()]);
        functions(draw() * 301);
        loops(draw() * 301);
      }
      products([1001, 251, 7]);
      products([5, 600, 1003]);
    }
  });

  it("leave a training as it is", async () => {
    const X = numbers(40, 300), y = Array.from({ length: 40 }, (_, i) => i % 4);
    const train = () =>
      new ClassifierTrainer({
        epochs: 3,
        learningRate: 1e-2,
        batchSize: 20,
        prng: mt19937(1),
      }).train(
        { X, y, Xval: X, yval: y },
        initTwoLayerModel(mt19937(2), [300, 20, 4], { std: 0.1 }),
        twoLayerNet,
      );
    const alone = train();
    using _helpers = await startHelpers({ count: 2 });
    assertEquals(train(), alone);
  });

  it("can be started anew once they are closed, and not before", async () => {
    for (let i = 0; i < 5; i++) {
      const starting = startHelpers({ count: 1 });
      await assertRejects(
        () => startHelpers({ count: 1 }),
        ValueError,
        "There are helpers at work: close them before you start others",
      );
      const helpers = await starting;
      helpers.close();
      helpers.close();
      assertEquals(helpers.count, 0);
    }
  });
});

describe("helpers that are not to be had", () => {
  it("are none, and everything goes on without them", async () => {
    for (const none of unable) {
      for (const count of [0, 3]) {
        await withWorker(none, async () => {
          using helpers = await startHelpers({ count });
          assertEquals(helpers.count, 0);
          const x = numbers(50, 50);
          assert(matmul(x, x).data.every(Number.isFinite));
        });
      }
    }
  });

  it("are refused if their number is none", async () => {
    await assertRejects(
      () => startHelpers({ count: 8 }),
      ValueError,
      "The number of helpers must be an integer from 0 to 7: it is 8",
    );
  });
});
