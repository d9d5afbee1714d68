/**
 * How subscribers and publishers talk to the servers that are compared, and what must come of it: each message has
 * 64 bytes and is numbered, so that one that is lost, doubled or out of order is noticed.
 *
 * @module
 */
import { Push, type Reply } from "../../lib/framing/reply.ts";
import { ReplyDecoder } from "../../lib/framing/reply_decoder.ts";

/** Which way messages go: PUBLISH to a channel, ROOM.SAY to a room, or lines to everybody else who is connected. */
export type Way = "publish" | "room" | "lines";

/** What a crowd or a publisher is to do; JSON on its command line. */
export interface Task {
  /** Of the server, on this machine. */
  readonly port: number;
  /** The dialect. */
  readonly way: Way;
  /** Channel or room; another one each time, so that who leaves one late is not heard in the next. */
  readonly place: string;
  /** How many receive each message. */
  readonly members: number;
  /** How many messages. */
  readonly messages: number;
  /** Messages that are sent before an answer is awaited. */
  readonly pipeline: number;
}

/** Line breaks of one message, as a subscriber receives it. */
export const BREAKS: Readonly<Record<Way, number>> = { publish: 7, room: 7, lines: 1 };
/** Answers every command before it; after it, only messages come. */
export const PING = "*1\r\n$4\r\nPING\r\n";

/** The text of message number `index`: 64 bytes. */
export function text(index: number): string {
  return String(index).padStart(12, "0").padEnd(64, "-enchufe");
}

function request(...words: readonly string[]): string {
  return `*${words.length}\r\n` + words.map((word) => `$${word.length}\r\n${word}\r\n`).join("");
}

/** What a member sends so that messages come. */
export function joining({ way, place }: Task, index: number): string {
  if (way === "publish") return request("SUBSCRIBE", place);
  return request("HELLO", "3", "SETNAME", `${place}-${index}`) + request("ROOM.JOIN", place);
}

/** How the answer to `PING` ends for a member. */
export function pong(way: Way): string {
  return way === "publish" ? "*2\r\n$4\r\npong\r\n$0\r\n\r\n" : "+PONG\r\n";
}

/** What the publisher sends before it begins, so that it has a name in rooms. */
export function naming({ place }: Task): string {
  return request("CLIENT", "SETNAME", place);
}

/** The bytes that send message number `index`. */
export function sending({ way, place }: Task, index: number): string {
  if (way === "lines") return text(index) + "\n";
  return request(way === "publish" ? "PUBLISH" : "ROOM.SAY", place, text(index));
}

/** Checks the publisher's answers. @throws {Error} if one is wrong. */
export function checkAnswers(task: Task, answers: string): void {
  const lines = answers.split("\n");
  const first = Number(lines[0]?.slice(1));
  for (let index = 0; index < task.messages; index++) {
    const wanted = {
      publish: `:${task.members}\r`,
      room: `:${first + index}\r`,
      lines: text(index),
    }[task.way];
    if (lines[index] !== wanted) throw new Error(`Answer ${index} is ${lines[index]} and not ${wanted}`);
  }
}

/** Checks all that one member received. @throws {Error} if any of it is wrong. */
export function checkReceived(task: Task, bytes: Uint8Array): void {
  if (task.way === "lines") return checkAnswers(task, new TextDecoder().decode(bytes));
  const decoder = new ReplyDecoder();
  let index = 0, at = 0;
  for (;;) {
    const status = decoder.next();
    if (status === "value") checkMessage(task, decoder.value, index++);
    else if (at === bytes.length) break;
    else {
      const space = decoder.space();
      const part = bytes.subarray(at, at += Math.min(space.length, bytes.length - at));
      space.set(part);
      decoder.filled(part.length);
    }
  }
  if (index !== task.messages) throw new Error(`${index} messages came, not ${task.messages}`);
}

function checkMessage({ way, place }: Task, reply: Reply, index: number): void {
  const items = reply instanceof Push ? reply.items : reply as readonly Reply[];
  const [kind, channel, content] = items.map((item) => new TextDecoder().decode(item as Uint8Array));
  const said = way === "room" ? (JSON.parse(content ?? "") as { text: string }).text : content;
  const [wanted, from] = [text(index), way === "room" ? `room:${place}` : place];
  if (items.length !== 3 || kind !== "message" || channel !== from || said !== wanted) {
    throw new Error(`Message ${index} is ${kind} ${channel} ${content}`);
  }
}
