/**
 * One publisher: sends so many messages, awaits their answers, sends the next. Servers of lines do not answer; there a
 * second connection, one of those that receive, tells when the messages have gone round.
 *
 *     deno run --allow-ffi bench/load/publisher.ts TASK
 *
 * @module
 */
import { checkAnswers, naming, PING, sending, type Task } from "./dialect.ts";
import { now, Socket, tell } from "./sockets.ts";

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

/** The connection that publishes, and the one that hears of it. */
function connect(task: Task): { sender: Socket; listener: Socket } {
  // Connections are accepted in turn, so the listener is in before the sender's first line is read.
  const listener = new Socket(task.port);
  if (task.way === "lines") return { sender: new Socket(task.port), listener };
  listener.send(naming(task) + PING);
  listener.receiveUntil("+PONG\r\n");
  return { sender: listener, listener };
}

function main(task: Task): void {
  const { sender, listener } = connect(task);
  const rounds = encoded(task);
  const answers = new Uint8Array(128 * task.messages);
  let length = 0, breaks = 0;
  const began = now();
  for (const [round, bytes] of rounds.entries()) {
    const wanted = Math.min(task.messages, (round + 1) * task.pipeline);
    sender.send(bytes);
    while (breaks < wanted) {
      const end = length + listener.receive(answers.subarray(length));
      for (; length < end; length++) if (answers[length] === LF) breaks++;
    }
  }
  checkAnswers(task, new TextDecoder().decode(answers.subarray(0, length)));
  tell({ began });
}

main(JSON.parse(Deno.args[0] ?? "") as Task);
