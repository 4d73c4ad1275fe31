/**
 * The engines that the mutants are made of, where they have no fault: then they must be
 * right, or a mutant could be convicted of something else.
 */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type Case, loadCases } from "../../fixtures/mod.ts";
import { inProcess } from "../../conformance/adapters/in_process.ts";
import { kindOf } from "../../conformance/kinds/mod.ts";
import { isLong } from "../../conformance/long_cases.ts";
import { isHarmless, runCases } from "../../conformance/runner.ts";
import { experiment } from "../../conformance/mutants/layers.ts";
import {
  mutate,
  type Replaced,
  right,
} from "../../conformance/mutants/mutant.ts";
import { pcg } from "../../conformance/mutants/pcg.ts";
import { batchNorm } from "../../conformance/mutants/wrong_batch_norm.ts";
import { trainer } from "../../conformance/mutants/wrong_trainer.ts";
import { twister } from "../../conformance/mutants/wrong_twister.ts";

const byOperation = Map.groupBy(
  (await loadCases()).filter((one) => !isLong(one)),
  ({ operation }) => operation,
);

/** The requests of a case, with no more epochs than take a moment. */
function requestsOf(testCase: Case) {
  return kindOf(testCase).requests(testCase, 0).map((request) => {
    const { attributes } = request, epochs = attributes.epochs as number;
    return epochs > 3
      ? { ...request, attributes: { ...attributes, epochs: 3 } }
      : request;
  });
}

describe("an engine that can be wrong", () => {
  const exact = { train: trainer(), mt19937: twister(), pcg32: pcg() };
  for (const [operation, compute] of Object.entries(exact)) {
    it(`is the reference engine in ${operation} if nothing is`, async () => {
      for (const request of byOperation.get(operation)!.flatMap(requestsOf)) {
        assertEquals(await compute(request), right(operation)(request));
      }
    });
  }

  const others: Record<string, () => Replaced> = {
    batch_norm: () => batchNorm(),
    layer_statistics: () => ({ layer_statistics: experiment() }),
  };
  for (const [operation, replace] of Object.entries(others)) {
    it(`passes all cases of ${operation} if nothing is wrong`, async () => {
      const id = `${operation}/none`, note = "", advice = "";
      const engine = inProcess(mutate({ id, note, advice, replace }));
      const cases = byOperation.get(operation)!
        .filter(({ profile }) => profile !== "accuracy");
      const results = await Array.fromAsync(runCases(engine, cases));
      const blamed = results.filter(({ verdict }) => !isHarmless(verdict));
      assertEquals(blamed.map((result) => result.case.id), []);
    });
  }
});
