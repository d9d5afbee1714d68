/**
 * What the interactive session says, in Spanish.
 *
 * @module
 */
import type { SessionTexts } from "../en/session.ts";
import { counted } from "../format.ts";

/** Spanish. */
export const session: SessionTexts = {
  prompt: (name, room) => `${name}@${room}> `,
  said: (shownFrom, shownText) => `${shownFrom}: ${shownText}`,
  told: (shownFrom, shownText) => `${shownFrom} (en privado): ${shownText}`,
  sent: (shownFrom, shownTo, shownText) => `${shownFrom} → ${shownTo}: ${shownText}`,
  status: ({ room, members, latency, where }) =>
    [
      room,
      counted(members, "es", { one: "# miembro", other: "# miembros" }),
      ...latency === undefined ? [] : [`${latency} ms`],
      where,
    ].join(" · "),
  away: (where, seconds) =>
    seconds > 0 ? `Reconexión en ${seconds} s · ${where}` : `Reconectando… · ${where}`,
  welcome: (room, name, where) =>
    `En la sala ${room} de ${where}, con el nombre ${name}. /help muestra los comandos, /quit sale.`,
  members: (names) => `Presentes: ${names}`,
  offline: () => "No hay conexión en este momento y no se envió nada; se está intentando reconectar",
  leaveHint: () => "Ctrl-C otra vez sale, igual que Ctrl-D y /quit",
  doubt: (word, command) =>
    `No se dijo nada: ¿se quiso decir /${command}? La misma línea otra vez dice '${word}' en la sala`,
  sessionLost: (where) => `* Se perdió la conexión con ${where}; se está intentando reconectar`,
  renamed: (wanted, name) => `* El nombre ${wanted} no está libre aquí; el nombre ahora es ${name}`,
  backAgain: (room, newName) =>
    `* Conexión restablecida, en la sala ${room}${
      newName === undefined ? "" : `; el nombre ahora es ${newName}`
    }`,
  newFile: ({ by, path, size, command }) =>
    `· ${by === "" ? "Archivo nuevo:" : `${by} entregó`} ${path} (${size}): ${command}`,
  newFiles: ({ by, count, size, place, command }) => {
    const files = counted(
      count,
      "es",
      by === ""
        ? { one: "# archivo nuevo", other: "# archivos nuevos" }
        : { one: "# archivo", other: "# archivos" },
    );
    return `· ${by === "" ? "" : `${by} entregó `}${files}${
      place === "" ? "" : ` en ${place}/`
    } (${size}): ${command}`;
  },
  gap: () => "* Aquí pueden faltar mensajes: el servidor ya no los tiene",
  leftOut: (count) =>
    `* ${
      counted(count, "es", { one: "# línea llegó", other: "# líneas llegaron" })
    } demasiado rápido para mostrarse; /history tiene lo que se dijo`,
  alreadyIn: (room) => `La sala actual ya es ${room}`,
  movedTo: (room) => `* La sala actual ahora es ${room}`,
  unknownCommand: (word, near) =>
    `No existe el comando '/${word}': ${near === undefined ? "" : `¿se quiso decir '/${near}'? `}ver /help`,
  wrongUsage: (usage) => `Se escribe ${usage}`,
  menu: () =>
    [
      "  1  listar archivos",
      "  2  descargar un archivo",
      "  3  hora",
      "  4  estado",
      "  5  salir",
      "Se escribe un número, cuantas veces haga falta; una línea que no es un número cierra el menú.",
    ].join("\n"),
  noSuchNumber: (number, most) => `El menú no tiene ${number}: se espera un número del 1 al ${most}`,
  menuOver: () => "* El menú se cerró; las líneas se dicen otra vez en la sala",
  whichFile: () => "¿Qué archivo? Su ruta, o una línea vacía para ninguno",
  noFile: () => "No se descargó ningún archivo",
  tooLong: (characters, most) =>
    `El mensaje de ${characters} caracteres es demasiado largo: el límite es de ${most}; no se envió nada`,
  roomWithSpaces: (name) => `La sala '${name}' no es válida: el nombre de una sala no lleva espacios`,
  sessionHelp: () => ({
    before: "Cada línea se dice en la sala. Comandos:",
    after:
      "Estas palabras también valen sin /: listar, listar_arquivos, enviar_arquivo RUTA, hora, hora_atual, " +
      "dados, salir, sair, finalizar_conexao. // comienza una línea que se dice con una barra delante. " +
      "Tab completa. Alt-Enter agrega un salto de línea. Ctrl-C borra la línea.",
  }),
};
