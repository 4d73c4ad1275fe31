/**
 * The engines in this folder as they can be started, for the scoreboard and the check
 * of FINDINGS.md.
 *
 * @module
 */

/** An engine in one number format, on one device. */
export interface Configuration {
  /** Its name on the scoreboard and in FINDINGS.md. */
  readonly id: string;
  /** The program, from the top folder; the built-in engine if not given. */
  readonly command?: string;
  /** What it needs, for one who does not have it. */
  readonly setUp?: string;
}

const python = "/usr/bin/python3 conformance/engines";
const numpy = "apt-get install python3-numpy";
const torch = "apt-get install python3-torch";
const deno = "deno run --allow-read --allow-env conformance/engines";

/** All configurations: first our own, then those whose arithmetic is others'. */
export const configurations: readonly Configuration[] = [
  { id: "built-in" },
  {
    id: "c",
    command: "conformance/engines/c_engine/c_engine",
    setUp: "make -C conformance/engines/c_engine",
  },
  {
    id: "numpy-float64",
    command: `${python}/numpy_engine.py`,
    setUp: numpy,
  },
  {
    id: "numpy-float32",
    command: `${python}/numpy_engine.py --dtype float32`,
    setUp: numpy,
  },
  { id: "pytorch-float64", command: `${python}/torch_engine.py`, setUp: torch },
  {
    id: "pytorch-float32",
    command: `${python}/torch_engine.py --dtype float32`,
    setUp: torch,
  },
  {
    id: "pytorch-bfloat16",
    command: `${python}/torch_engine.py --dtype bfloat16`,
    setUp: torch,
  },
  { id: "tfjs-cpu", command: `${deno}/tfjs_engine.ts` },
  { id: "tfjs-wasm", command: `${deno}/tfjs_engine.ts --backend wasm` },
  { id: "jax-js-wasm", command: `${deno}/jax_js_engine.ts` },
  {
    id: "jax-js-wasm-float64",
    command: `${deno}/jax_js_engine.ts --dtype float64`,
  },
  { id: "jax-js-cpu", command: `${deno}/jax_js_engine.ts --device cpu` },
  {
    id: "jax-js-cpu-float64",
    command: `${deno}/jax_js_engine.ts --device cpu --dtype float64`,
  },
  {
    id: "jax-js-cpu-float16",
    command: `${deno}/jax_js_engine.ts --device cpu --dtype float16`,
  },
  { id: "convnetjs", command: `${deno}/convnetjs_engine.ts` },
  { id: "brain.js", command: `${deno}/brain_js_engine.ts` },
];
