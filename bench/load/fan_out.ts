/**
 * One publisher and a crowd, measured together.
 *
 * @module
 */
import type { Task } from "./dialect.ts";
import { startGenerator } from "./own_generator.ts";

/**
 * Sends all messages to all members and checks that each came to each, whole and in order.
 *
 * @param task What to do.
 * @returns Milliseconds from the first byte sent to the last received.
 * @throws {Error} if a byte is wrong, missing or too many.
 */
export async function fanOut(task: Omit<Task, "place">): Promise<number> {
  const whole: Task = { ...task, place: `p${crypto.randomUUID().slice(0, 8)}` };
  // Where the publisher listens too, it is one of those who receive.
  const members = task.way === "lines" ? task.members - 1 : task.members;
  await using crowd = startGenerator("crowd.ts", { ...whole, members });
  await crowd.told();
  await using publisher = startGenerator("publisher.ts", whole);
  const [{ ended }, { began }] = await Promise.all([crowd.told(), publisher.told()]);
  return Number(ended) - Number(began);
}
