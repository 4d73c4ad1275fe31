import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type Case, loadCases } from "../../fixtures/mod.ts";
import type { CaseResult, Verdict } from "../runner.ts";
import { suspects } from "./suspects.ts";

const relu = (await loadCases()).filter(({ id }) =>
  id.startsWith("gates/relu/")
);

/** Results in which the cases that a flag marks have that verdict. */
function results(
  verdict: Verdict,
  marked: (testCase: Case) => boolean,
): CaseResult[] {
  return relu.map((one) => ({
    case: one,
    verdict: marked(one) ? verdict : "pass",
    failures: [],
    seconds: 0,
  }));
}

describe("the likely bug", () => {
  it("is the flag all of whose cases fail", () => {
    const failed = results("fail", ({ flags }) => flags.includes("kink"));
    assertEquals(suspects(failed), [
      { operation: "relu", flag: "kink", hunting: 1 },
    ]);
  });

  it("is the one with most cases, where several fit", () => {
    const marks = ({ flags }: Case) =>
      flags.includes("kink") || flags.includes("upstream-ignored");
    const [suspect] = suspects(results("fail", marks));
    const count = (flag: string) =>
      relu.filter(({ flags }) => flags.includes(flag)).length;
    assertEquals(
      suspect.hunting,
      Math.max(count("kink"), count("upstream-ignored")),
    );
  });

  it("explains at least a quarter of what fails", () => {
    assertEquals(suspects(results("fail", () => true)), []);
  });

  it("is not named where a case that hunts it passes, or for crashes", () => {
    const one = results("fail", ({ id }) => id.endsWith("/scalar"));
    assertEquals(suspects(one), []);
    assertEquals(suspects(results("crashed", () => true)), []);
  });
});
