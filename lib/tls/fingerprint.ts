/**
 * Fingerprints of certificates, as people copy them.
 *
 * @module
 */

/**
 * Reads a fingerprint as people copy it: with colons or without, in any case, `SHA256:` in front or not.
 *
 * @param text What was typed.
 * @returns As {@linkcode spellFingerprint} writes it, or `undefined`.
 */
export function parseFingerprint(text: string): string | undefined {
  const digits = text.trim().replace(/^sha-?256[:= ]/i, "").replaceAll(":", "");
  return /^[0-9a-f]{64}$/i.test(digits) ? spellFingerprint(digits) : undefined;
}

/**
 * Writes a fingerprint.
 *
 * @param hex Its digits.
 * @returns `SHA256:AB:CD:…`.
 */
export function spellFingerprint(hex: string): string {
  return `SHA256:${(hex.toUpperCase().match(/../g) ?? []).join(":")}`;
}
