/**
 * Whose a file is.
 *
 * @module
 */
import { nameProblem } from "./paths.ts";

/** Who hands in, and sees what they handed in. */
export interface Owner {
  /**
   * `NAME@HOST`, or the host of who has no name: somebody of the same name at another host is somebody else. The name
   * alone of a user who has authenticated.
   */
  readonly key: string;
  /** What their directory in a drop box is called. */
  readonly folder: string;
}

/** Characters of a directory's name. */
const MOST = 60;

/**
 * Says whose a session's files are.
 *
 * @param name The session's name, if it has one that nobody else has.
 * @param address `address:port` of the session.
 * @returns The owner.
 */
export function ownerOf(name: string | undefined, address: string): Owner {
  const host = hostOf(address);
  if (name === undefined || name === "" || name === address) {
    return { key: host, folder: safeName(host, host) };
  }
  return { key: `${name}@${host}`, folder: safeName(name.replaceAll(".", "_"), host) };
}

/**
 * Says whose the files of an authenticated user are.
 *
 * @param name The user's name, which begins with a letter, so that it is no host.
 * @returns The owner, the same from every host.
 */
export function ownerOfUser(name: string): Owner {
  return { key: name, folder: safeName(name.replaceAll(".", "_"), name) };
}

/**
 * The host, without port and brackets; an IPv4 address as such, also where it came in by a socket of IPv6.
 *
 * @param address `address:port` of a session.
 * @returns The IP address.
 */
export function hostOf(address: string): string {
  const host = address.slice(0, Math.max(address.lastIndexOf(":"), 0)).replace(/^\[|\]$/g, "");
  return host.replace(/^::ffff:(?=\d+\.)/i, "");
}

/**
 * A name that is harmless as that of a directory on every system, and in a shell. Dots of a person's name are replaced
 * before: a directory should not look like a file.
 */
function safeName(name: string, otherwise: string): string {
  const kept = name.normalize("NFC").replace(/[^\p{L}\p{N}\p{M}._-]/gu, "_").replace(/^[-.]/, "_");
  const safe = [...kept].slice(0, MOST).join("").replace(/\.+$/, "_");
  if (safe === "") return safeName(otherwise, "unknown");
  return nameProblem(safe) === undefined ? safe : `${safe}_`;
}
