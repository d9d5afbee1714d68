import { CLOSINGS, KICKS } from "../endings.ts";
import type { ConsoleTexts } from "../en/console.ts";
import { counted } from "../format.ts";

/** Spanish. */
export const console: ConsoleTexts = {
  help: "Cada línea se dice en todas las salas; comandos: /who, /rooms, /kick NOMBRE, /stop (o salir), /help",
  hint: "Cada línea se dice en todas las salas; /help muestra los comandos",
  orders: {
    who: "quién está",
    rooms: "las salas",
    recent:
      "los últimos archivos que entraron y salieron: N de ellos, entregados o descargados, o los de NOMBRE",
    addresses: "las direcciones que hay que dar a los demás",
    kick: "expulsar a alguien",
    mute: "silenciar a alguien",
    unmute: "dejar hablar de nuevo a alguien",
    status: "cómo está el servidor",
    stop: "detener el servidor (o salir, sin /)",
    help: "esta ayuda",
  },
  nameArgument: "NOMBRE",
  reasonArgument: "MOTIVO",
  sayHelp: "cualquier otra línea se dice en todas las salas",
  // Of `passwd`.
  newPassword: "Contraseña",
  passwordAgain: "Otra vez",
  passwordsDiffer: "Las contraseñas no coinciden; no se cambió nada",
  passwordEmpty: "La contraseña está vacía; no se cambió nada",
  userWritten: (user, role, file) =>
    `${user} (${role}) está en ${file}; un servidor en marcha lo lee de nuevo con SIGHUP`,
  nobody: "No hay nadie en las salas",
  nothingYet: "Todavía no entró ni salió ningún archivo",
  nothingSuch: "Ningún archivo así está entre los últimos que entraron y salieron",
  whom: (order) => `¿A quién? Se escribe /${order} NOMBRE`,
  kickReason: KICKS.es,
  closing: CLOSINGS.es,
  kicked: (name) => `Se expulsó a ${name}`,
  muted: (name) => `${name} ya no puede hablar`,
  unmuted: (name) => `${name} puede hablar de nuevo`,
  unknown: (word, nearest) =>
    nearest === undefined
      ? `No existe el comando /${word}; /help muestra todos`
      : `No existe el comando /${word}: ¿se quiso decir /${nearest}? /help muestra todos`,
  refused: (code, message) => `${code}: ${message}`,
  said: (rooms) => `Dicho en ${counted(rooms, "es", { one: "# sala", other: "# salas" })}`,
  room: ({ room, members, messages }) =>
    `${room}: ${counted(members, "es", { one: "# miembro", other: "# miembros" })}, ${
      counted(messages, "es", { one: "# mensaje", other: "# mensajes" })
    }`,
  columns: {
    name: "NOMBRE",
    address: "DIRECCIÓN",
    rooms: "SALAS",
    since: "DESDE",
    muted: "en silencio",
  },
  members: (count) => counted(count, "es", { one: "# miembro", other: "# miembros" }),
  moreMembers: (count) => `… y ${count} más`,
  connections: (count) =>
    counted(count, "es", { one: "# conexión en total", other: "# conexiones en total" }),
  status: {
    running: (time, folder) => `En marcha desde hace ${time}; se comparte ${folder}`,
    people: (connections, members, rooms) =>
      `${counted(connections, "es", { one: "# conexión", other: "# conexiones" })}, ${
        counted(members, "es", { one: "# nombre", other: "# nombres" })
      }, ${counted(rooms, "es", { one: "# sala", other: "# salas" })}`,
    totals: (received, sent, memory) => `${received} recibidos, ${sent} enviados, ${memory} de memoria`,
    notStored: (why) => `Los mensajes se guardan solo en la memoria, no en el archivo del historial: ${why}`,
  },
  access: {
    read: (box) =>
      box === undefined
        ? "Los demás solo pueden leer; con --drop-box pueden entregar, con --access write pueden cambiarlo todo"
        : `Los demás pueden leer, y entregar en ${box}, donde solo ven lo suyo`,
    drop: () => "Los demás pueden entregar en esta carpeta, donde solo ven lo suyo",
    write: (box) =>
      "Los demás pueden leer, cambiar y borrar todo" +
      (box === undefined ? "" : `, pero en ${box} solo entregan, y solo ven lo suyo`),
  },
  tellOthers: "Para llegar a este servidor, los demás escriben:",
  onlyHere: "Solo esta máquina puede conectarse; --host 0.0.0.0 abre el servidor a la red",
  noNetwork: "Esta máquina no tiene dirección en ninguna red; solo ella puede conectarse",
  moreAddresses: (count) =>
    `  ${counted(count, "es", { one: "# dirección más", other: "# direcciones más" })}: /addresses`,
  yourName: "NOMBRE",
  activity: {
    joined: (name, address, room) => `${name} (${address}) entró en ${room}`,
    left: (name, address, room) => `${name} (${address}) salió de ${room}`,
    message: (room, name, text) => `[${room}] ${name}: ${text}`,
    fetched: (by, path, size) => `${by} descargó ${path} (${size})`,
    fetchedParts: (by, path, { size, times }) =>
      `${by} descargó ${size} de ${path} en ${counted(times, "es", { one: "# parte", other: "# partes" })}`,
    brokenOff: (by, path, size) => `${by} se fue antes de recibir ${path} (${size}) por completo`,
    moved: (by, from, to) => `${by} movió ${from} a ${to}`,
    file: {
      created: (by, path, size) => `${by} entregó ${path} (${size})`,
      changed: (by, path, size) => `${by} modificó ${path} (${size})`,
      removed: (by, path, size) => `${by} borró ${path} (${size})`,
    },
    folder: {
      created: (by, path) => `${by} creó el directorio ${path}`,
      changed: (by, path) => `${by} modificó el directorio ${path}`,
      removed: (by, path) => `${by} borró el directorio ${path}`,
    },
    elsewhere: {
      file: {
        created: (path, size) => `${path} (${size}) llegó a la carpeta`,
        changed: (path, size) => `${path} (${size}) cambió en la carpeta`,
        removed: (path, size) => `${path} (${size}) se borró de la carpeta`,
      },
      folder: {
        created: (path) => `el directorio ${path} llegó a la carpeta`,
        changed: (path) => `el directorio ${path} cambió en la carpeta`,
        removed: (path) => `el directorio ${path} se borró de la carpeta`,
      },
      many: {
        created: (what) => `llegó a la carpeta: ${what}`,
        changed: (what) => `cambió en la carpeta: ${what}`,
        removed: (what) => `se borró de la carpeta: ${what}`,
      },
    },
    things: ({ files, folders, place }) => {
      const counts = [
        files === 0 ? "" : counted(files, "es", { one: "# archivo", other: "# archivos" }),
        folders === 0 ? "" : counted(folders, "es", { one: "# directorio", other: "# directorios" }),
      ];
      return counts.filter((text) => text !== "").join(" y ") + (place === "" ? "" : ` en ${place}`);
    },
    many: {
      join: (count, room) => `${count} entraron en ${room}`,
      leave: (count, room) => `${count} salieron de ${room}`,
      fetch: (by, what) => `${by} descargó ${what}`,
      brokenOff: (by, what) => `${by} se fue antes de recibir por completo ${what}`,
      created: (by, what) => `${by} entregó ${what}`,
      changed: (by, what) => `${by} modificó ${what}`,
      removed: (by, what) => `${by} borró ${what}`,
    },
    leftOut: (counts) => `sin mostrar: ${counts}`,
    kinds: {
      created: (count) => counted(count, "es", { one: "# entregado", other: "# entregados" }),
      changed: (count) => counted(count, "es", { one: "# modificado", other: "# modificados" }),
      removed: (count) => counted(count, "es", { one: "# borrado", other: "# borrados" }),
      moved: (count) => counted(count, "es", { one: "# movido", other: "# movidos" }),
      made: (count) => counted(count, "es", { one: "# directorio creado", other: "# directorios creados" }),
      error: (count) => counted(count, "es", { one: "# falla", other: "# fallas" }),
      log: (count) => counted(count, "es", { one: "# advertencia", other: "# advertencias" }),
      join: (count) => counted(count, "es", { one: "# entrada", other: "# entradas" }),
      leave: (count) => counted(count, "es", { one: "# salida", other: "# salidas" }),
      fetch: (count) => counted(count, "es", { one: "# descargado", other: "# descargados" }),
      message: (count) => counted(count, "es", { one: "# mensaje", other: "# mensajes" }),
    },
  },
  leaveHint: "Ctrl-C otra vez detiene el servidor",
  inputEnded: "Ya no se lee nada aquí; Ctrl-C detiene el servidor",
  stopping: "Deteniendo el servidor: los envíos en curso pueden terminar; Ctrl-C los corta",
  stopped: "Detenido",
  portInUse: (port, host, flag) =>
    `El puerto ${port} de ${host} está en uso; hay que detener el otro programa o elegir un puerto con ${flag}`,
  portForbidden: (port, flag) =>
    `Este usuario no puede escuchar en el puerto ${port}; hay que elegir uno mayor que 1023 con ${flag}`,
  badHost: (host) => `La dirección ${host} no es de esta máquina; hay que elegir otra con --host`,
  history: {
    inShare: (file) =>
      `El archivo del historial '${file}' quedaría en la carpeta compartida; hay que elegir otro lugar con --history`,
    noFolder: (file) => `El archivo del historial '${file}' quedaría en una carpeta que no existe`,
    inUse: (file) =>
      `Otro servidor usa el archivo del historial '${file}'; hay que detenerlo o elegir otro archivo con --history`,
    foreign: (file) =>
      `El archivo '${file}' no es un historial de Enchufe y queda como está; hay que elegir otro con --history`,
    otherVersion: (file) =>
      `Otra versión de Enchufe escribió el archivo del historial '${file}', que queda como está`,
    damaged: (file) =>
      `El archivo del historial '${file}' está dañado y queda como está; hay que elegir otro con --history`,
  },
};
