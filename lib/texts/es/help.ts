import type { HelpTexts } from "../en/help.ts";
import { counted } from "../format.ts";
import { commands } from "./commands.ts";
import { groups, protocol } from "./protocol.ts";

/** Spanish. */
export const help: HelpTexts = {
  usage: "Uso",
  commandsTitle: "Comandos",
  flags: "Opciones",
  commonFlags: "Opciones de todos los comandos",
  examples: "Ejemplos",
  environment: "Variables de entorno",
  exitStatus: "Código de salida",
  limitsTitle: "Límites",
  more: "Más",
  also: (words) => `también ${words}`,

  placeholders: {
    ARGS: "ARGS",
    COMMAND: "COMANDO",
    DIR: "DIRECTORIO",
    FINGERPRINT: "HUELLA",
    FILE: "ARCHIVO",
    FLAGS: "OPCIONES",
    FOLDER: "CARPETA",
    GLOB: "PATRÓN",
    NAME: "NOMBRE",
    PATH: "RUTA",
    PORT: "PUERTO",
    ROOM: "SALA",
    SECONDS: "SEGUNDOS",
    SIZE: "TAMAÑO",
    TEXT: "TEXTO",
    TIME: "TIEMPO",
  },

  clientSummary: "listar, descargar y entregar archivos, y conversar",
  clientAbout:
    "Lista, descarga y entrega archivos, y conversa, con un servidor Enchufe. Sin comando, en una " +
    "terminal es un chat (allí /help lo explica); fuera de ella dice cada línea de su entrada.",
  clientMore: "help COMMAND, o COMMAND --help, explica más de un comando, con ejemplos.",
  clientEnvironment:
    "Todas las opciones, menos --exclude, --if-exists, --names, --recursive, --tar, --help y --version, son también variables de " +
    "entorno: --name es ENCHUFE_NAME. La opción tiene prioridad sobre su variable. Después de -- ya no " +
    "hay opciones.",
  clientStatuses: {
    0: "hecho",
    1: "rechazado, o no se pudo usar un archivo de aquí",
    2: "uso incorrecto",
    3: "no hubo conexión, no era de confianza, se perdió o se agotó el tiempo",
    4: "los bytes recibidos no coinciden con su SHA-256",
    130: "interrumpido",
  },
  clientFlags: {
    host: "dónde está el servidor",
    port: "su puerto RESP",
    tls: "cifrar la conexión; un servidor que nadie avala queda guardado en la primera",
    ca: "con TLS, confiar solo en servidores avalados por las autoridades de este archivo o las del sistema",
    tlsFingerprint: "con TLS, confiar solo en el servidor cuyo certificado tiene esta huella",
    name: "el nombre de quien habla; sin esta opción, el servidor asigna guest",
    user: "usuario con el que autenticarse, si el servidor tiene usuarios",
    passwordFile:
      "archivo cuya primera línea es la contraseña; también la variable ENCHUFE_PASSWORD; si no, se pide",
    room: "la sala en la que se habla",
    timeout: "cuánto puede tardar la conexión y cada espera de bytes",
    json: "escribir un objeto JSON por línea",
    repeat: "ejecutar el comando N veces, cada una con su propia conexión",
    output: "dónde escribe get; - es la salida estándar",
    limitRate: "bytes por segundo que pueden ocupar get y put: 500K, 1M",
    color: "colores en la sesión; auto: en una terminal, salvo que NO_COLOR esté definida",
    plain: "la sesión muestra solo líneas, para lectores de pantalla y terminales simples",
    recursive: "los directorios van con todo lo que contienen",
    exclude: "omitir los nombres que coinciden, o las rutas dentro del directorio; puede repetirse",
    ifExists: "qué hacen get y put si el nombre ya existe: reemplazar, omitir o poner otro nombre",
    tar: "get descarga un directorio como un solo archivo, DIR.tar o lo que diga -o",
    names: "ls, who y rooms muestran solo rutas o nombres, uno por línea",
    lang: "idioma de lo que se lee; si no, el de LC_ALL, LC_MESSAGES o LANG",
    help: "esta ayuda",
    version: "la versión",
  },
  commands,

  serverSummary: "compartir una carpeta y ofrecer salas",
  serverAbout: "Comparte FOLDER (si no se indica, el directorio actual) y ofrece salas, por RESP y por " +
    "sockets simples. Solo esta máquina puede conectarse, y nadie puede escribir, salvo que las opciones lo permitan.",
  serverSections: {
    who: "Quién puede conectarse, y hacer qué",
    passwords: "Contraseñas",
    ports: "Puertos",
    tls: "TLS, para el puerto RESP",
    rest: "Otras opciones",
  },
  serverMore: [
    ["passwd FILE USER", "agregar un usuario o cambiar su contraseña, que se pide o se lee de stdin"],
    ["--help limits", "los límites de tiempo, tamaño y cantidad; cada uno es una opción"],
    ["--help commands", "los comandos del protocolo"],
  ],
  serverLimitsAbout:
    "Lo que otros pueden enviar y guardar, cada límite con su valor predeterminado. Los tamaños se " +
    "escriben 64K, 8M, 4G; los tiempos 250ms, 30s, 15m, 7d.",
  serverEnvironment:
    "Todas las opciones, menos --completions, --help y --version, son también variables de entorno: " +
    "--chat-port es ENCHUFE_CHAT_PORT. La opción tiene prioridad sobre su variable.",
  serverStatuses: { 0: "se detuvo como se pidió", 1: "no pudo iniciarse o continuar", 2: "uso incorrecto" },
  serverExamples: [
    ["enchufe-server ~/clase", "compartir una carpeta solo en esta máquina, para probar"],
    [
      "enchufe-server --host 0.0.0.0 --drop-box tareas ~/clase",
      "permitir que toda la red la lea y entregue lo que solo ve quien comparte",
    ],
    [
      "enchufe-server --host 0.0.0.0 --access write ~/clase",
      "permitir que toda la red lea, cambie y borre archivos",
    ],
    [
      "enchufe-server --classic",
      "abrir también los cinco servicios clásicos, para programas hechos en clase",
    ],
  ],
  serverFlags: {
    host: "dirección en la que se escucha; 0.0.0.0 son todas las IPv4, :: son todas",
    port: "puerto de RESP, para enchufe y cualquier cliente de Redis; 0 pide uno libre",
    chatPort: "puerto del servicio clásico de chat",
    echoPort: "puerto del servicio clásico de eco",
    listPort: "puerto del servicio clásico de lista",
    filePort: "puerto del servicio clásico de archivos",
    menuPort: "puerto del servicio clásico de menú",
    classic:
      "los cinco servicios clásicos en sus puertos habituales: echo 5500, list 5577, file 5501, menu " +
      "65432, chat 2010; un puerto indicado aparte tiene prioridad",
    access:
      "qué pueden hacer los demás con la carpeta: leerla (read); solo entregar archivos nuevos y ver los suyos " +
      "(drop); también cambiar y borrar los de todos (write)",
    dropBox:
      "hacer de este directorio de la carpeta un buzón de entrega: cualquiera entrega archivos nuevos, que " +
      "quedan bajo su nombre y la hora, y solo ve los suyos",
    users:
      "archivo de usuarios con sus contraseñas y roles; lo escribe passwd, y SIGHUP hace que se lea de nuevo",
    passwordFile: "archivo cuya primera línea es una contraseña para todos",
    requirePassword:
      "para qué hace falta contraseña: todo (all), o solo administrar, modificar y borrar (admin)",
    role: "con passwd: qué puede hacer el usuario; uno nuevo: read",
    hidden: "listar y servir también los archivos ocultos",
    tlsCert: "certificado del puerto RESP en PEM, seguido de los que lo firman; se vuelve a leer con SIGHUP",
    tlsKey: "clave privada del certificado en PEM; se vuelve a leer con SIGHUP",
    tlsSelfSigned: "crear un certificado y su clave en el primer inicio, guardarlos e indicar la huella",
    tlsDir: "directorio donde se guardan; si no, enchufe entre los ajustes propios, como en ~/.config",
    sync: "si un archivo se lleva al disco antes de confirmarlo (on) o no (off)",
    watch: "si se avisa de lo que otros programas cambian en la carpeta (on) o no (off)",
    history: "archivo donde quedan los mensajes de las salas cuando el servidor termina; no en FOLDER",
    logFormat: "forma de las líneas del registro, que van a stderr",
    lang: "idioma de lo que se lee; si no, el de LC_ALL, LC_MESSAGES o LANG",
    completions: "escribir un script que completa las opciones en ese shell, y terminar",
    help: "esta ayuda",
    version: "la versión",
  },
  limits: {
    maxSessions: "sesiones a la vez; una más se rechaza",
    maxPerAddress: "sesiones desde una dirección, salvo loopback; una más se rechaza",
    maxPerPublicAddress: "lo mismo para una dirección que no es privada (en IPv6, para un /64)",
    maxLine: "una línea suelta o simple; una más larga cierra la sesión",
    maxArguments: "argumentos de un comando; más cierran la sesión",
    maxArgument: "un argumento, sin contar el contenido de un archivo; uno mayor cierra la sesión",
    maxRequest: "un comando entero, sin contar el contenido de un archivo; uno mayor cierra la sesión",
    maxSubscriptions: "canales y patrones de una sesión; uno más se rechaza",
    maxRooms: "salas a la vez; una más se rechaza",
    maxRoomsPerAddress: "salas con gente que abrió una misma dirección (en IPv6 un /64); una más se rechaza",
    maxJoined: "salas en las que está una sesión; una más se rechaza",
    maxMessage: "caracteres de un mensaje; uno más largo cierra la sesión",
    chatRate: "mensajes en cualquier segundo; el siguiente cierra la sesión",
    maxName: "caracteres de un nombre o de una sala; uno más largo se rechaza",
    outboxHard: "bytes sin enviar de un lector lento; más cierran la sesión",
    outboxSoft: "bytes sin enviar que se toleran durante --outbox-soft-time",
    outboxSoftTime: "tiempo por encima de --outbox-soft; más cierra la sesión",
    outboxTotal: "bytes sin enviar de todas las sesiones; con más se cierra la que más tiene",
    firstCommandTimeout: "tiempo hasta el primer comando; más cierra la sesión",
    idleTimeout: "silencio de una sesión sin salas ni suscripciones; más la cierra",
    authFailures: "contraseñas incorrectas desde una dirección; después debe esperar",
    authWait: "tiempo que espera una dirección tras --auth-failures, y tras el cual se olvidan",
    writeTimeout: "tiempo que puede durar una escritura; más cierra la sesión",
    stopTimeout: "tiempo que se da a una transferencia cuando el servidor se detiene",
    maxUpload: "un archivo entregado; uno mayor se rechaza",
    quota:
      "bytes que un mismo nombre puede haber entregado o empezado a entregar; se rechaza el archivo que pase " +
      "de ahí; 0: sin límite",
    keepFree: "espacio de disco que una entrega debe dejar libre",
    maxUploads: "entregas sin terminar de una persona, que puede usar ocho nombres; una más se rechaza",
    uploadTtl: "tiempo que se guarda una entrega sin terminar; las más antiguas se borran",
    historyMessages: "mensajes guardados por sala; los más antiguos se borran",
    historyBytes: "texto guardado por sala; los mensajes más antiguos se borran",
    historyAge: "edad de un mensaje guardado; los más antiguos se borran",
  },

  protocolAbout:
    "Lo que puede enviar cualquier cliente de Redis. COMMAND DOCS y docs/protocol.md los explican.",
  protocolGroup: (group) => groups[group],
  protocolCommand: (name) => protocol[name],

  want: {
    port: (least) => `un puerto de ${least} a 65535`,
    portOrOff: "un puerto de 0 a 65535, u 'off'",
    host: "el nombre de una máquina o una dirección; el puerto va en --port",
    name: (near) => `un nombre sin espacios${near === "" ? "" : `, como '${near}'`}`,
    room: "el nombre de una sala",
    seconds: (most) => `un número de segundos de 0.001 a ${most}`,
    count: (least) => `un número entero desde ${least}`,
    countTo: (least, most) => `un número entero de ${least} a ${most}`,
    size: (least) => `un tamaño de ${least} o más, como 64K, 8M o 4G`,
    time: "un tiempo, como 250ms, 30s o 15m",
    timeTo: "un tiempo, como 250ms, 30s o 15m, 24d como máximo",
    glob: "un patrón, como '*.tmp' o build",
    file: "un archivo, o '-' para la salida estándar",
    user: "el nombre de un usuario, sin espacios",
    secretFile: "un archivo que solo su dueño pueda leer",
    boxPath: "un directorio de la carpeta, como tareas; --access drop hace de toda ella un buzón",
    historyFile: "un archivo fuera de la carpeta compartida",
    fingerprint: "la huella de un certificado, 'SHA256:' y 64 dígitos hexadecimales",
    directory: "un directorio",
    pem: "un archivo en formato PEM",
    oneOf(words) {
      const quoted = words.map((word) => `'${word}'`);
      const or = /^'h?o/.test(quoted.at(-1) ?? "") ? "u" : "o";
      return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} ${or} ${quoted.at(-1)}`;
    },
  },

  wrong: {
    unknownFlag: (flag) => `No existe la opción '${flag}': ver --help`,
    unknownShort: (flag) =>
      `No existe la opción '${flag}': ver --help, o escribir -- antes de lo que empieza con un guion`,
    nearFlag: (flag, near) => `No existe la opción '${flag}': ¿se quiso decir '${near}'?`,
    repeated: (flag) => `La opción '${flag}' aparece más de una vez: se espera una sola`,
    takesNone: (flag, value) => `La opción '${flag}' no lleva valor, pero se dio '${value}'`,
    lacks: (flag, want) => `A la opción '${flag}' le falta su valor: se espera ${want}`,
    badFlag: (flag, value, want) => `La opción '${flag}' no admite el valor '${value}': se espera ${want}`,
    badVariable: (name, value, want) =>
      `La variable '${name}' no admite el valor '${value}': se espera ${want}`,
    wantSwitch: "1 o 0",
    unknownCommand: (word) => `No existe el comando '${word}': ver --help`,
    nearCommand: (word, near) => `No existe el comando '${word}': ¿se quiso decir '${near}'? Ver --help`,
    unknownShell: (shell, want) => `No hay script de autocompletado para '${shell}': se espera ${want}`,
    unknownTopic: (topic, want) => `No hay ayuda sobre '${topic}': se espera ${want}`,
    emptyArgument: (command, usage) => `Un argumento de '${command}' está vacío: se escribe ${usage}`,
    argumentCount: (command, count, usage) =>
      `El comando '${command}' tiene ${
        counted(count, "es", { one: "# argumento", other: "# argumentos" })
      }: se escribe ${usage}`,
    quoteText: (message) => `${message}, con TEXTO entre comillas`,
    flagAlone: (flag, command, usage) =>
      `La opción '${flag}' solo vale con '${command}': se escribe ${usage}`,
    flagGoesWith: (flag, commands, usage) => `La opción '${flag}' va con ${commands}: se escribe ${usage}`,
    passwordNowhere:
      "La opción '--require-password' necesita una contraseña: se indica con --users ARCHIVO o --password-file ARCHIVO",
    roleAlone:
      "La opción '--role' va con 'passwd': se escribe enchufe-server passwd ARCHIVO USUARIO --role ROL",
    passwdUsage:
      "El comando 'passwd' lleva un archivo y un usuario: se escribe enchufe-server passwd ARCHIVO USUARIO [--role ROL]",
    badUser: (name) =>
      `El usuario '${name}' no es un nombre: se esperan de 1 a 32 letras, dígitos, '_', '-' o '.', empezando por una letra`,
    oneFile: (flag, usage) => `La opción '${flag}' va con un solo archivo: se escribe ${usage}`,
    tarOrRecursive: "Las opciones '--tar' y '--recursive' se excluyen: se espera solo una",
    outputRecursive:
      "La opción '--output -' va con un solo archivo: para un directorio se usa get RUTA --tar -o -",
    repeatAlone: "La opción '--repeat' necesita un comando, como time",
    inputNeedsPath:
      "ARCHIVO - es la entrada estándar, que va sola y necesita un nombre: se escribe put - RUTA",
    noInput: "Aquí no hay entrada estándar: se espera un archivo o un texto",
    inputOnce: "La entrada estándar solo se puede leer una vez",
    inputTooBig: (most) => `La entrada estándar pasa de ${most}, lo máximo que admite el servidor`,
    inputTooLong: (characters) =>
      `La entrada estándar es demasiado larga para un mensaje: el límite es de ${characters} caracteres`,
    emptyFolder: "El nombre de la carpeta está vacío: se espera la carpeta que se va a compartir",
    boxInBox:
      "La opción '--drop-box' va con --access read o write: con drop toda la carpeta es un buzón de entrega",
    twoFolders: (first, second) =>
      `Se comparte una sola carpeta, pero se indicaron '${first}' y '${second}': se espera una`,
    tlsPair: "Las opciones '--tls-cert' y '--tls-key' van juntas: se esperan las dos",
    tlsTwice:
      "La opción '--tls-self-signed' crea un certificado, pero '--tls-cert' indica uno: se espera una de las dos",
    tlsNoHome: "No hay directorio personal donde guardar el certificado: se espera --tls-dir DIR",
    caTwice:
      "Las opciones '--ca' y '--tls-fingerprint' dicen cosas distintas sobre en quién confiar: se espera una de las dos",
    samePort: (port, one, other) =>
      `El puerto ${port} está en ${one} y en ${other}: se esperan puertos distintos, o 0 para uno libre`,
  },
};
