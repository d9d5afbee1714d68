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
    `No se puede conectar con ${where}: ${why}; ¿está el servidor en marcha allí? Se inicia con: enchufe-server CARPETA`,
  dialTimedOut: (where, ms) =>
    `Sin conexión con ${where} en ${
      seconds(ms)
    }; ¿está el servidor en marcha allí, o es --timeout muy corto?`,
  refusedConnection: () => "en ese puerto no escucha nadie",
  unknownHost: () => "no existe ninguna máquina con ese nombre",
  needsPassword: () =>
    "El servidor pide una contraseña: se da con --password-file ARCHIVO o en ENCHUFE_PASSWORD, y el usuario con --user; en una terminal se pregunta",
  askPassword: (user) => user === undefined ? "Contraseña" : `Contraseña de ${user}`,
  noPasswordIn: (file) => `El archivo '${file}' no tiene ninguna contraseña en su primera línea`,
  timedOut: (where, ms) =>
    `Sin respuesta de ${where} en ${
      seconds(ms)
    }; conviene intentarlo de nuevo, o dar más tiempo con --timeout`,
  lost: (where) => `Se perdió la conexión con ${where}; conviene ver si el servidor sigue en marcha`,
  unasked: () => "El servidor envió una respuesta que nadie pidió; ¿es un servidor Enchufe?",
  misfit: () => "El servidor envió una respuesta que no tiene la forma esperada; ¿es un servidor Enchufe?",
  interrupted: () => "interrumpido",
  someFailed: () => "Algunos archivos fallaron",
  defect: () => "Algo falló en el propio programa",

  // Files.
  noSuchFile: (path) => `No hay ningún archivo '${path}' en la carpeta compartida; ls muestra los que hay`,
  tooManyEntries: (path, most) =>
    `'${path}' tiene más de ${most} entradas, demasiadas para listarlas de una vez; conviene indicar un directorio que esté dentro`,
  badLocalName: (path) =>
    `La ruta '${path}' no termina en un nombre que pueda tener un archivo en esta máquina: hay que elegir otro con -o ARCHIVO`,
  hiddenHere: (path) =>
    `'${path}' sería un archivo oculto de este directorio: hay que elegir otro directorio con -o DIRECTORIO`,
  localMissing: (file) => `Aquí no hay ningún archivo '${file}': hay que indicar un archivo para entregar`,
  localDirectory: (file) =>
    `'${file}' es un directorio: hay que indicar un archivo para entregar, o put -r para todo lo que contiene`,
  targetDirectory: (file) => `No se puede escribir en '${file}': es un directorio`,
  targetIrregular: (file) =>
    `No se puede escribir en '${file}': no es un archivo normal; se puede usar -o - y redirigir la salida`,
  cannotWrite: (file, why) => `No se puede escribir en '${file}': ${why}`,
  cannotRead: (file, why) => `No se puede leer '${file}': ${why}`,
  notADirectory: (path) =>
    `La ruta '${path}' no es un directorio de la carpeta compartida: varios archivos necesitan uno, con / al final`,
  fileChanged: () => "El archivo se acortó mientras se enviaba: conviene intentarlo de nuevo",
  digestMismatch: (path) =>
    `Los bytes de '${path}' no coinciden con su SHA-256: se dañaron en el camino, o el archivo cambió entretanto; conviene intentarlo de nuevo`,
  localChanged: (file) =>
    `'${file}' cambia todo el tiempo; conviene intentarlo de nuevo cuando nada escriba en él`,
  changedInMid: (path) =>
    `'${path}' cambió en el servidor cuando una parte ya había salido, y eso no se puede deshacer: hay que empezar de nuevo`,
  kept: (what) => `${what}; lo transferido se conserva, y el mismo comando continúa desde ahí`,
  localIrregular: (file) => `'${file}' no es un archivo normal: hay que indicar un archivo para entregar`,
  noSuchFolder: (folder) => `no existe el directorio '${folder}'`,
  notAFolder: (folder) => `'${folder}' no es un directorio`,
  notAllowed: () => "no está permitido en esta máquina",
  readOnly: () => "el disco es de solo lectura",
  diskFull: () => "el disco está lleno",
  nameTooLong: () => "el nombre es demasiado largo",
  noMatch: (pattern) => `Nada en la carpeta compartida coincide con '${pattern}'; ls muestra lo que hay`,
  noLocalMatch: (pattern) => `Aquí nada coincide con '${pattern}': hay que indicar un archivo para entregar`,
  leadsOut: (path) =>
    `'${path}' es un enlace que lleva a otro lugar: hay que elegir otro directorio con -o DIRECTORIO/`,
  cannotMake: (folder, why) => `No se puede crear el directorio '${folder}': ${why}`,
  outputNoDirectory: (output) =>
    `'${output}' no es un directorio: varios archivos necesitan uno; con / al final se crea`,
  needsRecursive: (path) =>
    `'${path}' es un directorio: get -r descarga todo lo que contiene, y get --tar un solo archivo tar`,
  sameTarget: (path, file) => `'${path}' iría a '${file}', adonde acaba de ir otro archivo`,
  transferred: (from, to, size, more) =>
    `${from} → ${to} (${size})${more.replaced ? " (reemplazado)" : ""}${
      more.resumed === undefined
        ? ""
        : more.resumed === "all"
        ? " (ya estaba todo allí)"
        : ` (continuado desde ${more.resumed.size})`
    }${more.sha256 === undefined ? "" : `, sha256 ${more.sha256}`}`,
  skipped: (file, why) =>
    `${file} omitido: ${
      {
        exists: "ya existe",
        link: "es un enlace",
        special: "no es un archivo normal",
        hidden: "el servidor no acepta archivos ocultos",
      }[why]
    }`,
  summary: (done, size, skipped, failed) =>
    `${counted(done, "archivo", "archivos")}, ${size}${
      skipped === 0 ? "" : `; ${counted(skipped, "omitido", "omitidos")}`
    }${failed === 0 ? "" : `; ${counted(failed, "fallido", "fallidos")}`}`,
  filesDone: (done, all) => `${done} de ${counted(all, "archivo", "archivos")}`,
  partOf: (part, all) => `${part} de ${all}`,
  timeLeft: (time) => `faltan ${time}`,
  hashing: (size) => `se leen ${size} antes de enviar`,
  goesOnIn: (why, time) => `${why}; nuevo intento en ${time}`,
  notEmpty: (path) => `'${path}' no está vacío; rm -r lo borra con todo lo que contiene`,
  removed: (path) => `${path} borrado`,
  entryType: (type) => type === "file" ? "archivo" : "dir    ",
  emptyDirectory: () => "(vacío)",

  // Rooms.
  noMembers: () => "(nadie)",
  noRooms: () => "(ninguna sala)",
  noHistory: () => "(no se dijo nada)",
  message: (time, from, text) => `${time} ${from}: ${text}`,
  joined: (time, name) => `${time} * ${name} entró`,
  left: (time, name, reason) =>
    `${time} * ${name} salió${reason === undefined ? "" : ` (${ENDINGS.get(reason) ?? reason})`}`,
  told: (time, from, text) => `${time} ${from} (en privado): ${text}`,
  closing: (reason) => `* El servidor se está deteniendo${reason === undefined ? "" : `: ${reason}`}`,
  kicked: (reason) => `Esta sesión fue expulsada${reason === undefined ? "" : `: ${reason}`}`,
  cannotShow: (name) => `En este momento no se puede llegar a ${name}`,
  toldTo: (name) => `dicho a ${name}`,
  said: (room, name, offset, first) =>
    `${room}: dicho como ${name}, mensaje ${offset}${first ? "; allí no había hablado nadie" : ""}`,
  room: (room, members, kept) => [
    room,
    counted(members, "miembro", "miembros"),
    counted(kept, "mensaje", "mensajes"),
  ],
  fileEvent: (event, path, by, size) =>
    `${path} ${EVENTS.get(event) ?? event}${
      by === undefined ? "" : by === "" ? " en la carpeta" : ` por ${by}`
    }${size === undefined ? "" : ` (${size})`}`,
  inRoom: (room, text) => `[${room}] ${text}`,

  status: {
    up: (since, time) => `En marcha desde ${since}, hace ${time}`,
    access: {
      read: (box) =>
        box === undefined
          ? "La carpeta se puede leer"
          : `La carpeta se puede leer; ${box} recibe lo que se entrega, y cada quien solo ve lo suyo`,
      drop: () => "La carpeta recibe lo que se entrega, y cada quien solo ve lo suyo",
      write: (box) =>
        "La carpeta se puede leer y cambiar" +
        (box === undefined ? "" : `; ${box} recibe lo que se entrega, y cada quien solo ve lo suyo`),
    },
    people: ({ connections, members, rooms, messages }) =>
      [
        counted(connections, "conexión", "conexiones"),
        ...members === undefined ? [] : [counted(members, "miembro", "miembros")],
        ...rooms === undefined ? [] : [counted(rooms, "sala", "salas")],
        ...messages === undefined ? [] : [counted(messages, "mensaje guardado", "mensajes guardados")],
      ].join(", "),
    fetched: (files, size) =>
      `${counted(files, "archivo descargado", "archivos descargados")}, ${size} enviados de archivos`,
    handedIn: (files, size, unfinished) =>
      `${counted(files, "archivo entregado", "archivos entregados")}, ${size} recibidos` +
      (unfinished === 0 ? "" : `; ${counted(unfinished, "entrega", "entregas")} sin terminar`),
    load: (memory, commands) =>
      `${memory} de memoria, ${counted(commands, "comando ejecutado", "comandos ejecutados")}`,
  },
};

/** What happens to files; the words of the protocol are English. */
const EVENTS: ReadonlyMap<string, string> = new Map([
  ["created", "creado"],
  ["changed", "modificado"],
  ["removed", "borrado"],
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
  ["server stopped", "se detuvo el servidor"],
  ["kicked", "expulsión"],
  ["killed", "expulsión"],
  ["idle, over --idle-timeout", "demasiado tiempo sin actividad"],
  ["user removed or changed", "dejó de ser usuario"],
  ["not authenticated in time, over --first-command-timeout", "no se autenticó a tiempo"],
  ["no command in time, over --first-command-timeout", "no envió ningún comando a tiempo"],
  ["write stalled, over --write-timeout", "dejó de recibir"],
  ["upload stalled, over --write-timeout", "dejó de enviar"],
]);
