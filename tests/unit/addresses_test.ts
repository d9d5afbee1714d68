import { addressKey, networkOf, reachOf } from "../../lib/addresses.ts";
import { assertEquals } from "../helpers/assert.ts";

const ROWS: readonly (readonly [host: string, reach: ReturnType<typeof reachOf>, key: string])[] = [
  ["127.0.0.1", "loopback", "127.0.0.1"],
  ["127.9.9.9", "loopback", "127.9.9.9"],
  ["::1", "loopback", "::1"],
  ["::ffff:127.0.0.1", "loopback", "127.0.0.1"],
  ["10.1.2.3", "private", "10.1.2.3"],
  ["172.16.0.1", "private", "172.16.0.1"],
  ["172.31.255.255", "private", "172.31.255.255"],
  ["172.32.0.1", "public", "172.32.0.1"],
  ["192.168.1.7", "private", "192.168.1.7"],
  ["192.169.1.7", "public", "192.169.1.7"],
  ["169.254.3.4", "private", "169.254.3.4"],
  ["100.64.0.1", "private", "100.64.0.1"],
  ["100.128.0.1", "public", "100.128.0.1"],
  ["::ffff:192.168.1.7", "private", "192.168.1.7"],
  ["::ffff:203.0.113.5", "public", "203.0.113.5"],
  ["203.0.113.5", "public", "203.0.113.5"],
  ["fe80::1%eth0", "private", "fe80::1"],
  ["fd12:3456::1", "private", "fd12:3456::1"],
  ["2001:db8:1:2:3:4:5:6", "public", "2001:db8:1:2::/64"],
  ["2001:0DB8:1:2::9", "public", "2001:db8:1:2::/64"],
  ["2001:db8::9", "public", "2001:db8:0:0::/64"],
  ["2600::", "public", "2600:0:0:0::/64"],
];

for (const [host, reach, key] of ROWS) {
  Deno.test(`reachOf() and addressKey() ${host}`, () =>
    assertEquals([reachOf(host), addressKey(host)], [reach, key]));
}

Deno.test("networkOf() takes a /64 of IPv6 for one address, and IPv4 in IPv6 for IPv4", () => {
  assertEquals(networkOf("192.168.1.7"), "192.168.1.7");
  assertEquals(networkOf("::ffff:192.168.1.7"), "192.168.1.7");
  assertEquals(networkOf("2001:db8:0:1::7"), networkOf("2001:0db8::1:1:2:3:4"));
  assertEquals(networkOf("2001:db8:0:2::7") === networkOf("2001:db8:0:1::7"), false);
  assertEquals(networkOf("fe80::1%eth0"), "fe80:0:0:0::/64");
  assertEquals(networkOf("::1"), "0:0:0:0::/64");
});
