/**
 * Whether the system lets us have as many files and connections open as the limits promise. Deno has no call that
 * tells, so it is tried out.
 *
 * @module
 */

/** Opened at once, so that nobody waits long. */
const AT_ONCE = 250;
/** Open files that the server needs for itself: listeners, the runtime's own, files being sent. */
const OWN = 64;

/** Opens a file that is always there. */
export type OpenFile = () => { close(): void };

/**
 * Counts how many more descriptors can be had, up to a number.
 *
 * @param wanted How many are enough.
 * @param open Opens one; `/dev/null` unless told otherwise.
 * @returns How many there are, at the most `wanted`.
 */
export async function countDescriptors(wanted: number, open: OpenFile = openNull): Promise<number> {
  const files: { close(): void }[] = [];
  try {
    while (files.length < wanted) {
      // All are given back before anybody else runs, where that was the last one.
      for (let left = Math.min(AT_ONCE, wanted - files.length); left > 0; left--) files.push(open());
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  } catch {
    // As many as there are.
  } finally {
    for (const file of files) file.close();
  }
  return files.length;
}

function openNull(): { close(): void } {
  return Deno.openSync("/dev/null");
}

/**
 * Finds out whether descriptors suffice for the sessions that are allowed.
 *
 * @param maxSessions The limit.
 * @param open As for {@linkcode countDescriptors}.
 * @returns How many sessions there can be, if that is fewer; `undefined` if all, or where the system has no such limit.
 */
export async function sessionsForDescriptors(
  maxSessions: number,
  open?: OpenFile,
): Promise<number | undefined> {
  if (Deno.build.os === "windows") return undefined;
  const found = await countDescriptors(maxSessions + OWN, open);
  return found >= maxSessions + OWN ? undefined : Math.max(0, found - OWN);
}
