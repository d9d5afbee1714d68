/**
 * The tables of the history and what is asked of them, in SQL.
 *
 * @module
 */

/** Says in the header that a database is ours: "Ench". */
export const APPLICATION_ID = 0x456e6368;
/** Version of the tables. */
export const SCHEMA_VERSION = 1;

/** What a new file is made with. The view is for whoever looks into the file. */
export const SCHEMA: string = `
  CREATE TABLE meta (epoch TEXT NOT NULL, floor INTEGER NOT NULL, boot TEXT NOT NULL) STRICT;
  CREATE TABLE room (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, next INTEGER NOT NULL) STRICT;
  CREATE TABLE message (
    room INTEGER NOT NULL, "offset" INTEGER NOT NULL, at INTEGER NOT NULL, sender TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (room, "offset")
  ) STRICT, WITHOUT ROWID;
  CREATE VIEW said AS
    SELECT name AS room, "offset", datetime(at / 1000, 'unixepoch') AS time, sender, text
    FROM message JOIN room ON room.id = message.room ORDER BY at;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};`;

/** What is asked of the file, by name. */
export const STATEMENTS = {
  findRoom: `SELECT id, next,
    (SELECT min("offset") FROM message WHERE room = id) AS first,
    (SELECT max("offset") FROM message WHERE room = id) AS last,
    (SELECT at FROM message WHERE room = id ORDER BY "offset" LIMIT 1) AS oldest
    FROM room WHERE name = ?`,
  addRoom: "INSERT INTO room (name, next) VALUES (?, ?)",
  latestRooms: `SELECT name FROM (SELECT name,
    (SELECT at FROM message WHERE room = id ORDER BY "offset" DESC LIMIT 1) AS latest
    FROM room) WHERE latest IS NOT NULL ORDER BY latest DESC LIMIT ?`,
  silentRooms: `SELECT id, name, next FROM room ORDER BY
    (SELECT at FROM message WHERE room = id ORDER BY "offset" DESC LIMIT 1) NULLS FIRST`,
  roomAfter: "SELECT name FROM room WHERE id > ? ORDER BY id LIMIT 1",
  countRooms: "SELECT count(*) AS count FROM room",
  deleteRoom: "DELETE FROM room WHERE id = ?",
  setNext: "UPDATE room SET next = ? WHERE id = ?",
  addMessage: `INSERT OR REPLACE INTO message (room, "offset", at, sender, text) VALUES (?, ?, ?, ?, ?)`,
  messages: `SELECT "offset", at, sender, text FROM message WHERE room = ? ORDER BY "offset"`,
  firstSince:
    `SELECT "offset" AS first, at FROM message WHERE room = ? AND at >= ? ORDER BY "offset" LIMIT 1`,
  deleteBefore: `DELETE FROM message WHERE room = ? AND "offset" < ?`,
  meta: "SELECT epoch, floor, boot FROM meta",
  setEpoch: "UPDATE meta SET epoch = ?",
  setBoot: "UPDATE meta SET boot = ?",
  begin: "BEGIN IMMEDIATE",
  commit: "COMMIT",
  rollback: "ROLLBACK",
  raiseFloor: "UPDATE meta SET floor = max(floor, ?)",
} as const;
