/**
 * What both programs say of TLS, in Spanish.
 *
 * @module
 */
import type { TlsTexts } from "../en/tls.ts";

/** Spanish. */
export const tls: TlsTexts = {
  noSuchFile: "no existe",
  cannotRead: (file, why) => `No se puede leer '${file}' para TLS: ${why}`,
  badCertificate: (file) =>
    `'${file}' no contiene ningún certificado: se espera PEM, con BEGIN CERTIFICATE dentro`,
  badKey: (file) =>
    `'${file}' no contiene una clave privada que se pueda usar: se espera PEM, sin contraseña`,
  mismatch: (cert, key) =>
    `La clave de '${key}' no es la del certificado de '${cert}': se esperan dos que vayan juntos`,
  refused: (cert, why) => `El certificado de '${cert}' no se puede usar: ${why}`,
  cannotMake: (cert, why) =>
    `No se puede crear un certificado en '${cert}': ${why}; hay que elegir otro directorio con --tls-dir`,
  keyShared: (key) =>
    `La clave privada '${key}' está en la carpeta compartida, donde cualquiera podría descargarla: hay que moverla a otro lugar`,
  fingerprint: (fingerprint) => `TLS está activo; la huella del certificado es ${fingerprint}`,

  firstTime: (where, fingerprint, file) =>
    `Primera conexión con ${where}, cuyo certificado tiene la huella ${fingerprint}` +
    (file === undefined ? "" : `; queda guardada en '${file}'`),
  cannotRemember: (file, why) => `No se puede guardar el servidor en '${file}': ${why}`,
  damagedLine: (where, file) =>
    `La línea de ${where} en '${file}' está dañada: hay que quitarla y comparar la huella que se muestre entonces`,
  changed: (where, wanted, seen, file) =>
    `El certificado de ${where} ha cambiado: era ${wanted} y ahora es ${seen}. Puede haber alguien en medio: ` +
    `hay que preguntar a quien administra el servidor` +
    (file === undefined ? "" : `; si es correcto, hay que borrar la línea de ${where} en '${file}'`),
  pinned: (where, wanted, seen) =>
    `El certificado de ${where} no es el de --tls-fingerprint: se espera ${wanted}, pero es ${seen}`,
  untrusted: (where, why) => `El certificado de ${where} no es de confianza: ${why}`,
  unknownIssuer:
    "no lo firma nadie en quien se confíe aquí; --ca indica un archivo con el certificado de quien lo firma",
  expired: "está fuera de su plazo de validez, o el reloj de esta máquina está mal",
  markedAsCa: "está marcado como autoridad (CA:TRUE), y un servidor no puede serlo",
  otherName: (host) => `no es para el nombre '${host}'`,
  wanted: (where) => `El servidor de ${where} habla TLS: hay que agregar --tls`,
  notSpoken: (where) => `El servidor de ${where} no habla TLS en ese puerto: hay que quitar --tls`,
};
