import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ShapeError, ValueError } from "../errors.ts";
import { mt19937 } from "../random.ts";
import { randomSearch } from "../search.ts";
import { tensor } from "../tensor.ts";
import { needsRead, unable, withWorker } from "./testing.ts";
import { trainMany } from "./train_many.ts";
import { trainTrial, type TwoLayerTrial } from "./train_trial.ts";
import { trainerPool } from "./trainer_pool.ts";

/** Three classes around points of their own. */
function samples(seed: number, n: number) {
  const random = mt19937(seed);
  const y = Array.from({ length: n }, (_, i) => i % 3);
  const data = random.randn(n * 7);
  y.forEach((label, i) => data[i * 7 + label] += 3);
  return { X: { shape: [n, 7], data }, y };
}

const { X: Xval, y: yval } = samples(1, 30);
const data = { ...samples(0, 60), Xval, yval };

const small: TwoLayerTrial = {
  seed: 0,
  hidden: 9,
  std: 0.1,
  epochs: 4,
  batchSize: 16,
  learningRate: 0.1,
};
const endless: TwoLayerTrial = { ...small, epochs: 1e9, batchSize: 0 };

const trials: readonly TwoLayerTrial[] = [
  { ...small, epochs: 60 },
  small,
  { ...small, seed: 1, update: "momentum", updateOptions: { momentum: 0.9 } },
  { ...small, seed: 2, hidden: 4, reg: 1e-2, learningRateDecay: 0.5 },
  { ...small, learningRate: 1e300 },
  { ...small, batchSize: 0, update: "adam" },
  { ...small, classes: 5, std: undefined },
];

/** Counts the Workers that are started and not yet ended while something runs. */
async function leftOver(run: () => Promise<unknown>) {
  let started = 0;
  const running = new Set<Worker>();
  class Counted extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      started++;
      running.add(this);
    }
    override terminate() {
      running.delete(this);
      super.terminate();
    }
  }
  await withWorker(Counted, run);
  return { started, running: running.size };
}

describe("many trainings without Workers", () => {
  it("are those of the trials one by one", async () => {
    const results = await trainMany(data, trials, { workers: 0 });
    assertEquals(results, trials.map((trial) => trainTrial(data, trial)));
    assert(results[0].bestValAccuracy > 0.9, "nothing was learnt");
    assertEquals(results[6].bestModel.W2.shape, [9, 5]);
    assert(results[4].history.loss.some(Number.isNaN));
  });

  it("may be none", async () => {
    assertEquals(await trainMany(data, []), []);
  });

  it("go on where there are no Workers, or none that can start", async () => {
    const expected = [trainTrial(data, small)];
    for (const none of unable) {
      const results = await withWorker(none, () => trainMany(data, [small]));
      assertEquals(results, expected);
    }
  });

  it("stop between trials once they are aborted", async () => {
    const controller = new AbortController(), { signal } = controller;
    let runs = 0;
    const onResult = () =>
      ++runs === 2 && controller.abort(new Error("enough"));
    const { message } = await assertRejects(
      () => trainMany(data, trials, { workers: 0, onResult, signal }),
      Error,
    );
    assertEquals([message, runs], ["enough", 2]);
  });

  it("notice a signal that comes from outside, such as a time-out", async () => {
    const many = Array<TwoLayerTrial>(1e6).fill(small);
    const signal = AbortSignal.timeout(20);
    await assertRejects(
      () => trainMany(data, many, { workers: 0, signal }),
      DOMException,
      "timeout",
    );
  });

  it("refuse a number of Workers that is none", async () => {
    await assertRejects(
      () => trainMany(data, [small], { workers: -1 }),
      ValueError,
      "The number of Workers must be an integer of at least 0: it is -1",
    );
  });
});

describe("a trial that cannot be trained", () => {
  const wrong: readonly TwoLayerTrial[] = [
    small,
    { ...small, batchSize: 61 },
    { ...small, hidden: 0 },
  ];

  const requireNumber = async (workers: number) => {
    const { message } = await assertRejects(
      () => trainMany(data, wrong, { workers }),
      ValueError,
    );
    assertEquals(
      message,
      "Trial 1 failed: The batch size must be an integer from 0 to 60: it is 61",
    );
    await assertRejects(
      () => trainMany({ ...data, y: [0] }, [small], { workers }),
      ShapeError,
      "Trial 0 failed: There must be one label for each sample: ",
    );
    await assertRejects(
      () => trainMany({ ...data, yval: yval.map(() => -1) }, [small]),
      ValueError,
      "Trial 0 failed: The label must be",
    );
  };

  it("is reported with its number, in one sentence", async () => {
    await withWorker(undefined, () => requireNumber(0));
  });

  it("is the same on Workers, the first of several", needsRead, async () => {
    await requireNumber(3);
  });
});

describe("many trainings on Workers", needsRead, () => {
  it("give the same bits on any number of them", async () => {
    const expected = await trainMany(data, trials, { workers: 0 });
    for (const workers of [1, 2, 5]) {
      const ended: number[] = [];
      const onResult = (_: unknown, index: number) => ended.push(index);
      const results = await trainMany(data, trials, { workers, onResult });
      assertEquals(results, expected);
      assertEquals(ended.toSorted(), trials.map((_, i) => i));
    }
  });

  it("use as many as are asked for, and no more than there are trials", async () => {
    const count = async (workers: number) =>
      await leftOver(() => trainMany(data, [small, small], { workers }));
    assertEquals(await count(2), { started: 2, running: 0 });
    assertEquals(await count(5), { started: 2, running: 0 });
    assertEquals(await count(0), { started: 0, running: 0 });
  });

  it("end all of them where a trial fails", async () => {
    const wrong = [
      { ...small, epochs: 200 },
      { ...small, hidden: -1 },
      endless,
    ];
    const left = await leftOver(() =>
      assertRejects(() => trainMany(data, wrong, { workers: 2 }))
    );
    assertEquals(left, { started: 2, running: 0 });
  });

  it("end at once when aborted, in the middle of training", async () => {
    const controller = new AbortController(), { signal } = controller;
    const onResult = () => controller.abort(new Error("enough"));
    const left = await leftOver(() =>
      assertRejects(
        () =>
          trainMany(data, [endless, small, endless], {
            workers: 2,
            onResult,
            signal,
          }),
        Error,
        "enough",
      )
    );
    assertEquals(left, { started: 2, running: 0 });
  });

  it("end at once when aborted before they have started", async () => {
    const controller = new AbortController(), { signal } = controller;
    const left = await leftOver(async () => {
      const pool = trainerPool(data, { workers: 2, signal });
      controller.abort(new Error("enough"));
      await assertRejects(() => pool, Error, "enough");
    });
    assertEquals(left, { started: 2, running: 0 });
  });

  it("get the data in memory that they share", async () => {
    const sent = new Set<unknown>();
    class Spied extends Worker {
      override postMessage(message: { data?: typeof data }) {
        if (message.data) sent.add(message.data.X.data.buffer);
        super.postMessage(message);
      }
    }
    await withWorker(Spied, () => trainMany(data, trials, { workers: 3 }));
    const [buffer, ...others] = sent;
    assert(buffer instanceof SharedArrayBuffer && others.length === 0);
  });
});

describe("a pool of trainers", needsRead, () => {
  it("serves a search, whose results do not depend on its size", async () => {
    const search = async (workers: number) => {
      using pool = await trainerPool(data, { workers });
      assertEquals(pool.size, Math.max(1, workers));
      return await randomSearch(
        async ({ learningRate }, prng) => {
          const seed = Math.floor(prng() * 2 ** 32);
          const trial = { ...small, seed, learningRate };
          return (await pool.train(trial)).bestValAccuracy;
        },
        {
          seed: 5,
          trials: 8,
          jobs: pool.size,
          ranges: { learningRate: [-4, 0] },
        },
      );
    };
    const expected = await search(0);
    for (const workers of [1, 2, 5]) {
      assertEquals(await search(workers), expected);
    }
  });

  it("goes on after a trial that fails", async () => {
    using pool = await trainerPool(data, { workers: 1 });
    const wrong = pool.train({ ...small, seed: -1 });
    const right = pool.train(small);
    await assertRejects(() => wrong, ValueError, "The seed of mt19937");
    assertEquals(await right, trainTrial(data, small));
  });

  it("gives up what is not done when it is closed", async () => {
    const pool = await trainerPool(data, { workers: 1 });
    const trainings = [endless, small].map((trial) => pool.train(trial));
    pool.close();
    for (const training of [...trainings, pool.train(small)]) {
      await assertRejects(() => training, Error, "is closed");
    }
  });

  it("takes data whose shape is not that of a matrix", async () => {
    using pool = await trainerPool({ ...data, X: tensor([1]) }, { workers: 1 });
    await assertRejects(() => pool.train(small), ShapeError);
  });
});
