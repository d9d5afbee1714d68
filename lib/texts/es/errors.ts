import type { ErrorTexts } from "../en/errors.ts";

/** Spanish. */
export const errors: ErrorTexts = {
  // Framing.
  badMultibulkLength: "Error de protocolo: el número de argumentos no es válido",
  badBulkLength: "Error de protocolo: la longitud de un argumento no es válida",
  unauthenticatedCount: "Error de protocolo: demasiados argumentos antes de autenticarse",
  unauthenticatedLength: "Error de protocolo: argumento demasiado largo antes de autenticarse",
  dollarExpected: "Error de protocolo: se esperaba '$' y llegó '{byte}'",
  requestTooBig: "Error de protocolo: la petición es demasiado grande",
  lineTooBig: "Error de protocolo: la línea es demasiado larga",
  unbalancedQuotes: "Error de protocolo: hay comillas sin cerrar en la petición",
  httpRefused: "Error de protocolo: en este puerto se habla RESP, no HTTP",
  tlsRefused: "Error de protocolo: en este puerto se habla RESP sin TLS",

  // Sessions.
  serverStopping: "El servidor se está deteniendo",
  tooManyClients: "Se alcanzó el máximo de clientes",
  tooManyFromAddress: "Se alcanzó el máximo de clientes de esta dirección (--max-per-address)",
  tooManyFromPublicAddress: "Se alcanzó el máximo de clientes de esta dirección (--max-per-public-address)",
  uploadNotStored: "No se pudo guardar la entrega",
  sendingOver: "Ya no se puede enviar nada más",
  fileShrank: "El archivo se acortó mientras se enviaba",
  changedWhileSent: "{path} cambió o desapareció mientras se enviaba",

  // Commands, whichever.
  internal: "Error interno; los detalles están en el registro del servidor",
  unknownCommand: "comando desconocido '{command}', con argumentos que empiezan con: {arguments}",
  unknownSubcommand: "subcomando desconocido '{command}'. COMMAND DOCS {container} los muestra.",
  wrongCount: "número de argumentos incorrecto para el comando '{command}'",
  syntax: "error de sintaxis",
  notInteger: "el valor no es un número entero o está fuera de rango",
  textNotUtf8: "El texto no es UTF-8 válido",
  patternTooLong: "El patrón tiene {length} caracteres; se permiten {most}",
  patternsTooHard:
    "Los patrones tienen {effort} caracteres entre dos '*' con '?' o '[...]'; se permiten {most} por sesión",
  onlyFromHere:
    "'{command}' solo funciona desde la propia máquina del servidor; se puede usar su consola o conectarse desde allí",
  onlySubscribed:
    "No se puede ejecutar '{command}': con suscripciones solo se permiten (P)SUBSCRIBE / (P)UNSUBSCRIBE / PING / QUIT / RESET",

  // Commands of the connection and the server.
  badProtocolNumber: "La versión del protocolo no es un número entero o está fuera de rango",
  unknownProtocol: "versión del protocolo no admitida",
  badHelloOption: "Error de sintaxis en la opción '{option}' de HELLO",
  badUser: "usuario o contraseña incorrectos, o usuario desactivado.",
  noPassword:
    "Se usó AUTH <contraseña>, pero el usuario predeterminado no tiene contraseña. ¿Es correcta la configuración?",
  authRequired: "Se requiere autenticación.",
  helloAuthRequired:
    "HELLO exige haberse autenticado antes; HELLO <proto> AUTH <usuario> <contraseña> hace ambas cosas a la vez",
  authWait:
    "Llegaron demasiadas contraseñas incorrectas desde esta dirección; puede intentarse de nuevo en {seconds} s (--auth-failures, --auth-wait)",
  roleForbids: "El usuario {name} no puede ejecutar el comando '{command}': hace falta el rol {role}",
  badDatabase: "El número de base de datos está fuera de rango",
  badClientName: "Los nombres de cliente no pueden tener espacios, saltos de línea ni caracteres especiales.",
  badClientInfo: "{field} no puede tener espacios, saltos de línea ni caracteres especiales.",
  badClientOption: "Opción desconocida '{option}'",
  noSuchClient: "No existe ese cliente",
  invalidCommand: "El comando indicado no es válido",
  noKeys: "El comando no tiene argumentos que sean rutas",
  wrongKeyCount: "Número de argumentos incorrecto para el comando indicado",

  // Paths.
  pathNotUtf8: "La ruta {path} no es UTF-8 válido",
  pathEmpty: 'La ruta {path} está vacía; "." es la carpeta compartida misma',
  pathAbsolute: "La ruta {path} es absoluta; debe ser relativa a la carpeta compartida",
  pathTooLong: "La ruta {path} tiene más de {most} bytes",
  pathTooDeep: "La ruta {path} tiene más de {most} componentes",
  pathIsRoot: "La ruta {path} es la carpeta compartida misma; hay que indicar algo que esté en ella",
  pathIntoItself: "La ruta {path} está dentro de {other}; hay que indicar otro lugar",
  pathControl: "La ruta {path} tiene un carácter de control o invisible",
  pathHidden: "La ruta {path} tiene un componente que empieza con un punto, y esos no se comparten",
  partEmpty: "La ruta {path} tiene un componente vacío",
  partDots: "La ruta {path} tiene el componente {component}; hay que escribir los nombres completos",
  partDrive: "La ruta {path} tiene un componente que empieza con una letra de unidad",
  partBackslash: 'La ruta {path} tiene una "\\"; los componentes se separan con "/"',
  partNul: "La ruta {path} tiene un carácter NUL",
  partEnd: "La ruta {path} tiene un componente que termina en un punto o un espacio",
  partDevice: "La ruta {path} tiene el componente {component}, que es un dispositivo de Windows",
  partWindows: 'La ruta {path} tiene uno de los caracteres : * ? " < > |, que Windows reserva',
  partNotUnicode: "La ruta {path} no es Unicode válido",
  partTooLong: "La ruta {path} tiene un componente de más de {most} bytes",

  // Files.
  noEntry: "En la carpeta compartida no existe {path}",
  nothingToRemove: "No existe {path}",
  isDirectory: "{path} es un directorio; hay que indicar un archivo",
  isFile: "{path} es un archivo; hay que indicar un directorio",
  directoryAsString: "{path} es un directorio, no un archivo",
  alreadyThere: "{path} ya existe",
  fileInTheWay: "{path} es un archivo; no puede contener nada",
  nameHidden: "El nombre {path} lo ocupa algo que no se comparte",
  notEmpty: "{path} no está vacío; RECURSIVE borra todo lo que contiene",
  holdsHidden: "{path} contiene cosas que no se comparten; solo quien administra el servidor puede borrarlo",
  keepsChanging: "{path} no deja de cambiar; conviene intentar más tarde",
  readOnly:
    "No se permite escribir; el servidor debe iniciarse con --access write, o con --drop-box o --access drop para que se puedan entregar archivos",
  readOnlyOutside:
    "Solo se reciben archivos en el buzón de entrega {box}; para más, el servidor debe iniciarse con --access write",
  boxKeeps:
    "{path} es de un buzón de entrega: recibe archivos nuevos, y lo entregado se queda como está; sin buzón, --access write permite más",
  overQuota:
    "{path} pasa de los {most} bytes que puede entregar un mismo nombre (--quota); quedan {left} bytes",
  noPermission: "El usuario del servidor no tiene permiso para {path}",
  diskFull: "En el disco del servidor no queda espacio para {path}",
  keepFree: "No hay espacio para {path}: el servidor deja libres {limit} de su disco",
  diskFailed: "Falló el disco del servidor con {path} ({reason})",
  badSize: "El tamaño {value} de {path} no es un número entero de bytes",
  fileTooBig: "{path} tendría {size} bytes; el servidor acepta {limit} como máximo",
  uploadShort: "De {path} llegaron {count} de los {size} bytes anunciados",
  uploadLong: "De {path} llegaron más bytes que los {size} anunciados",
  uploadOver: "La entrega de {path} ya terminó",
  noUpload: "No existe esa entrega o es ajena; hay que empezarla de nuevo",
  uploadTakenOver: "La entrega de {path} sigue en otra sesión",
  uploadLost: "El archivo sin terminar de {path} ya no está; hay que empezar la entrega de nuevo",
  uploadOffset: "De {path} se recibieron {size} bytes; hay que seguir desde ahí",
  uploadLacks: "De {path} se recibieron {count} de {size} bytes; antes hay que enviar el resto",
  uploadDigest: "Los bytes de {path} no coinciden con su SHA-256; hay que enviarlos de nuevo",
  badDigest: "El SHA-256 {value} no tiene 64 dígitos hexadecimales",
  tooManyUploads:
    "Ya hay {most} entregas sin terminar, el límite (--max-uploads): antes hay que terminar o anular una",
  badOffset: "La posición {value} está fuera de rango; debe ser un número entero desde 0",
  negativeOffset: "la posición está fuera de rango",
  badScanCursor: "cursor no válido",
  badCursor: 'El cursor {cursor} no es un número entero menor que 2^53; se empieza con "0"',
  badListCursor: 'El cursor {cursor} no viene de ningún listado; se empieza con "0"',
  tooManyMatches: "Más de {most} archivos coinciden con {pattern}; hay que usar SCAN",
  tarTooMany:
    "{path} tiene más de {most} entradas; hay que nombrar un directorio dentro o excluir algunas con EXCLUDE",
  tarsTooMany:
    "Los archivos tar que se están enviando tienen {most} entradas, el límite; hay que probar más tarde",

  // The shared folder, for who starts the server.
  shareMissing: "No existe la carpeta {folder}; hay que indicar una que exista",
  shareNotFolder: "{folder} no es una carpeta; hay que indicar la carpeta que se va a compartir",
  shareUnreadable: "Este usuario no puede leer {folder}; hay que darle permiso o indicar otra carpeta",
  shareUnwritable:
    "Este usuario no puede escribir en {folder}; hay que darle permiso, o usar --access read sin --drop-box",

  // Rooms.
  badName:
    "El nombre {text} no es válido: debe tener de 1 a {most} letras, cifras, '_', '-' o '.', y empezar con letra, cifra o '_'",
  badRoom:
    "El nombre de sala {text} no es válido: debe tener de 1 a {most} letras, cifras, '_', '-' o '.', y empezar con letra, cifra o '_'",
  nameMixed: "El nombre {text} mezcla letras de distintos alfabetos: deben ser de uno solo",
  nameTaken: "El nombre {name} ya está en uso; {free} está libre",
  nameLike: "El nombre {name} se parece a {like}, que ya está en uso; {free} está libre",
  nameOwned:
    "El nombre {name} es de un usuario de este servidor; hay que autenticarse como ese usuario o tomar otro nombre: {free} está libre",
  nameReserved: "El nombre {name} está reservado; {free} está libre",
  nameInUse: "El nombre {name} se está usando en la sala '{room}': antes hay que salir de ella",
  expelled: "El servidor expulsó esta sesión: hace falta una nueva",
  noMember: "Nadie se llama {text}",
  noRoom: "La sala {text} no existe",
  tooManyRooms: "No se puede abrir la sala {name}: el límite es de {most} salas",
  tooManyOpened:
    "Ya son {most} las salas abiertas desde esta dirección, el límite (--max-rooms-per-address): antes hay que salir de una",
  tooManyJoined: "Ya son {most} salas, el límite (--max-joined): antes hay que salir de una",
  tooManyMuted: "Ya hay {most} nombres silenciados, el límite: antes hay que dejar hablar a otro",
  tooManyMessages: "Demasiados mensajes: el límite es de {most} por segundo",
  tooManyJoins: "Demasiados ingresos a salas: el límite es de {most} por segundo",
  muted: "El nombre {name} está silenciado",
  messageEmpty: "El mensaje está vacío: debe tener al menos 1 carácter",
  messageNul: "El mensaje contiene un carácter NUL: debe ser texto",
  messageTooLong: "El mensaje de {length} caracteres es demasiado largo: el límite es de {most}",
  badSince: "El valor {text} de SINCE está mal escrito: debe ser ÉPOCA:POSICIÓN, como 'a1b2c3d4:17'",

  // Publish and subscribe.
  channelTooLong: "El nombre del canal tiene {length} caracteres; se permiten {most}",
  tooManySubscriptions: "Una sesión puede tener {most} suscripciones (--max-subscriptions)",
  channelPrivate: "El canal {channel} es privado",
  channelOfServer: "El canal {channel} es del servidor",
  channelOfRoom: "El canal {channel} es del servidor; para eso está ROOM.SAY",
  channelOfMember: "El canal {channel} es del servidor; para eso está ROOM.TELL",

  // Files of users and passwords.
  secretMissing: "No existe el archivo {file}; enchufe-server passwd crea uno con usuarios",
  secretUnreadable: "No se puede leer {file}: {reason}",
  userRevoked: "Este usuario se quitó o cambió; hay que autenticarse de nuevo",
  secretDirectory: "{file} es un directorio; se necesita un archivo",
  secretNowhere: "El directorio de {file} no existe",
  secretUnwritable: "No se puede escribir {file}: {reason}",
  secretOpen: "{file} está abierto a otros además de su dueño; se cierra con chmod 600",
  secretShared: "{file} está en la carpeta compartida; debe moverse a otro lugar",
  secretEmpty: "{file} no tiene ninguna contraseña en su primera línea",
  usersLine:
    "La línea {line} de {file} está mal; se espera NOMBRE:ROL:HASH, como lo escribe enchufe-server passwd",
  usersTwice: "La línea {line} de {file} tiene un usuario que está en otra línea; sobra una de las dos",
  defaultTwice:
    "{file} tiene el usuario default, cuya contraseña está también en --password-file; debe quedar uno solo",

  // Pickles of the menu service.
  pickleProtocol: "Pickle mal formado: protocolo {value} desconocido: debe ser de 0 a {most}",
  pickleString: "Pickle mal formado: una cadena no está entre comillas",
  pickleCharacter: "Pickle mal formado: no existe el carácter \\U{digits}",
  pickleNotUtf8: "Pickle mal formado: un texto no es UTF-8",
  pickleInteger: "Pickle mal formado: un entero no tiene de 1 a {most} cifras",
  pickleFloat: "Pickle mal formado: un decimal no es un número",
  pickleMemoIndex: "Pickle mal formado: un índice de la memoria no es un número",
  pickleMemo: "Pickle mal formado: el índice {value} de la memoria no está asignado",
  pickleStack: "Pickle mal formado: la pila está vacía",
  pickleMark: "Pickle mal formado: falta una marca",
  pickleAppend: "Pickle mal formado: solo se puede agregar a una lista",
  pickleCircle: "Pickle mal formado: una lista se contiene a sí misma",
  pickleDepth: "Pickle mal formado: hay más de {most} listas anidadas",
  pickleValues: "Pickle mal formado: se despliega en más de {most} valores",
  pickleCut: "Pickle mal formado: la entrada termina a la mitad",
  pickleOpcode:
    "La instrucción '{opcode}' de pickle se rechaza: solo valen listas, tuplas, textos, bytes, números, booleanos y None",
  pickleTooBig: "El pickle es demasiado grande: el límite es de {most} bytes",
  valueTooDeep: "El valor está anidado a demasiada profundidad: el límite es de {most}",

  // Replies, as a client reads them.
  replyLine: "El servidor envió una línea de más de 64 KiB, que no es RESP; ¿es un servidor Enchufe?",
  replyLineEnd: "El servidor envió una línea sin retorno de carro, que no es RESP; ¿es un servidor Enchufe?",
  replyBoolean: "El servidor envió el booleano {received}, que no es RESP; ¿es un servidor Enchufe?",
  replyNumber: "El servidor envió el número {received}, que no es RESP; ¿es un servidor Enchufe?",
  replyLength: "El servidor envió la longitud {received}, que no es RESP; ¿es un servidor Enchufe?",
  replyType: "El servidor envió el tipo {received}, que no es RESP; ¿es un servidor Enchufe?",
  replyString: "El servidor envió una cadena de {size} bytes, que no es RESP; ¿es un servidor Enchufe?",
  replyStringEnd:
    "El servidor envió una cadena que no termina donde debe, lo que no es RESP; ¿es un servidor Enchufe?",
  replyItems: "El servidor envió un conjunto de {length} elementos, que no es RESP; ¿es un servidor Enchufe?",
  replyTooBig:
    "El servidor envió una respuesta que ocupa más de {most} bytes, el máximo que se guarda; ¿es un servidor Enchufe?",
  replyDepth:
    "El servidor envió conjuntos anidados a demasiada profundidad, lo que no es RESP; ¿es un servidor Enchufe?",
};
