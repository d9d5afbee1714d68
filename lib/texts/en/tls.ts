/**
 * What both programs say of TLS. Callers escape what comes from the network before a text is put together.
 *
 * @module
 */

/** English. */
export const tls = {
  // The server's certificate and key.
  noSuchFile: "there is no such file",
  cannotRead: (file: string, why: string) => `Cannot read '${file}' for TLS: ${why}`,
  badCertificate: (file: string) => `'${file}' holds no certificate: want PEM, with BEGIN CERTIFICATE in it`,
  badKey: (file: string) => `'${file}' holds no private key that can be used: want PEM, without a password`,
  mismatch: (cert: string, key: string) =>
    `The key in '${key}' is not that of the certificate in '${cert}': want two that belong together`,
  refused: (cert: string, why: string) => `The certificate in '${cert}' cannot be used: ${why}`,
  cannotMake: (cert: string, why: string) =>
    `Cannot make a certificate in '${cert}': ${why}; choose another directory with --tls-dir`,
  keyShared: (key: string) =>
    `The private key '${key}' is in the shared folder, where everybody could fetch it: move it elsewhere`,
  fingerprint: (fingerprint: string) => `TLS is on; the certificate's fingerprint is ${fingerprint}`,

  // The client.
  firstTime: (where: string, fingerprint: string, file: string | undefined) =>
    `First connection to ${where}, whose certificate has the fingerprint ${fingerprint}` +
    (file === undefined ? "" : `; remembered in '${file}'`),
  cannotRemember: (file: string, why: string) => `Cannot remember the server in '${file}': ${why}`,
  damagedLine: (where: string, file: string) =>
    `The line of ${where} in '${file}' is damaged: remove it, and compare the fingerprint that is shown then`,
  changed: (where: string, wanted: string, seen: string, file: string | undefined) =>
    `The certificate of ${where} has changed: it was ${wanted} and is now ${seen}. Somebody may be in between: ` +
    `ask whoever runs the server` +
    (file === undefined ? "" : `; if it is right, remove the line of ${where} from '${file}'`),
  pinned: (where: string, wanted: string, seen: string) =>
    `The certificate of ${where} is not the one of --tls-fingerprint: want ${wanted}, but it is ${seen}`,
  untrusted: (where: string, why: string) => `The certificate of ${where} is not trusted: ${why}`,
  unknownIssuer: "it is not signed by anybody who is trusted here; --ca names a file of who signed it",
  expired: "it is out of date, or the clock of this machine is wrong",
  markedAsCa: "it is marked as an authority (CA:TRUE), which no server may be",
  otherName: (host: string) => `it is not for the name '${host}'`,
  wanted: (where: string) => `The server at ${where} speaks TLS: add --tls`,
  notSpoken: (where: string) => `The server at ${where} does not speak TLS there: leave out --tls`,
};

/** The shape that every language has. */
export type TlsTexts = typeof tls;
