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
 * What counts as one address where a machine must not gain by having many: of IPv6 the /64, all of which one may use.
 *
 * @param host An IP address.
 * @returns IPv4 without what makes it look like IPv6; the first 64 bits of IPv6, as `2001:db8:1:2::/64`.
 */
export function networkOf(host: string): string {
  const address = plain(host);
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  while (before.length + after.length < 8) before.push("0");
  return `${
    [...before, ...after].slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(":")
  }::/64`;
}

/**
 * What counts as one address for limits that are generous at home: there each machine counts by itself, out in the world
 * a network does, as {@linkcode networkOf} has it.
 *
 * @param host An IP address.
 * @returns The address, or the network of a public one.
 */
export function addressKey(host: string): string {
  return reachOf(host) === "public" ? networkOf(host) : plain(host);
}

function plain(host: string): string {
  return host.replace(MAPPED, "").replace(/%.*$/, "");
}
