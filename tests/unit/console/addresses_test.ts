import { addressLines, type NetworkAddress, reachableAddresses } from "../../../lib/console/addresses.ts";
import { assertEquals } from "../../helpers/assert.ts";

const v4 = (name: string, address: string): NetworkAddress => ({ name, address, family: "IPv4" });
const v6 = (name: string, address: string): NetworkAddress => ({ name, address, family: "IPv6" });

/** A laptop with everything on it, in no good order. */
const LAPTOP: readonly NetworkAddress[] = [
  v4("lo", "127.0.0.1"),
  v4("docker0", "172.17.0.1"),
  v4("br-3f2a", "172.18.0.1"),
  v4("tailscale0", "100.101.102.103"),
  v4("eth1", "203.0.113.7"),
  v4("eth2", "172.20.0.9"),
  v4("eth3", "10.1.2.3"),
  v4("wlan0", "192.168.1.20"),
  v4("wlan0", "169.254.7.7"),
  v6("lo", "::1"),
  v6("wlan0", "fe80::1"),
  v6("wlan0", "2001:db8::20"),
  v6("wlan0", "fd00::20"),
  v6("veth12", "fd00:1::1"),
];
const listen = (host: string, ...ports: [protocol: string, port: number][]) =>
  ports.map(([protocol, port]) => ({ protocol, host, port }));

Deno.test("reachableAddresses() the likeliest first, containers last, link-local and loopback left out", () => {
  const order = reachableAddresses("::", LAPTOP).map(({ address }) => address);
  assertEquals(order, [
    "192.168.1.20",
    "10.1.2.3",
    "172.20.0.9",
    "203.0.113.7",
    "fd00::20",
    "2001:db8::20",
    "100.101.102.103",
    "172.17.0.1",
    "172.18.0.1",
    "fd00:1::1",
  ]);
});

Deno.test("reachableAddresses() of 0.0.0.0 has IPv4 only, each once", () => {
  const twice = [v4("wlan0", "192.168.1.20"), v4("wlan0:1", "192.168.1.20"), v6("wlan0", "fd00::20")];
  assertEquals(reachableAddresses("0.0.0.0", twice).map(({ address }) => address), ["192.168.1.20"]);
});

Deno.test("reachableAddresses() of one address is that one", () => {
  assertEquals(reachableAddresses("10.1.2.3", LAPTOP), [{ address: "10.1.2.3", name: "eth3" }]);
  assertEquals(reachableAddresses("198.51.100.1", LAPTOP), [{ address: "198.51.100.1", name: "" }]);
});

Deno.test("addressLines() flags only where they differ from what the clients take by themselves", () => {
  const interfaces = [v4("wlan0", "192.168.1.20")];
  const lines = addressLines({
    listeners: listen("0.0.0.0", ["resp", 5050], ["chat", 2010], ["echo", 5500], ["menu", 65432]),
    interfaces,
    client: "enchufe",
  });
  assertEquals(lines, [
    "To reach this server, others type:",
    "  192.168.1.20 (wlan0)",
    "    enchufe --host 192.168.1.20 --name YOUR_NAME",
    "    redis-cli -h 192.168.1.20 -p 5050",
    "    nc 192.168.1.20 2010  (chat)",
    "    nc 192.168.1.20 5500  (echo)",
    "    192.168.1.20 65432  (menu)",
  ]);
  const others = addressLines({
    listeners: listen("0.0.0.0", ["resp", 6379]),
    interfaces,
    client: "enchufe",
  });
  assertEquals(others.slice(2), [
    "    enchufe --host 192.168.1.20 --port 6379 --name YOUR_NAME",
    "    redis-cli -h 192.168.1.20",
  ]);
});

Deno.test("addressLines() on loopback says how to open it, and shows that address only", () => {
  const lines = addressLines({
    listeners: listen("127.0.0.1", ["resp", 5050], ["chat", 2010]),
    interfaces: LAPTOP,
    client: "enchufe",
  });
  assertEquals(lines, [
    "Only this machine can connect; --host 0.0.0.0 opens the server to the network",
    "    enchufe --name YOUR_NAME",
    "    redis-cli -h 127.0.0.1 -p 5050",
    "    nc 127.0.0.1 2010  (chat)",
  ]);
  const six = addressLines({ listeners: listen("::1", ["resp", 7]), interfaces: LAPTOP, client: "enchufe" });
  assertEquals(six[1], "    enchufe --host ::1 --port 7 --name YOUR_NAME");
});

Deno.test("addressLines() without a network, with too many addresses, and with an interface of an odd name", () => {
  const listeners = listen("0.0.0.0", ["resp", 5050]);
  const none = addressLines({ listeners, interfaces: [v4("lo", "127.0.0.1")], client: "enchufe" });
  assertEquals(none[1], "    enchufe --name YOUR_NAME");
  const some = addressLines({ listeners, interfaces: LAPTOP, client: "enchufe", most: 2 });
  assertEquals(some.filter((line) => line.includes("enchufe")).length, 2);
  assertEquals(some.at(-1), "  5 more addresses: /addresses");
  const odd = addressLines({ listeners, interfaces: [v4("e\x1b[2J", "10.0.0.1")], client: "enchufe" });
  assertEquals(odd[1], "  10.0.0.1 (e\\u{1b}[2J)");
});
