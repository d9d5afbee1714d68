/**
 * What both programs say of TLS, in Portuguese.
 *
 * @module
 */
import type { TlsTexts } from "../en/tls.ts";

/** Portuguese. */
export const tls: TlsTexts = {
  noSuchFile: "não existe",
  cannotRead: (file, why) => `Não é possível ler '${file}' para TLS: ${why}`,
  badCertificate: (file) =>
    `'${file}' não contém nenhum certificado: espera-se PEM, com BEGIN CERTIFICATE dentro`,
  badKey: (file) => `'${file}' não contém uma chave privada que possa ser usada: espera-se PEM, sem senha`,
  mismatch: (cert, key) =>
    `A chave de '${key}' não é a do certificado de '${cert}': esperam-se duas partes que combinem`,
  refused: (cert, why) => `O certificado de '${cert}' não pode ser usado: ${why}`,
  cannotMake: (cert, why) =>
    `Não é possível criar um certificado em '${cert}': ${why}; escolha outro diretório com --tls-dir`,
  keyShared: (key) =>
    `A chave privada '${key}' está na pasta compartilhada, de onde qualquer um poderia baixá-la: mova-a para outro lugar`,
  fingerprint: (fingerprint) => `TLS está ativo; a impressão digital do certificado é ${fingerprint}`,

  firstTime: (where, fingerprint, file) =>
    `Primeira conexão com ${where}, cujo certificado tem a impressão digital ${fingerprint}` +
    (file === undefined ? "" : `; ela fica guardada em '${file}'`),
  cannotRemember: (file, why) => `Não é possível guardar o servidor em '${file}': ${why}`,
  damagedLine: (where, file) =>
    `A linha de ${where} em '${file}' está danificada: remova-a e compare a impressão digital que for mostrada`,
  changed: (where, wanted, seen, file) =>
    `O certificado de ${where} mudou: era ${wanted} e agora é ${seen}. Pode haver alguém no meio: ` +
    `pergunte a quem administra o servidor` +
    (file === undefined ? "" : `; se estiver certo, remova a linha de ${where} em '${file}'`),
  pinned: (where, wanted, seen) =>
    `O certificado de ${where} não é o de --tls-fingerprint: espera-se ${wanted}, mas é ${seen}`,
  untrusted: (where, why) => `O certificado de ${where} não é confiável: ${why}`,
  unknownIssuer:
    "ninguém em quem se confie aqui o assinou; --ca indica um arquivo com o certificado de quem o assinou",
  expired: "está fora do prazo de validade, ou o relógio desta máquina está errado",
  markedAsCa: "está marcado como autoridade (CA:TRUE), e um servidor não pode ser uma",
  otherName: (host) => `não é para o nome '${host}'`,
  wanted: (where) => `O servidor em ${where} fala TLS: acrescente --tls`,
  notSpoken: (where) => `O servidor em ${where} não fala TLS nessa porta: retire --tls`,
};
