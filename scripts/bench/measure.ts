/**
 * The measurement: all peers in turns, so that a disturbance of the machine strikes all
 * of them alike. What counts is the best of many rounds, for neighbours on the machine
 * only ever make it slower.
 *
 * @module
 */
import type { Child } from "./child.ts";
import { NUMPY } from "./peers.ts";
import type { Workload } from "./workloads.ts";

/** What a peer needed for a workload. */
export interface Measurement {
  readonly workload: string;
  readonly peer: string;
  /** The name that the peer gives itself. */
  readonly name: string;
  readonly dtype: "float64" | "float32";
  /** Seconds. */
  readonly best: number;
  /** Seconds. */
  readonly median: number;
  /** 10⁹ operations in a second, at best. */
  readonly gigaflops?: number;
  /** How often as long as this peer the engine takes, best against best. */
  readonly engineTakes: number;
  /** How often as long as NumPy on one thread this peer takes, best against best. */
  readonly ratio?: number;
  /** The number that followed from the first result. */
  readonly check: number;
}

/** After so many seconds of a workload, a peer is not asked for it again. */
const PATIENCE = 60;

/** Measures one workload for as many rounds as are asked for. */
export async function measure(
  workload: Workload,
  children: readonly Child[],
  rounds: number,
): Promise<Measurement[]> {
  const seconds = new Map<Child, number[]>(), checks = new Map<Child, number>();
  for (let round = 0; round < rounds; round++) {
    for (const child of children) {
      const soFar = (seconds.get(child) ?? []).reduce((a, b) => a + b, 0);
      if (soFar * workload.repetitions > PATIENCE) continue;
      const { seconds: taken, check } = await child.run(workload);
      if (taken === undefined || check === undefined) continue;
      // Training goes on from round to round: only first results can be compared.
      if (round === 0) checks.set(child, check);
      seconds.set(child, [...seconds.get(child) ?? [], taken]);
    }
  }
  const bestOf = (times: readonly number[]) => Math.min(...times);
  const engine = bestOf(seconds.get(children[0]) ?? [NaN]);
  const numpy = Array.from(seconds).find(([{ id }]) => id === NUMPY);
  return Array.from(seconds, ([{ id, name, dtype }, times]) => {
    const best = bestOf(times);
    return {
      workload: workload.id,
      peer: id,
      name,
      dtype,
      best,
      median: medianOf(times),
      gigaflops: workload.flops && workload.flops / best / 1e9,
      engineTakes: engine / best,
      ...(numpy && { ratio: best / bestOf(numpy[1]) }),
      check: checks.get(children.find((child) => child.id === id)!)!,
    };
  });
}

/** The number in the middle, or between the two there. */
export function medianOf(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b), half = sorted.length >> 1;
  return (sorted[half] + sorted[sorted.length - 1 - half]) / 2;
}

/** How far results may differ, relatively, from those of the engine. */
const TOLERANCE = { float64: 1e-6, float32: 1e-2 };

/** A sentence for every peer whose result is not that of the engine. */
export function disagreements(measurements: readonly Measurement[]): string[] {
  const [engine, ...others] = measurements;
  return others.flatMap(({ name, dtype, workload, check }) => {
    const error = Math.abs(check - engine.check) / Math.abs(engine.check);
    return error <= TOLERANCE[dtype]
      ? []
      : [`${name} gets ${check} for ${workload}, the engine ${engine.check}`];
  });
}
