/**
 * What may be a name of a member or a room, when two names are the same, and how a text from the network is
 * quoted in an error.
 *
 * @module
 */
import { failure } from "../failure.ts";

/** The room that always exists, where newcomers go. */
export const DEFAULT_ROOM = "plaza";

/** Who speaks when the server does. Nobody can claim it. */
export const SERVER_NAME = "server";

/** Keys (see {@linkcode nameKey}) that nobody can claim: in either language they would pass for the server. */
const RESERVED: ReadonlySet<string> = new Set([SERVER_NAME, "servidor"]);

/** A mark cannot begin a name: it would join whatever is printed before it. */
const NAME = /^[\p{L}\p{Nd}_][\p{L}\p{M}\p{Nd}_.-]*$/u;

/** Letters and marks that show nothing (Hangul fillers, variation selectors): `ana` with one would pass for `ana`. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

/** Alphabets with letters that look like those of another: a name has letters of one of them at the most. */
const ALPHABETS: readonly RegExp[] = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Coptic}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];

/** Normalizing takes time quadratic in a run of combining marks, so nothing longer (in UTF-16 units) is normalized. */
const LONGEST = 1024;

/** What a name is a name of, for {@linkcode parseName}. */
export type NameKind = "Name" | "Room";

/**
 * Quotes a text from the network for an error: cut to 40 characters, with control, bidirectional and unpaired ones
 * escaped, so that it can neither break the line nor disguise it.
 *
 * @param text Anything.
 * @returns The text between single quotes.
 */
export function quote(text: string): string {
  const characters = [...text.slice(0, 82)];
  const cut = characters.length > 40 || text.length > 82;
  const shown = characters.slice(0, 40).join("").replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  return `'${shown}${cut ? "…" : ""}'`;
}

/**
 * Checks a name and brings it to NFC, so that an `ñ` is one letter however it was typed.
 *
 * @param text The name as it arrived.
 * @param kind What it names; the first word of the error.
 * @param maxName Characters (code points) allowed, counted after normalizing.
 * @returns The name in NFC, its case kept.
 * @throws {EnchufeError} BADNAME, with the rule.
 */
export function parseName(text: string, kind: NameKind, maxName: number): string {
  if (text.length <= LONGEST) {
    const name = text.normalize("NFC");
    if (NAME.test(name) && !INVISIBLE.test(name) && [...name].length <= maxName) {
      if (ALPHABETS.filter((alphabet) => alphabet.test(name)).length <= 1) return name;
      throw failure("nameMixed", { text: quote(name) });
    }
  }
  throw failure(kind === "Room" ? "badRoom" : "badName", { text: quote(text), most: maxName });
}

/**
 * What two spellings of one name have in common: NFC and lower case.
 *
 * @param name A name, checked or not.
 * @returns The key; one too long to be a name is returned as it is.
 */
export function nameKey(name: string): string {
  if (name.length > LONGEST) return name;
  // Lower case can take a letter out of NFC (`İ`), hence twice.
  return name.normalize("NFC").toLowerCase().normalize("NFC");
}

/**
 * NFC, for looking up a room; a room's name is told apart by case, as the channels of Redis are.
 *
 * @param name A name, checked or not.
 * @returns The name in NFC; one too long to be a name is returned as it is.
 */
export function roomKey(name: string): string {
  return name.length > LONGEST ? name : name.normalize("NFC");
}

/**
 * Whether a name belongs to the server.
 *
 * @param key A name's {@linkcode nameKey}.
 * @returns Whether nobody can claim it.
 */
export function isReserved(key: string): boolean {
  return RESERVED.has(key);
}

/**
 * A name with a number, cut so that both fit: `ana` and 2 make `ana-2`.
 *
 * @param name A checked name.
 * @param number The number, 2 or more.
 * @param maxName Characters allowed; exceeded only where it leaves no room for one character and the number.
 * @returns A name of the same form.
 */
export function numberedName(name: string, number: number, maxName: number): string {
  const suffix = `-${number}`;
  return [...name].slice(0, Math.max(1, maxName - suffix.length)).join("") + suffix;
}
