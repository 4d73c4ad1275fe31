/**
 * A mutant as a program, for those who want to see what the suite makes of one:
 * `deno task conform --engine "deno run conformance/mutants/serve_mutant.ts ID"`.
 *
 * @module
 */
import { serve } from "../adapters/serve_program.ts";
import { mutants, mutate } from "./mod.ts";

const [id] = Deno.args;
const mutant = mutants.find((one) => one.id === id);
if (!mutant) {
  console.error(
    `There is no mutant "${id ?? ""}": deno task mutants lists all`,
  );
  Deno.exit(2);
}
await serve(mutate(mutant));
