/**
 * Golden: each output is compared with its exact value.
 *
 * @module
 */
import type { GoldenCase } from "../../fixtures/mod.ts";
import { compare } from "../compare.ts";
import { failuresAmong, type Kind, refusalFailure } from "./kind.ts";

export const golden: Kind<GoldenCase> = {
  requests: ({ after, request }) => after ? [after, request] : [request],
  judge: ({ expected, refusable }, replies, dtype) => {
    const reply = replies.at(-1)!;
    if (
      reply.kind === "refused" &&
      refusable?.some((category) => category === reply.category)
    ) return { failures: [] };
    if (reply.kind !== "outputs") return { failures: [refusalFailure(reply)] };
    const wanted = Object.entries(expected);
    const compared = wanted.map(([output, value]) => ({
      output,
      ...compare(value, reply.outputs[output], dtype),
    }));
    return {
      margin: Math.max(...compared.map(({ margin }) => margin)),
      compared,
      failures: failuresAmong(compared),
    };
  },
};
