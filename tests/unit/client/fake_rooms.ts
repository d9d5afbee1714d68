/** Rooms in memory, and a session that enters one of them. @module */
import { Session } from "../../../lib/client/session.ts";
import type { Transport } from "../../../lib/client/transport.ts";
import { ErrorReply, type Reply, Simple } from "../../../lib/framing/reply.ts";
import { makePalette } from "../../../lib/terminal/colors.ts";
import { within } from "../../helpers/patience.ts";
import { FakeTerminal, FastClock } from "./fake_terminal.ts";
import { fakeServer, type FakeSession, record } from "./memory_transport.ts";

/** A message. */
export interface Said {
  readonly event: "message";
  readonly room: string;
  readonly from: string;
  readonly text: string;
  readonly at: number;
  readonly offset: number;
}

/** Rooms that behave as the real ones do, with hooks for what goes wrong. */
export class FakeRooms {
  epoch = "e1";
  log: Said[] = [];
  /** Offset of the oldest that is kept. */
  first = 1;
  /** What to answer instead. */
  readonly instead = new Map<string, (words: string[], session: FakeSession) => Reply | undefined>();
  readonly server = fakeServer((words, session) => this.#answer(words, session));

  say(room: string, from: string, text: string, push = true): number {
    const offset = (this.log.at(-1)?.offset ?? this.first - 1) + 1;
    const said = { event: "message", room, from, text, at: 0, offset } as const;
    this.log.push(said);
    if (push) { for (const session of this.server.sessions) session.push(`room:${room}`, { ...said }); }
    return offset;
  }

  #answer(words: string[], session: FakeSession): Reply | undefined {
    const [command = "", room = "", text = ""] = words;
    const hook = this.instead.get(command);
    if (hook !== undefined) return hook(words, session);
    switch (command) {
      case "HELLO":
        return record({ proto: 3 });
      case "ROOM.JOIN":
        return record({ room, name: "ana", epoch: this.epoch, offset: this.#next, members: ["ana", "luz"] });
      case "ROOM.HISTORY":
        return this.#history(words);
      case "ROOM.SAY":
        return this.say(room, "ana", text);
      case "ROOM.LEAVE":
        return 1;
      case "TIME":
        return ["1", "0"];
      case "PSUBSCRIBE":
        return undefined;
      case "PING":
        return new Simple("PONG");
      default:
        return new ErrorReply("ERR", `unknown command '${command}'`);
    }
  }

  get #next(): number {
    return (this.log.at(-1)?.offset ?? this.first - 1) + 1;
  }

  #history([, room, option, value = ""]: string[]): Reply {
    const [epoch, offset] = value.split(":");
    const since = option === "SINCE" ? Number(offset) : 0;
    const recovered = option !== "SINCE" || (epoch === this.epoch && since >= this.first);
    const messages = this.log.filter((said) => said.room === room && (!recovered || said.offset >= since));
    return record({
      epoch: this.epoch,
      recovered,
      next: this.#next,
      messages: messages.map((said) => record({ ...said })),
    });
  }
}

/** Has the rooms refuse whoever has not taken another name. */
export function nameTaken(rooms: FakeRooms, message: string): void {
  rooms.instead.set("CLIENT", () => new Simple("OK"));
  rooms.instead.set("ROOM.JOIN", ([_command, room = ""], session) => {
    const name = session.requests.map((words) => words.at(-1)).includes("ana-2") ? "ana-2" : "ana";
    if (name === "ana") return new ErrorReply("NAMETAKEN", message);
    return record({ room, name, epoch: rooms.epoch, offset: 1, members: [name, "luz"] });
  });
}

/** A session in a room. */
export interface Running extends AsyncDisposable {
  readonly rooms: FakeRooms;
  readonly terminal: FakeTerminal;
  readonly clock: FastClock;
  readonly status: Promise<number>;
}

/** Starts a session. */
export function start(
  rooms: FakeRooms = new FakeRooms(),
  dial: () => Promise<Transport> = rooms.server.dial,
): Running {
  const terminal = new FakeTerminal(), clock = new FastClock();
  const session = new Session({
    link: { dial, where: "test:1", name: "ana", timeout: 60_000 },
    room: "plaza",
    openTerminal: () => terminal,
    palette: makePalette(false),
    clock,
    random: () => 0,
  });
  const status = within(session.run(), "end of the session");
  status.catch(() => {});
  return {
    rooms,
    terminal,
    clock,
    status,
    async [Symbol.asyncDispose]() {
      terminal.lines.end();
      await status.catch(() => {});
    },
  };
}

/** Waits until the session has entered and answers. */
export async function settled(terminal: FakeTerminal): Promise<void> {
  terminal.type("/time");
  await terminal.until(":01");
}

/** The connection that the session has now, as the server sees it. */
export function last(rooms: FakeRooms): FakeSession {
  return rooms.server.sessions.at(-1) as FakeSession;
}
