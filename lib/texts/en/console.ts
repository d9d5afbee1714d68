/**
 * What the server's console says, and what the server says to the rooms by itself. Callers escape what comes from the network after a text is put together.
 *
 * @module
 */

/** English. */
export const console = {
  help: "Type a line to say it to every room, or /who, /rooms, /kick NAME, /stop (or salir), /help",
  nobody: "Nobody is in a room",
  kickUsage: "Whom? Type /kick NAME",
  kickReason: "Kicked by the server",
  /** Told to every room when the server stops. */
  closing: "The server is closing",
  kicked: (name: string): string => `${name} was put out`,
  unknown: (word: string): string => `There is no order /${word}; /help lists them`,
  refused: (code: string, message: string): string => `${code}: ${message}`,
  said: (rooms: number): string => rooms === 1 ? "Said to 1 room" : `Said to ${rooms} rooms`,
  room: ({ room, members, messages }: { room: string; members: number; messages: number }): string =>
    `${room}: ${members} here, ${messages} messages`,
  member: (name: string, address: string, rooms: readonly string[]): string =>
    `${name} (${address}) in ${rooms.join(", ") || "no room"}`,
  portInUse: (port: number, host: string, flag: string): string =>
    `Port ${port} on ${host} is in use; stop the other program or choose a port with ${flag}`,
  portForbidden: (port: number, flag: string): string =>
    `This user may not listen on port ${port}; choose one above 1023 with ${flag}`,
  badHost: (host: string): string => `Address ${host} is not one of this machine; choose another with --host`,
};

/** The shape that every language has. */
export type ConsoleTexts = typeof console;
