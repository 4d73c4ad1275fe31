/**
 * Refusal: the engine must say no, and for the right reason.
 *
 * @module
 */
import type { RefusalCase } from "../../fixtures/mod.ts";
import type { Kind } from "./kind.ts";

export const refusal: Kind<RefusalCase> = {
  requests: ({ request }) => [request],
  judge: ({ categories }, [reply]) => {
    if (reply.kind !== "refused") {
      return {
        failures: [{ message: "the engine must refuse, and answered" }],
      };
    }
    if (!categories.some((category) => category === reply.category)) {
      return {
        failures: [{
          message: `the engine must refuse with category ${
            categories.map((category) => `"${category}"`).join(" or ")
          }, and did so with "${reply.category}": ${reply.message}`,
        }],
      };
    }
    return { failures: [] };
  },
};
