/**
 * Makes a certificate that nobody has signed but itself. Imported only when one is made.
 *
 * @module
 */
import {
  type AsnType,
  BitString,
  Boolean as Asn1Boolean,
  Constructed,
  fromBER,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  Sequence,
  Set as Asn1Set,
  UTCTime,
  Utf8String,
} from "asn1js";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { pemOf } from "./certificate.ts";

/** What {@linkcode makeSelfSigned} returns, as PEM. */
export interface KeyPair {
  /** The certificate. */
  readonly cert: string;
  /** Its private key. */
  readonly key: string;
}

/** Those who trust a certificate by its fingerprint would have to be told of each new one. */
const YEARS = 10;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What things are called in certificates: RFC 5280, RFC 5758. */
const OID = {
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  keyUsage: "2.5.29.15",
  alternativeNames: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  extendedKeyUsage: "2.5.29.37",
  serverAuthentication: "1.3.6.1.5.5.7.3.1",
} as const;
/** Kinds of alternative names, by their tags. */
const DNS_NAME = 2, IP_ADDRESS = 7;
/** The first bit of a key's uses, and how many bits behind it in its byte are not used. */
const DIGITAL_SIGNATURE = 0x80, UNUSED_BITS = 7;

/**
 * Makes a certificate and its key.
 *
 * @param names Names and addresses that it is for.
 * @returns Both.
 */
export function makeSelfSigned(names: readonly string[]): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const body = certificateBody(names, fromBER(new Uint8Array(spki)).result);
  const signature = sign("sha256", new Uint8Array(body.toBER()), privateKey);
  const whole = sequence(body, algorithm(), new BitString({ valueHex: bufferOf(signature) }));
  return {
    cert: pemOf(new Uint8Array(whole.toBER())),
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
}

/** What is signed. */
function certificateBody(names: readonly string[], publicKey: AsnType): Sequence {
  const now = Date.now();
  const time = (value: number) => new UTCTime({ valueDate: new Date(value) });
  const version3 = new Integer({ value: 2 });
  const serial = randomBytes(16);
  // Neither negative nor with a leading zero, which would have to be left out.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return sequence(
    tagged(0, version3),
    new Integer({ valueHex: bufferOf(serial) }),
    algorithm(),
    ownName(),
    // A peer's clock may be behind.
    sequence(time(now - DAY_MS), time(now + YEARS * 365 * DAY_MS)),
    ownName(),
    publicKey,
    tagged(3, extensions(names)),
  );
}

function extensions(names: readonly string[]): Sequence {
  const uses = new BitString({
    valueHex: bufferOf(new Uint8Array([DIGITAL_SIGNATURE])),
    unusedBits: UNUSED_BITS,
  });
  return sequence(
    // Empty means no authority: what is marked as one is refused as a server by rustls, and so by our client.
    extension(OID.basicConstraints, sequence(), "critical"),
    extension(OID.keyUsage, uses, "critical"),
    extension(OID.extendedKeyUsage, sequence(new ObjectIdentifier({ value: OID.serverAuthentication }))),
    extension(OID.alternativeNames, sequence(...names.map(alternativeName))),
  );
}

function extension(oid: string, value: AsnType, critical?: "critical"): Sequence {
  return sequence(
    new ObjectIdentifier({ value: oid }),
    ...critical === undefined ? [] : [new Asn1Boolean({ value: true })],
    new OctetString({ valueHex: value.toBER() }),
  );
}

function alternativeName(name: string): Primitive {
  const bytes = isIP(name) === 0 ? new TextEncoder().encode(name) : addressBytes(name);
  const tagNumber = isIP(name) === 0 ? DNS_NAME : IP_ADDRESS;
  return new Primitive({ idBlock: { tagClass: 3, tagNumber }, valueHex: bufferOf(bytes) });
}

/** An address as it is on the wire. */
function addressBytes(address: string): Uint8Array {
  if (isIP(address) === 4) return new Uint8Array(address.split(".").map(Number));
  // The parser of URLs writes IPv6 addresses in one way only: in lower case, without dots.
  const [front = "", back] = new URL(`http://[${address.replace(/%.*$/, "")}]`).hostname.slice(1, -1).split(
    "::",
  );
  const groupsOf = (part = "") => part === "" ? [] : part.split(":").map((group) => parseInt(group, 16));
  const first = groupsOf(front), last = groupsOf(back);
  const groups = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
  return new Uint8Array(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function ownName(): Sequence {
  const commonName = new ObjectIdentifier({ value: OID.commonName });
  return sequence(new Asn1Set({ value: [sequence(commonName, new Utf8String({ value: "Enchufe" }))] }));
}

function algorithm(): Sequence {
  return sequence(new ObjectIdentifier({ value: OID.ecdsaWithSha256 }));
}

function sequence(...value: AsnType[]): Sequence {
  return new Sequence({ value });
}

function tagged(tagNumber: number, value: AsnType): Constructed {
  return new Constructed({ idBlock: { tagClass: 3, tagNumber }, value: [value] });
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
