/**
 * What to tell others so that they find the server: for each address that they can reach, the line to type.
 *
 * @module
 */
import type { ListenerInfo } from "../commands/context.ts";
import { escapeText } from "../escape.ts";
import { texts } from "../texts/texts.ts";

/** One address of this machine; `Deno.networkInterfaces()` gives them. */
export interface NetworkAddress {
  /** Name of the interface. */
  readonly name: string;
  /** The IP address. */
  readonly address: string;
  /** Of which version. */
  readonly family: "IPv4" | "IPv6";
}

/** Options of {@linkcode addressLines}. */
export interface AddressOptions {
  /** What the server listens on, the ports real ones. */
  readonly listeners: readonly ListenerInfo[];
  /** Addresses of this machine. */
  readonly interfaces: readonly NetworkAddress[];
  /** What people type to start the client. */
  readonly client: string;
  /** Addresses to show; the others are counted. Default: all. */
  readonly most?: number;
}

/** What the flags of the client and of `redis-cli` are when they are not given. */
const CLIENT_HOST = "127.0.0.1";
const CLIENT_PORT = 5050;
const REDIS_PORT = 6379;

/** Bridges and pairs that containers and virtual machines make: nobody on the network is behind them. */
const VIRTUAL =
  /^(br-|bridge|cali|cni|docker|flannel|lxc|lxd|podman|veth|vbox|virbr|vmnet|VMware|vEthernet|VirtualBox)/i;
/** Private networks that others reach only with the same program. */
const TUNNEL = /^(tailscale|tap|tun|utun|wg|zt|ZeroTier)/i;

/**
 * The lines to tell others, ready to be printed.
 *
 * @param options See {@linkcode AddressOptions}.
 * @returns The lines, escaped; a heading first.
 */
export function addressLines(options: AddressOptions): string[] {
  const fingerprint = options.listeners.find((each) => each.fingerprint !== undefined)?.fingerprint;
  return [...reachLines(options), ...fingerprint === undefined ? [] : [texts.tls.fingerprint(fingerprint)]];
}

function reachLines(options: AddressOptions): string[] {
  const { listeners, most = Infinity } = options;
  const bound = listeners[0]?.host ?? CLIENT_HOST;
  if (isLoopback(bound)) {
    return [texts.console.onlyHere, ...commandsFor(bound, options)];
  }
  const reachable = reachableAddresses(bound, options.interfaces);
  if (reachable.length === 0) return [texts.console.noNetwork, ...commandsFor(CLIENT_HOST, options)];
  const lines = [texts.console.tellOthers];
  for (const { address, name } of reachable.slice(0, most)) {
    lines.push(
      `  ${address}${name === "" ? "" : ` (${escapeText(name)})`}`,
      ...commandsFor(address, options),
    );
  }
  const left = reachable.length - most;
  if (left > 0) lines.push(texts.console.moreAddresses(left));
  return lines;
}

/**
 * The addresses under which others reach a server, the likeliest first.
 *
 * @param bound What it is bound to; `0.0.0.0` and `::` are all of them.
 * @param interfaces Addresses of this machine.
 * @returns Those that reach it; link-local ones left out, since they need the name of an interface of the other machine.
 */
export function reachableAddresses(
  bound: string,
  interfaces: readonly NetworkAddress[],
): Pick<NetworkAddress, "address" | "name">[] {
  if (bound !== "0.0.0.0" && bound !== "::") {
    const name = interfaces.find(({ address }) => address === bound)?.name ?? "";
    return [{ address: bound, name }];
  }
  const found = new Map<string, NetworkAddress>();
  for (const entry of interfaces) {
    if (bound === "0.0.0.0" && entry.family !== "IPv4") continue;
    if (isLoopback(entry.address) || isLinkLocal(entry.address)) continue;
    if (!found.has(entry.address)) found.set(entry.address, entry);
  }
  return [...found.values()].sort((a, b) => unlikeliness(a) - unlikeliness(b));
}

/** Sorting is stable, so addresses of one kind stay as the system has them. */
function unlikeliness({ address, family, name }: NetworkAddress): number {
  const way = VIRTUAL.test(name) ? 200 : TUNNEL.test(name) ? 100 : 0;
  if (family === "IPv6") return way + (/^f[cd]/i.test(address) ? 5 : 6);
  if (address.startsWith("192.168.")) return way;
  if (address.startsWith("10.")) return way + 1;
  return way + (/^172\.(1[6-9]|2\d|3[01])\./.test(address) ? 2 : 3);
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}

function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address) || address.startsWith("169.254.");
}

/** What to type to reach each listener at one address. */
function commandsFor(host: string, { listeners, client }: AddressOptions): string[] {
  const lines: string[] = [];
  for (const { protocol, port, fingerprint } of listeners) {
    const secure = fingerprint !== undefined;
    if (protocol === "resp") {
      const flags = [client];
      if (host !== CLIENT_HOST) flags.push("--host", host);
      if (port !== CLIENT_PORT) flags.push("--port", String(port));
      if (secure) flags.push("--tls");
      lines.push(`${flags.join(" ")} --name ${texts.console.yourName}`);
      // redis-cli knows no fingerprints: it needs the certificate, or whom it is signed by, as a file.
      lines.push(
        `redis-cli -h ${host}${port === REDIS_PORT ? "" : ` -p ${port}`}${
          secure ? " --tls --cacert CERT.pem" : ""
        }`,
      );
    } else {
      // The menu speaks pickles, which nobody types.
      lines.push(protocol === "menu" ? `${host} ${port}  (menu)` : `nc ${host} ${port}  (${protocol})`);
    }
  }
  return lines.map((line) => `    ${line}`);
}
