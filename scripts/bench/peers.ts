/**
 * Who is measured, and how each of them is started.
 *
 * @module
 */

/** A library with its settings. */
export interface Peer {
  /** Its name on the command line. */
  readonly id: string;
  /** The program and its arguments, from the folder of this file. */
  readonly command: readonly string[];
  /** Variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it needs, for one who does not have it. */
  readonly setUp?: string;
}

const deno = (program: string, ...args: string[]) => [
  "deno",
  "run",
  "--quiet",
  "--no-check",
  "--allow-read",
  "--allow-env",
  `peers/${program}`,
  ...args,
];

const python = "python3 -m pip install numpy";

/** The peer whose times are the unit of ratios. */
export const NUMPY = "numpy";

/** All peers; the first is the engine itself, to which the others are compared. */
export const peers: readonly Peer[] = [
  { id: "touchstone", command: deno("touchstone.ts") },
  { id: "touchstone-2-threads", command: deno("touchstone.ts", "--helper") },
  {
    id: NUMPY,
    command: ["python3", "peers/numpy_peer.py"],
    env: { OPENBLAS_NUM_THREADS: "1" },
    setUp: python,
  },
  {
    id: "numpy-2-threads",
    command: ["python3", "peers/numpy_peer.py"],
    env: { OPENBLAS_NUM_THREADS: "2" },
    setUp: python,
  },
  {
    id: "numpy-system",
    command: ["/usr/bin/python3", "peers/numpy_peer.py"],
    env: { OPENBLAS_NUM_THREADS: "1" },
    setUp: "apt-get install python3-numpy",
  },
  {
    id: "pytorch",
    command: ["/usr/bin/python3", "peers/torch_peer.py"],
    setUp: "apt-get install python3-torch",
  },
  { id: "plain", command: deno("plain_loops.ts") },
  { id: "tfjs-wasm", command: deno("tfjs.ts") },
  { id: "jax-js", command: deno("jax_js.ts") },
  { id: "convnetjs", command: deno("convnetjs.ts") },
  { id: "brain.js", command: deno("brain_js.ts") },
];
