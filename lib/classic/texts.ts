/**
 * Every text of the classic services, in the language of the programs that know them. Clients compare some of them,
 * so a change here is a change of protocol.
 *
 * @module
 */

/** Texts of the echo service. */
export const ECHO_TEXTS = {
  tooLong: "Error: La línea es demasiado larga.\n",
} as const;

/** Texts of the list service. None ends in a line break: each is a whole answer. */
export const LIST_TEXTS = {
  notFound: "El directorio no fue encontrado.",
  notDirectory: "La ruta no es un directorio.",
  noPermission: "El directorio no se puede leer: falta el permiso.",
  failed: "El directorio no se pudo leer.",
  tooLong: "La ruta es demasiado larga.",
} as const;

/** Texts of the file service. None ends in a line break: each is a whole answer. */
export const FILE_TEXTS = {
  notFound: "Error: El archivo no existe",
  failed: "Error: El archivo no se pudo leer",
  tooLong: "Error: La ruta es demasiado larga",
} as const;

/** Words that close a connection of the file service, in lower case. */
export const FILE_EXITS: ReadonlySet<string> = new Set(["exit", "salir"]);

/** Texts of the menu service. */
export const MENU_TEXTS = {
  status: "Servidor online 24 horas",
  notFound: "Arquivo não encontrado!",
  tooBig: "Arquivo grande demais!",
  failed: "Não foi possível ler o arquivo!",
  unknown: "Comando desconhecido.",
  bye: "Adeus!",
} as const;

/** Word that closes a connection of the chat, in lower case. */
export const CHAT_EXIT = "salir";

/** Texts of the chat. All but the prompt end in a line break, since several may arrive in one read. */
export const CHAT_TEXTS = {
  prompt: "Por favor, envia tu nombre: ",
  /** @returns What a name may be. */
  badName: (maxName: number): string =>
    `Error: El nombre debe tener de 1 a ${maxName} letras, cifras, '_', '-' o '.'.\n`,
  /** @returns The name it got instead of a taken one. */
  renamed: (name: string): string => `Ese nombre ya está en uso: tu nombre es ${name}.\n`,
  /** @returns The line of someone's coming. */
  joined: (name: string): string => `* ${name} se ha unido\n`,
  /** @returns The line of someone's going. */
  left: (name: string): string => `* ${name} ha salido\n`,
  /** @returns The line of a message. */
  message: (name: string, text: string): string => `${name}: ${text}\n`,
  /** @returns The line of a message to this member only. */
  whisper: (name: string, text: string): string => `${name} (privado): ${text}\n`,
  /** Who speaks when the server does. */
  server: "Servidor",
  closing: "El servidor se esta cerrando. Desconectando...\n",
  /** @returns The last line of one who was removed. */
  expelled: (reason: string): string => `Error: Has sido expulsado: ${reason}\n`,
  tooLong: "Error: Mensaje demasiado largo.\n",
  tooFast: "Error: Demasiados mensajes en poco tiempo.\n",
  muted: "Error: No tienes permiso para hablar.\n",
  refused: "Error: El mensaje no es válido.\n",
  notText: "Error: El mensaje no es UTF-8 válido.\n",
} as const;
