import type { ClientTexts } from "../en/client.ts";
import { counted as plural, decimal } from "../format.ts";

function counted(count: number, one: string, other: string): string {
  return plural(count, "es", { one: `# ${one}`, other: `# ${other}` });
}

function seconds(ms: number): string {
  return `${decimal(ms / 1000, "es")} s`;
}

/** Spanish. */
export const client: ClientTexts = {
  // Connecting.
  unreachable: (where, why) =>
    `No se puede conectar con ${where}: ${why}; ¿está el servidor en marcha allí? Se inicia con: server CARPETA`,
  dialTimedOut: (where, ms) =>
    `Sin conexión con ${where} en ${
      seconds(ms)
    }; ¿está el servidor en marcha allí, o es --timeout muy corto?`,
  refusedConnection: () => "nadie atiende en ese puerto",
  unknownHost: () => "no se conoce esa máquina",
  timedOut: (where, ms) =>
    `Sin respuesta de ${where} en ${seconds(ms)}; conviene repetirlo, o darle más tiempo con --timeout`,
  lost: (where) =>
    `Se perdió la conexión con ${where}; conviene ver si el servidor sigue en marcha y repetirlo`,
  unasked: () => "El servidor envió una respuesta que nadie pidió; ¿es un servidor Enchufe?",
  misfit: () => "El servidor envió una respuesta de otra forma que la esperada; ¿es un servidor Enchufe?",
  interrupted: () => "interrumpido",
  someFailed: () => "Algunos archivos fallaron",
  defect: () => "Algo nuestro salió mal",

  // Files.
  noSuchFile: (path) => `No hay ningún archivo '${path}' en la carpeta compartida; véase ls`,
  badLocalName: (path) =>
    `La ruta '${path}' no termina en un nombre que aquí pueda tener un archivo: se puede elegir uno con -o ARCHIVO`,
  localMissing: (file) => `Aquí no hay ningún archivo '${file}': hace falta un archivo para entregar`,
  localDirectory: (file) => `'${file}' es un directorio: hace falta un archivo para entregar`,
  targetDirectory: (file) => `No se puede escribir '${file}': es un directorio`,
  targetIrregular: (file) =>
    `No se puede escribir '${file}': no es un archivo normal; con -o - la salida se puede enviar allí`,
  cannotWrite: (file, why) => `No se puede escribir '${file}': ${why}`,
  cannotRead: (file, why) => `No se puede leer '${file}': ${why}`,
  notADirectory: (path) =>
    `La ruta '${path}' no es un directorio de la carpeta compartida: para varios archivos hace falta uno, con / al final`,
  fileChanged: () => "El archivo se acortó mientras se enviaba: conviene repetirlo",
  digestMismatch: (path) =>
    `Los bytes de '${path}' no coinciden con su resumen: se dañaron en el camino o el archivo cambió entretanto; conviene repetirlo`,
  localIrregular: (file) => `'${file}' no es un archivo normal: hace falta un archivo para entregar`,
  noSuchFolder: (folder) => `no existe la carpeta '${folder}'`,
  notAFolder: (folder) => `'${folder}' no es una carpeta`,
  notAllowed: () => "aquí no está permitido",
  readOnly: () => "el disco es de solo lectura",
  diskFull: () => "el disco está lleno",
  nameTooLong: () => "el nombre es demasiado largo",
  got: (path, file, size, replaced) => `${path} → ${file} (${size})${replaced ? " (reemplazado)" : ""}`,
  put: (file, path, size, replaced) => `${file} → ${path} (${size})${replaced ? " (reemplazado)" : ""}`,
  notEmpty: (why) => `${why}; rm --recursive elimina un directorio con todo lo que contiene`,
  removed: (path) => `${path} eliminado`,
  emptyDirectory: () => "(vacío)",

  // Rooms.
  noMembers: () => "(nadie)",
  noRooms: () => "(ninguna sala)",
  noHistory: () => "(no se ha dicho nada)",
  message: (time, from, text) => `${time} ${from}: ${text}`,
  joined: (time, name) => `${time} * ${name} entró`,
  left: (time, name, reason) =>
    `${time} * ${name} salió${reason === undefined ? "" : ` (${ENDINGS.get(reason) ?? reason})`}`,
  told: (time, from, text) => `${time} ${from} (en privado): ${text}`,
  closing: (reason) => `* El servidor se está deteniendo${reason === undefined ? "" : `: ${reason}`}`,
  kicked: (reason) => `El servidor cerró esta sesión: ${reason}`,
  cannotShow: (name) => `Ahora mismo no se puede alcanzar a ${name}`,
  toldTo: (name) => `dicho a ${name}`,
  said: (room, name, offset, first) =>
    `${room}: dicho como ${name}, mensaje ${offset}${first ? " (el primero de la sala)" : ""}`,
  room: (room, members, kept) =>
    `${room}  ${counted(members, "miembro", "miembros")}  ${counted(kept, "mensaje", "mensajes")}`,
  fileEvent: (event, path, by) =>
    `${EVENTS.get(event) ?? event} ${path}${by === undefined ? "" : ` por ${by}`}`,
  inRoom: (room, text) => `[${room}] ${text}`,
};

/** What happens to files; the words of the protocol are English. */
const EVENTS: ReadonlyMap<string, string> = new Map([
  ["created", "creado"],
  ["changed", "cambiado"],
  ["removed", "eliminado"],
]);

/** Why a session ended; the words of the protocol are English. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ["closed by peer", "cerró la conexión"],
  ["closed", "cerró la conexión"],
  ["quit", "se despidió"],
  ["exit", "se despidió"],
  ["reset", "empezó de nuevo"],
  ["reset by peer", "conexión cortada"],
  ["peer gone", "conexión cortada"],
  ["connection lost", "conexión perdida"],
  ["server stopped", "el servidor se detuvo"],
  ["kicked", "el servidor cerró su sesión"],
  ["killed", "el servidor cerró su sesión"],
  ["idle, over --idle-timeout", "demasiado tiempo sin actividad"],
  ["no command in time, over --first-command-timeout", "no envió ningún comando a tiempo"],
  ["write stalled, over --write-timeout", "dejó de recibir"],
  ["upload stalled, over --write-timeout", "dejó de enviar"],
]);
