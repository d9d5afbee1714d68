/**
 * Every error that can cross the wire or that the parts on both sides of it throw: a name for us, a stable code for
 * programs, and a line for people, whose English is what the wire carries. {@linkcode failure} makes an error of a row;
 * lib/texts has every line in the other languages; docs/protocol.md lists them. Redis's own errors have Redis's words,
 * since its clients compare some of them.
 *
 * @module
 */
import type { ErrorCode } from "./errors.ts";

/**
 * One error: its code; the line in English, where a word in braces stands for a parameter; and whether the session ends
 * once the peer has been told, wherever it happens.
 */
export type ErrorRow = readonly [code: ErrorCode, text: string, fatal?: "fatal"];

/** The errors by name. */
export const ERRORS = {
  // Framing: the next boundary is unknown, so each ends the session.
  badMultibulkLength: ["ERR", "Protocol error: invalid multibulk length", "fatal"],
  badBulkLength: ["ERR", "Protocol error: invalid bulk length", "fatal"],
  unauthenticatedCount: ["ERR", "Protocol error: unauthenticated multibulk length", "fatal"],
  unauthenticatedLength: ["ERR", "Protocol error: unauthenticated bulk length", "fatal"],
  dollarExpected: ["ERR", "Protocol error: expected '$', got '{byte}'", "fatal"],
  requestTooBig: ["ERR", "Protocol error: too big request", "fatal"],
  lineTooBig: ["ERR", "Protocol error: too big inline request", "fatal"],
  unbalancedQuotes: ["ERR", "Protocol error: unbalanced quotes in request", "fatal"],
  httpRefused: ["ERR", "Protocol error: this port speaks RESP, not HTTP", "fatal"],
  tlsRefused: ["ERR", "Protocol error: this port speaks RESP without TLS", "fatal"],

  // Sessions.
  serverStopping: ["ERR", "Server is stopping", "fatal"],
  tooManyClients: ["ERR", "max number of clients reached", "fatal"],
  tooManyFromAddress: ["ERR", "max number of clients reached for your address (--max-per-address)", "fatal"],
  tooManyFromPublicAddress: [
    "ERR",
    "max number of clients reached for your address (--max-per-public-address)",
    "fatal",
  ],
  uploadNotStored: ["IO", "The upload could not be stored"],
  sendingOver: ["LOST", "Nothing more can be sent"],
  fileShrank: ["IO", "The file became shorter while it was sent", "fatal"],
  changedWhileSent: ["IO", "{path} changed or went while it was sent", "fatal"],

  // Commands, whichever.
  internal: ["ERR", "Internal error; the server's log has the details"],
  unknownCommand: ["ERR", "unknown command '{command}', with args beginning with: {arguments}"],
  unknownSubcommand: ["ERR", "unknown subcommand '{command}'. Try COMMAND DOCS {container}."],
  wrongCount: ["ERR", "wrong number of arguments for '{command}' command"],
  syntax: ["ERR", "syntax error"],
  notInteger: ["ERR", "value is not an integer or out of range"],
  textNotUtf8: ["ERR", "Text is not valid UTF-8"],
  patternTooLong: ["ERR", "Pattern has {length} characters; {most} are allowed"],
  patternsTooHard: [
    "TOOMANY",
    "Patterns with {effort} characters between two '*' that hold '?' or '[...]'; {most} are allowed in a session",
  ],
  onlyFromHere: [
    "NOPERM",
    "'{command}' works only from the server's own machine; use its console or connect to it from there",
  ],
  onlySubscribed: [
    "ERR",
    "Can't execute '{command}': only (P)SUBSCRIBE / (P)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context",
  ],

  // Commands of the connection and the server.
  badProtocolNumber: ["ERR", "Protocol version is not an integer or out of range"],
  unknownProtocol: ["NOPROTO", "unsupported protocol version"],
  badHelloOption: ["ERR", "Syntax error in HELLO option '{option}'"],
  badUser: ["WRONGPASS", "invalid username-password pair or user is disabled."],
  noPassword: [
    "ERR",
    "AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?",
  ],
  authRequired: ["NOAUTH", "Authentication required."],
  helloAuthRequired: [
    "NOAUTH",
    "HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time",
  ],
  authWait: [
    "BLOCKED",
    "Too many wrong passwords came from your address; try again in {seconds} s (--auth-failures, --auth-wait)",
  ],
  roleForbids: [
    "NOPERM",
    "User {name} has no permissions to run the '{command}' command: it wants the role {role}",
  ],
  badDatabase: ["ERR", "DB index is out of range"],
  badClientName: ["ERR", "Client names cannot contain spaces, newlines or special characters."],
  badClientInfo: ["ERR", "{field} cannot contain spaces, newlines or special characters."],
  badClientOption: ["ERR", "Unrecognized option '{option}'"],
  noSuchClient: ["ERR", "No such client"],
  invalidCommand: ["ERR", "Invalid command specified"],
  noKeys: ["ERR", "The command has no key arguments"],
  wrongKeyCount: ["ERR", "Invalid number of arguments specified for command"],

  // Paths.
  pathNotUtf8: ["BADPATH", "Path {path} is not valid UTF-8"],
  pathEmpty: ["BADPATH", 'Path {path} is empty; "." is the shared folder itself'],
  pathAbsolute: ["BADPATH", "Path {path} is absolute; name entries relative to the shared folder"],
  pathTooLong: ["BADPATH", "Path {path} has more than {most} bytes"],
  pathTooDeep: ["BADPATH", "Path {path} has more than {most} components"],
  pathIsRoot: ["BADPATH", "Path {path} is the shared folder itself; name an entry in it"],
  pathIntoItself: ["BADPATH", "Path {path} is inside {other}; name another place"],
  pathControl: ["BADPATH", "Path {path} has a control or invisible character"],
  pathHidden: ["BADPATH", "Path {path} has a component that begins with a dot, which is not shared"],
  partEmpty: ["BADPATH", "Path {path} has an empty component"],
  partDots: ["BADPATH", "Path {path} has the component {component}; name entries in full"],
  partDrive: ["BADPATH", "Path {path} has a component that begins with a drive letter"],
  partBackslash: ["BADPATH", 'Path {path} has a "\\"; separate components with "/"'],
  partNul: ["BADPATH", "Path {path} has a NUL character"],
  partEnd: ["BADPATH", "Path {path} has a component that ends in a dot or a space"],
  partDevice: ["BADPATH", "Path {path} has the component {component}, a device name of Windows"],
  partWindows: ["BADPATH", 'Path {path} has one of the characters : * ? " < > |, which Windows reserves'],
  partNotUnicode: ["BADPATH", "Path {path} is not valid Unicode"],
  partTooLong: ["BADPATH", "Path {path} has a component of more than {most} bytes"],

  // Files.
  noEntry: ["NOTFOUND", "The share has no {path}"],
  nothingToRemove: ["NOTFOUND", "There is no entry {path}"],
  isDirectory: ["WRONGTYPE", "{path} is a directory; name a file"],
  isFile: ["WRONGTYPE", "{path} is a file; name a directory"],
  directoryAsString: ["WRONGTYPE", "{path} is a directory, not a file"],
  alreadyThere: ["EXISTS", "{path} is already there"],
  fileInTheWay: ["EXISTS", "{path} is a file; nothing can be put under it"],
  nameHidden: ["EXISTS", "{path} is taken by something that is not shared"],
  notEmpty: ["NOTEMPTY", "{path} is not empty; RECURSIVE removes all that is in it"],
  holdsHidden: ["NOTEMPTY", "{path} holds entries that are not shared; only the operator can remove it"],
  keepsChanging: ["CHANGED", "{path} keeps changing; try again later"],
  readOnly: [
    "NOPERM",
    "Writing is off; start the server with --access write, or with --drop-box or --access drop to let files be handed in",
  ],
  readOnlyOutside: [
    "NOPERM",
    "Files are taken only in the drop box {box}; for more, start the server with --access write",
  ],
  boxKeeps: [
    "NOPERM",
    "{path} belongs to a drop box: it takes new files, and what was handed in stays; without a box, --access write allows more",
  ],
  overQuota: [
    "QUOTA",
    "{path} goes beyond the {most} bytes that one name may hand in (--quota); {left} bytes are left",
  ],
  noPermission: ["NOPERM", "The server's user has no permission for {path}"],
  diskFull: ["NOSPACE", "The server's disk has no room for {path}"],
  keepFree: ["NOSPACE", "No room for {path}: the server leaves {limit} of its disk free"],
  diskFailed: ["IO", "The server's disk failed on {path} ({reason})"],
  badSize: ["ERR", "Size {value} of {path} is not a whole number of bytes"],
  fileTooBig: ["TOOBIG", "{path} would have {size} bytes; the server takes {limit} at most"],
  uploadShort: ["ERR", "{path} got {count} of the {size} announced bytes"],
  uploadLong: ["TOOBIG", "{path} got more than the {size} announced bytes"],
  uploadOver: ["ERR", "The upload of {path} is over"],
  noUpload: ["NOUPLOAD", "There is no such upload of yours; begin it again"],
  uploadTakenOver: ["NOUPLOAD", "The upload of {path} goes on in another session"],
  uploadLost: ["NOUPLOAD", "The unfinished file of {path} is gone; begin it again"],
  uploadOffset: ["OFFSET", "The upload of {path} has {size} bytes; go on from there"],
  uploadLacks: ["SHORT", "The upload of {path} has {count} of its {size} bytes; send the rest first"],
  uploadDigest: ["DIGEST", "The bytes of {path} do not match their SHA-256; send them again"],
  badDigest: ["ERR", "SHA-256 {value} is not 64 hexadecimal digits"],
  tooManyUploads: [
    "TOOMANY",
    "Unfinished uploads are {most}, the limit (--max-uploads): finish or abort one first",
  ],
  badOffset: ["ERR", "Offset {value} is out of range; give a whole number from 0"],
  negativeOffset: ["ERR", "offset is out of range"],
  badScanCursor: ["ERR", "invalid cursor"],
  badCursor: ["ERR", 'Cursor {cursor} is not an integer below 2^53; begin with "0"'],
  badListCursor: ["ERR", 'Cursor {cursor} is not one that a listing gave; begin with "0"'],
  tooManyMatches: ["TOOMANY", "More than {most} files match {pattern}; use SCAN"],
  tarTooMany: ["TOOMANY", "{path} has more than {most} entries; name a directory in it, or EXCLUDE some"],
  tarsTooMany: [
    "TOOMANY",
    "The archives that are being sent have {most} entries, the limit; try again later",
  ],

  // The shared folder, for who starts the server.
  shareMissing: ["NOTFOUND", "There is no folder {folder}; give one that exists"],
  shareNotFolder: ["WRONGTYPE", "{folder} is not a folder; give the folder to share"],
  shareUnreadable: ["NOPERM", "This user may not read {folder}; allow it or give another folder"],
  shareUnwritable: [
    "NOPERM",
    "This user may not write to {folder}; allow it, or use --access read and no --drop-box",
  ],

  // Rooms.
  badName: [
    "BADNAME",
    "Name {text} is not valid: want 1 to {most} letters, digits, '_', '-' or '.', beginning with a letter, a digit or '_'",
  ],
  badRoom: [
    "BADNAME",
    "Room {text} is not valid: want 1 to {most} letters, digits, '_', '-' or '.', beginning with a letter, a digit or '_'",
  ],
  nameMixed: ["BADNAME", "Name {text} mixes letters of different alphabets: want letters of one"],
  nameTaken: ["NAMETAKEN", "Name {name} is taken; {free} is free"],
  nameLike: ["NAMETAKEN", "Name {name} looks like {like}, which is taken; {free} is free"],
  nameOwned: [
    "NAMETAKEN",
    "Name {name} belongs to a user of this server; authenticate as that user, or take another name: {free} is free",
  ],
  nameReserved: ["NAMETAKEN", "Name {name} is reserved; {free} is free"],
  nameInUse: ["ERR", "Name {name} is in use in room '{room}': leave it first"],
  expelled: ["ERR", "Session was removed by the server: want a new one", "fatal"],
  noMember: ["NOMEMBER", "Nobody is called {text}"],
  noRoom: ["NOROOM", "Room {text} does not exist"],
  tooManyRooms: ["TOOMANY", "Room {name} cannot open: the limit is {most} rooms"],
  tooManyOpened: [
    "TOOMANY",
    "Rooms opened from this address are {most}, the limit (--max-rooms-per-address): leave one first",
  ],
  tooManyJoined: ["TOOMANY", "Rooms joined are {most}, the limit (--max-joined): leave one first"],
  tooManyMuted: ["TOOMANY", "Muted names are {most}, the limit: unmute another first"],
  tooManyMessages: ["TOOFAST", "Too many messages: the limit is {most} in any second", "fatal"],
  tooManyJoins: ["TOOFAST", "Too many joins: the limit is {most} in any second", "fatal"],
  muted: ["MUTED", "Name {name} is muted"],
  messageEmpty: ["ERR", "Message is empty: want 1 character at least"],
  messageNul: ["ERR", "Message holds a NUL character: want text"],
  messageTooLong: ["TOOLONG", "Message of {length} characters is too long: the limit is {most}"],
  badSince: ["ERR", "Since {text} is malformed: want EPOCH:OFFSET, such as 'a1b2c3d4:17'"],

  // Publish and subscribe.
  channelTooLong: ["ERR", "Channel has {length} characters; {most} are allowed"],
  tooManySubscriptions: ["TOOMANY", "A session may have {most} subscriptions (--max-subscriptions)"],
  channelPrivate: ["NOPERM", "Channel {channel} is private"],
  channelOfServer: ["NOPERM", "Channel {channel} belongs to the server"],
  channelOfRoom: ["NOPERM", "Channel {channel} belongs to the server; use ROOM.SAY"],
  channelOfMember: ["NOPERM", "Channel {channel} belongs to the server; use ROOM.TELL"],

  // Files of users and passwords.
  userRevoked: ["NOAUTH", "This user was removed or changed; authenticate anew", "fatal"],
  secretDirectory: ["IO", "{file} is a directory; name a file"],
  secretNowhere: ["IO", "The directory of {file} does not exist"],
  secretMissing: ["NOTFOUND", "There is no file {file}; enchufe-server passwd makes one with users"],
  secretUnreadable: ["IO", "{file} cannot be read: {reason}"],
  secretUnwritable: ["IO", "{file} cannot be written: {reason}"],
  secretOpen: ["NOPERM", "{file} is open to others than its owner; close it with chmod 600"],
  secretShared: ["NOPERM", "{file} is in the shared folder; move it to another place"],
  secretEmpty: ["ERR", "{file} has no password in its first line"],
  usersLine: [
    "ERR",
    "Line {line} of {file} is broken; want NAME:ROLE:HASH, as enchufe-server passwd writes it",
  ],
  usersTwice: ["ERR", "Line {line} of {file} has a user that another line has; remove one of them"],
  defaultTwice: [
    "ERR",
    "{file} has the user default, whose password is in --password-file too; want one of them",
  ],

  // Pickles of the menu service.
  pickleProtocol: ["ERR", "Pickle is malformed: protocol {value} is unknown: want 0 to {most}", "fatal"],
  pickleString: ["ERR", "Pickle is malformed: a string is not in quotes", "fatal"],
  pickleCharacter: ["ERR", "Pickle is malformed: character \\U{digits} does not exist", "fatal"],
  pickleNotUtf8: ["ERR", "Pickle is malformed: text is not UTF-8", "fatal"],
  pickleInteger: ["ERR", "Pickle is malformed: an integer is not 1 to {most} digits", "fatal"],
  pickleFloat: ["ERR", "Pickle is malformed: a float is not a number", "fatal"],
  pickleMemoIndex: ["ERR", "Pickle is malformed: a memo index is not a number", "fatal"],
  pickleMemo: ["ERR", "Pickle is malformed: memo {value} is not set", "fatal"],
  pickleStack: ["ERR", "Pickle is malformed: the stack is empty", "fatal"],
  pickleMark: ["ERR", "Pickle is malformed: a mark is missing", "fatal"],
  pickleAppend: ["ERR", "Pickle is malformed: only a list is appended to", "fatal"],
  pickleCircle: ["ERR", "Pickle is malformed: a list holds itself", "fatal"],
  pickleDepth: ["ERR", "Pickle is malformed: lists are nested deeper than {most}", "fatal"],
  pickleValues: ["ERR", "Pickle is malformed: it unfolds to more than {most} values", "fatal"],
  pickleCut: ["ERR", "Pickle is malformed: the input ends within it", "fatal"],
  pickleOpcode: [
    "ERR",
    "Pickle opcode '{opcode}' is refused: want lists, tuples, text, bytes, numbers, booleans and None",
    "fatal",
  ],
  pickleTooBig: ["ERR", "Pickle is too big: the limit is {most} bytes", "fatal"],
  valueTooDeep: ["ERR", "Value is nested too deep: the limit is {most}"],

  // Replies, as a client reads them.
  replyLine: [
    "BADREPLY",
    "The server sent a line of over 64 KiB, which is not RESP; is it an Enchufe server?",
    "fatal",
  ],
  replyLineEnd: [
    "BADREPLY",
    "The server sent a line without a carriage return, which is not RESP; is it an Enchufe server?",
    "fatal",
  ],
  replyBoolean: [
    "BADREPLY",
    "The server sent a boolean {received}, which is not RESP; is it an Enchufe server?",
    "fatal",
  ],
  replyNumber: [
    "BADREPLY",
    "The server sent a number {received}, which is not RESP; is it an Enchufe server?",
    "fatal",
  ],
  replyLength: [
    "BADREPLY",
    "The server sent a length {received}, which is not RESP; is it an Enchufe server?",
    "fatal",
  ],
  replyType: [
    "BADREPLY",
    "The server sent the type {received}, which is not RESP; is it an Enchufe server?",
    "fatal",
  ],
  replyString: [
    "BADREPLY",
    "The server sent a string of {size} bytes, which is not RESP; is it an Enchufe server?",
    "fatal",
  ],
  replyStringEnd: [
    "BADREPLY",
    "The server sent a string that does not end at its length, which is not RESP; is it an Enchufe server?",
    "fatal",
  ],
  replyItems: [
    "BADREPLY",
    "The server sent an aggregate of {length} items, which is not RESP; is it an Enchufe server?",
    "fatal",
  ],
  replyTooBig: [
    "BADREPLY",
    "The server sent a reply that takes more than {most} bytes, the most that is kept; is it an Enchufe server?",
    "fatal",
  ],
  replyDepth: [
    "BADREPLY",
    "The server sent aggregates nested too deeply, which is not RESP; is it an Enchufe server?",
    "fatal",
  ],
} as const satisfies Readonly<Record<string, ErrorRow>>;

/** Name of an error. */
export type ErrorName = keyof typeof ERRORS;

/** The English text of an error, as a type. */
export type ErrorTemplate<Name extends ErrorName> = (typeof ERRORS)[Name][1];
