/**
 * Which run of the machine this is: what was written and not yet on the disk outlives a process that is killed, but no
 * loss of power.
 *
 * @module
 */

/** Times of start that lie so many milliseconds apart are one: the clock may have been set in between. */
const SLACK_MS = 120_000;

/**
 * Names the run of the machine.
 *
 * @returns Linux's own name for it; elsewhere the time when it was started; empty if neither can be learned.
 */
export function bootId(): string {
  if (Deno.build.os === "linux") {
    try {
      return Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
    } catch {
      // No such file in some containers.
    }
  }
  // Asked first: a question in the terminal would hold up the server.
  if (Deno.permissions.querySync({ name: "sys", kind: "osUptime" }).state !== "granted") return "";
  return `started ${Date.now() - Deno.osUptime() * 1000}`;
}

/**
 * Whether two names mean one run of the machine.
 *
 * @param one What {@linkcode bootId} returned.
 * @param other What it returned another time.
 * @returns `false` also where it cannot be known.
 */
export function isSameBoot(one: string, other: string): boolean {
  if (one === "" || other === "") return false;
  const [first, second] = [one, other].map((id) => /^started (\d+)$/.exec(id)?.[1]);
  if (first === undefined || second === undefined) return one === other;
  return Math.abs(Number(first) - Number(second)) <= SLACK_MS;
}
