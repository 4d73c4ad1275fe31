/**
 * What is measured. Each workload is the same for all peers: the same numbers go in,
 * which follow from a seed, and one number that comes out is compared.
 *
 * @module
 */

/** A piece of work. */
export interface Workload {
  /** Its name on the command line. */
  readonly id: string;
  /** What it is, for the table. */
  readonly title: string;
  /**
   * How often it is done for one measurement, of which the fastest time counts. A search
   * has so many trials.
   */
  readonly repetitions: number;
  /** Multiplications and additions, where these are what the time goes to. */
  readonly flops?: number;
}

/** The work of a forward and a backward pass of the net 3072-50-10 for one sample. */
const NET_FLOPS = 4 * 3072 * 50 + 6 * 50 * 10;

/**
 * The lecture's coarse search on data of the size of Fashion-MNIST: a net 784-50-10,
 * 5,000 samples to train on and 1,000 to validate on, 5 epochs, batch 100, momentum.
 */
export const SEARCH = "search";

/** All workloads, in the order of the table. */
export const workloads: readonly Workload[] = [
  {
    id: "training_step",
    title: "training step, 3072-50-10, batch 100",
    repetitions: 10,
    flops: 100 * NET_FLOPS,
  },
  {
    id: "overfit_20",
    title: "overfitting 20 samples for 200 epochs",
    repetitions: 1,
    flops: 200 * 20 * (NET_FLOPS + 2 * 2 * (3072 * 50 + 50 * 10)),
  },
  study("tanh"),
  study("relu"),
  product(1000, 500, 500, 8),
  product(512, 512, 512, 10),
  product(1024, 1024, 1024, 4),
  product(100, 3072, 50, 20),
  product(3072, 100, 50, 20),
  ...["tanh", "sigmoid", "exp"].map((id) => ({
    id,
    title: `${id} of 500,000 numbers`,
    repetitions: 20,
  })),
  { id: "normals", title: "1,000,000 normal variates", repetitions: 1 },
  {
    id: SEARCH,
    title: "random search on two cores, for each trial",
    repetitions: 10,
  },
];

function study(nonlinearity: string): Workload {
  return {
    id: `study_${nonlinearity}`,
    title: `ten layers 1000×500, ${nonlinearity}`,
    repetitions: 2,
    flops: 10 * 2 * 1000 * 500 * 500,
  };
}

function product(
  n: number,
  inner: number,
  m: number,
  repetitions: number,
): Workload {
  return {
    id: `product_${n}x${inner}x${m}`,
    title: `matrix product ${n}×${inner}×${m}`,
    repetitions,
    flops: 2 * n * inner * m,
  };
}
