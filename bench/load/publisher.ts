/**
 * One publisher: sends so many messages, awaits their answers, sends the next. Servers of lines do not answer; there a
 * second connection, one of those that receive, tells when the messages have gone round.
 *
 * @module
 */
import { checkAnswers, naming, PING, sending, type Task } from "./dialect.ts";
import { Socket } from "./sockets.ts";

const LF = 0x0a;

/** All rounds, encoded beforehand: encoding is no part of what is measured. */
function encoded(task: Task): Uint8Array<ArrayBuffer>[] {
  const { messages, pipeline } = task;
  const encoder = new TextEncoder();
  return Array.from({ length: Math.ceil(messages / pipeline) }, (_, round) => {
    const first = round * pipeline, count = Math.min(pipeline, messages - first);
    return encoder.encode(Array.from({ length: count }, (_, index) => sending(task, first + index)).join(""));
  });
}

/** The publisher. */
export class Publisher {
  /** Where answers come. */
  readonly listener: Socket;
  readonly #sender: Socket;
  readonly #task: Task;
  readonly #rounds: Uint8Array<ArrayBuffer>[];
  readonly #answers: Uint8Array<ArrayBuffer>;
  #length = 0;
  #round = 0;
  /** Answers of the round under way that have not come. */
  #missing = 0;

  /** Connects. */
  constructor(task: Task) {
    this.#task = task;
    this.#rounds = encoded(task);
    this.#answers = new Uint8Array(128 * task.messages);
    // Connections are accepted in turn, so the listener is in before the sender's first line is read.
    this.listener = new Socket(task.port);
    this.#sender = task.way === "lines" ? new Socket(task.port) : this.listener;
    if (task.way === "lines") return;
    this.listener.send(naming(task) + PING);
    this.listener.receiveUntil("+PONG\r\n");
  }

  /** Sends the next round, if there is one. */
  send(): void {
    const bytes = this.#rounds[this.#round++];
    if (bytes === undefined) return;
    this.#missing += Math.min(
      this.#task.pipeline,
      this.#task.messages - (this.#round - 1) * this.#task.pipeline,
    );
    this.#sender.send(bytes);
  }

  /** Receives answers that are there; behind the last of a round comes the next round. */
  receive(): void {
    const end = this.#length + this.listener.receive(this.#answers.subarray(this.#length));
    for (; this.#length < end; this.#length++) if (this.#answers[this.#length] === LF) this.#missing--;
    if (this.#missing === 0) this.send();
  }

  /** Awaits what is missing. @throws {Error} if an answer is wrong. */
  finish(): void {
    while (this.#missing > 0) this.receive();
    checkAnswers(this.#task, new TextDecoder().decode(this.#answers.subarray(0, this.#length)));
  }
}
