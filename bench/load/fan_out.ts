/**
 * One publisher and a crowd, as a process of its own.
 *
 * @module
 */
import type { Task } from "./dialect.ts";
import { measureOnce } from "./own_generator.ts";

/**
 * Sends all messages to all members and checks that each came to each, whole and in order.
 *
 * @param task What to do.
 * @returns Milliseconds from the first byte sent to the last received.
 * @throws {Error} if a byte is wrong, missing or too many.
 */
export async function fanOut(task: Omit<Task, "place">): Promise<number> {
  const place = `p${crypto.randomUUID().slice(0, 8)}`;
  return await measureOnce("crowd.ts", { ...task, place });
}
