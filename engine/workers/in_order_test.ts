import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { inOrder } from "./in_order.ts";

/** Ends after so many turns. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}

describe("tasks in order", () => {
  it("are begun in their order, and all done", async () => {
    for (const atATime of [1, 3, 9]) {
      const begun: number[] = [], done: number[] = [];
      await inOrder([9, 1, 5, 1, 7], atATime, async (task, position) => {
        begun.push(position);
        await turns(task);
        done.push(position);
      });
      assertEquals(begun, [0, 1, 2, 3, 4]);
      assertEquals(done.toSorted(), [0, 1, 2, 3, 4]);
    }
  });

  it("fail like the first that fails, however many run at a time", async () => {
    for (const atATime of [1, 2, 4]) {
      const begun: number[] = [];
      const { message } = await assertRejects(
        () =>
          inOrder([2, 30, 3, 1, 1, 1], atATime, async (task, position) => {
            begun.push(position);
            await turns(task);
            if (position > 0) throw new Error(`${position}`);
          }),
        Error,
      );
      assertEquals(message, "1");
      assertEquals(begun.includes(5), false);
    }
  });

  it("may be none", async () => {
    await inOrder([], 4, () => Promise.reject(new Error("there is no task")));
  });
});
