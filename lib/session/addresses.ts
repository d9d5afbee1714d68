/**
 * Kinds of addresses, as far as limits differ for them.
 *
 * @module
 */

/** Where a peer is: on this machine, on the same network, or anywhere. */
export type Reach = "loopback" | "private" | "public";

/** IPv4 that comes in over an IPv6 listener. */
const MAPPED = /^::ffff:(?=\d+\.)/i;
/** RFC 1918, link-local, and what providers share among customers (RFC 6598). */
const PRIVATE_V4 =
  /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
/** Unique local and link-local. */
const PRIVATE_V6 = /^f(?:[cd]|e[89ab])[0-9a-f]*:/i;

/**
 * Where a peer is.
 *
 * @param host Its IP address.
 * @returns What limits are for.
 */
export function reachOf(host: string): Reach {
  const address = host.replace(MAPPED, "");
  if (address === "::1" || address.startsWith("127.")) return "loopback";
  return PRIVATE_V4.test(address) || PRIVATE_V6.test(address) ? "private" : "public";
}

/**
 * What counts as one address: out in the world whoever has one of IPv6 has 2^64 of them.
 *
 * @param host An IP address.
 * @returns The address without what makes IPv4 look like IPv6; the first 64 bits of a public one of IPv6.
 */
export function addressKey(host: string): string {
  const address = host.replace(MAPPED, "").replace(/%.*$/, "");
  if (!address.includes(":") || reachOf(address) !== "public") return address;
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(Math.max(0, zeros)).fill("0"), ...after];
  return `${groups.slice(0, 4).map((group) => group.toLowerCase().replace(/^0+(?=.)/, "")).join(":")}::/64`;
}
