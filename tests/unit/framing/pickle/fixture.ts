/** What the tests of pickles have in common. @module */
import { EnchufeError } from "../../../../lib/errors.ts";
import { decodePickle, type PickleValue } from "../../../../lib/framing/pickle.ts";
import { assert, assertEquals, assertThrows } from "../../../helpers/assert.ts";

/** Runs a test that needs nothing of the system. */
export function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

/** Bytes from hexadecimal digits. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** Bytes of a pickle; characters are Latin-1. */
export function ops(...parts: (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => typeof part === "number" ? [part] : Array.from(part, (c) => c.charCodeAt(0))),
  );
}

/** The value of a pickle that has nothing behind it. */
export function decode(bytes: Uint8Array): PickleValue {
  const decoded = decodePickle(bytes);
  assert(decoded !== undefined, "incomplete");
  assertEquals(decoded.length, bytes.length);
  return decoded.value;
}

/** Demands that a pickle is refused, with this in the message. */
export function refuse(bytes: Uint8Array, message: string): void {
  const error = assertThrows(() => decodePickle(bytes), EnchufeError, message);
  assertEquals([error.code, error.fatal], ["ERR", true]);
}
