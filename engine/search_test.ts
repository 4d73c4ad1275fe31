import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ValueError } from "./errors.ts";
import { mt19937, type Prng } from "./random.ts";
import {
  logUniform,
  narrowRanges,
  randomSearch,
  trialPrng,
  type TrialResult,
} from "./search.ts";

/** The correlation of two samples. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]) => x.reduce((s, v) => s + v) / x.length;
  const covariance = (x: readonly number[], y: readonly number[]) => {
    const mx = mean(x), my = mean(y);
    return mean(x.map((v, i) => (v - mx) * (y[i] - my)));
  };
  return covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
}

describe("logUniform", () => {
  it("draws exponents uniformly between its bounds, in either order", () => {
    for (const [a, b] of [[-6, -3], [-3, -6]]) {
      const random = mt19937(0);
      const exponents = Array.from(
        { length: 3000 },
        () => Math.log10(logUniform(random, a, b)),
      );
      const thirds = [-6, -5, -4].map((low) =>
        exponents.filter((e) => low <= e && e <= low + 1).length
      );
      for (const third of thirds) assert(Math.abs(third - 1000) < 100);
      assertEquals(thirds.reduce((x, y) => x + y), 3000);
    }
  });
});

describe("the generator of a trial", () => {
  const first = (seed: number, index: number) => trialPrng(seed, index)();
  const n = 2000, indices = Array.from({ length: n }, (_, i) => i);

  it("has first draws that are uniform over neighbouring trials", () => {
    const counts = Array<number>(10).fill(0);
    for (const i of indices) counts[Math.floor(10 * first(7, i))]++;
    for (const count of counts) assert(Math.abs(count - n / 10) < 70);
  });

  it("has draws that are not correlated with those of its neighbours", () => {
    const streams: Record<string, (i: number) => number> = {
      "the next trial": (i) => first(7, i + 1),
      "the next seed": (i) => first(8, i),
      "seed and number swapped": (i) => first(i, 7),
      "the second draw": (i) => {
        const prng = trialPrng(7, i);
        prng();
        return prng();
      },
    };
    const here = indices.map((i) => first(7, i));
    for (const [name, stream] of Object.entries(streams)) {
      const r = correlation(here, indices.map(stream));
      assert(Math.abs(r) < 4.5 / Math.sqrt(n), `${name}: ${r}`);
    }
  });

  it("takes seeds and numbers of 32 bits, and no other", () => {
    assert(first(2 ** 32 - 1, 2 ** 32 - 1) < 1);
    for (const wrong of [-1, 0.5, 2 ** 32, NaN]) {
      assertThrows(() => trialPrng(wrong, 0), ValueError, "The seed");
      assertThrows(() => trialPrng(0, wrong), ValueError, "of the trial");
    }
  });
});

describe("random search", () => {
  const ranges = { lr: [-3, -6], reg: [-5, 5] } as const;
  const trial = ({ lr, reg }: { lr: number; reg: number }, prng: Prng) =>
    Math.log10(lr * reg) + prng();
  const search = (trials: number | readonly number[], seed = 1) =>
    randomSearch(trial, { seed, trials, ranges });

  it("gives a trial the same numbers in any subset and order", async () => {
    const all = await search(20);
    assertEquals(all.map(({ index }) => index), [...Array(20).keys()]);
    assertEquals(await search([13, 4, 7]), [all[4], all[7], all[13]]);
  });

  it("draws inside its ranges, each hyper-parameter by itself", async () => {
    const results = await search(200);
    const lr = results.map(({ params }) => Math.log10(params.lr));
    const reg = results.map(({ params }) => Math.log10(params.reg));
    assert(lr.every((e) => -6 <= e && e <= -3));
    assert(reg.every((e) => -5 <= e && e <= 5));
    assert(Math.abs(correlation(lr, reg)) < 0.3);
  });

  it("gives other numbers for another seed", async () => {
    const [a] = await search(1, 1), [b] = await search(1, 2);
    assert(a.params.lr !== b.params.lr && a.params.reg !== b.params.reg);
  });

  it("waits for trials that take their time, and reports each", async () => {
    const reported: number[] = [];
    const results = await randomSearch(
      async ({ lr }) => await Promise.resolve(lr),
      {
        seed: 0,
        trials: [2, 1],
        ranges: { lr: [0, 1] },
        onTrial: ({ index }) => reported.push(index),
      },
    );
    assertEquals(reported, [2, 1]);
    assert(results.every(({ params, score }) => params.lr === score));
  });

  it("runs some trials at a time, which makes no difference", async () => {
    let running = 0, most = 0;
    const slow = async ({ lr }: { lr: number }, prng: Prng) => {
      most = Math.max(most, ++running);
      for (let left = 20 * prng(); left > 0; left--) await Promise.resolve();
      running--;
      return lr;
    };
    const options = { seed: 0, trials: 12, ranges: { lr: [0, 1] } } as const;
    const one = await randomSearch(slow, options);
    assertEquals(most, 1);
    assertEquals(await randomSearch(slow, { ...options, jobs: 4 }), one);
    assertEquals(most, 4);
    await assertRejects(
      () => randomSearch(slow, { ...options, jobs: 0 }),
      ValueError,
      "The number of jobs must be an integer of at least 1: it is 0",
    );
  });

  it("stops between trials once it is aborted", async () => {
    const controller = new AbortController(), { signal } = controller;
    let runs = 0;
    const onTrial = () => ++runs === 3 && controller.abort(new Error("enough"));
    await assertRejects(
      () =>
        randomSearch(trial, { seed: 0, trials: 9, ranges, onTrial, signal }),
      Error,
      "enough",
    );
    assertEquals(runs, 3);
  });
});

describe("from coarse to fine", () => {
  const result = (index: number, lr: number, score: number): TrialResult => ({
    index,
    params: { lr },
    score,
  });
  const results = [
    result(0, 1e-3, NaN),
    result(1, 1e-4, 0.5),
    result(2, 1e-6, 0.4),
    result(3, 1e-5, 0.6),
    result(4, 1e-2, -Infinity),
  ];

  it("spans the logarithms of the best trials, and NaN is the worst", () => {
    assertEquals(narrowRanges(results, 1), { lr: [-5, -5] });
    assertEquals(narrowRanges(results, 2), { lr: [-5, -4] });
    assertEquals(narrowRanges(results, 3), { lr: [-6, -4] });
    assertEquals(narrowRanges(results, 4), { lr: [-6, -2] });
  });

  it("refuses to keep none, or more than there are", () => {
    for (const keep of [0, 6, 1.5]) {
      assertThrows(
        () => narrowRanges(results, keep),
        ValueError,
        "from 1 to 5",
      );
    }
  });
});
