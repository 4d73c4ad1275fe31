/**
 * Tasks that are begun in their order, some at a time.
 *
 * @module
 */

/**
 * Does tasks, so many at a time. Once one fails, none is begun any more; when those
 * under way are at their end, the failure that comes first in the order of the tasks
 * is thrown. So what comes out does not depend on how many run at a time.
 */
export async function inOrder<Task>(
  tasks: readonly Task[],
  atATime: number,
  work: (task: Task, position: number) => Promise<void>,
): Promise<void> {
  const failures: { position: number; reason: unknown }[] = [];
  let next = 0;
  const oneAfterTheOther = async () => {
    while (next < tasks.length && failures.length === 0) {
      const position = next++;
      try {
        await work(tasks[position], position);
      } catch (reason) {
        failures.push({ position, reason });
      }
    }
  };
  const lines = Math.min(atATime, tasks.length);
  await Promise.all(Array.from({ length: lines }, oneAfterTheOther));
  if (failures.length === 0) return;
  throw failures.reduce((a, b) => b.position < a.position ? b : a).reason;
}
