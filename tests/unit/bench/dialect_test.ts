import { checkAnswers, checkReceived, type Task, text, type Way } from "../../../bench/load/dialect.ts";
import { assertEquals, assertThrows } from "../../helpers/assert.ts";

const encoder = new TextEncoder();

function task(way: Way): Task {
  return { port: 1, way, place: "here", members: 3, messages: 2, pipeline: 1 };
}

/** What a subscriber receives of messages with those numbers. */
function received(way: Way, ...numbers: readonly number[]): Uint8Array {
  const one = (number: number) => {
    if (way === "lines") return text(number) + "\n";
    if (way === "publish") return `*3\r\n$7\r\nmessage\r\n$4\r\nhere\r\n$64\r\n${text(number)}\r\n`;
    const content = JSON.stringify({ event: "message", text: text(number) });
    return `>3\r\n$7\r\nmessage\r\n$9\r\nroom:here\r\n$${content.length}\r\n${content}\r\n`;
  };
  return encoder.encode(numbers.map(one).join(""));
}

Deno.test("text() has 64 bytes, whatever its number", () => {
  assertEquals([0, 7, 123_456].map((index) => encoder.encode(text(index)).length), [64, 64, 64]);
});

for (const way of ["publish", "room", "lines"] as const) {
  Deno.test(`checkReceived() takes all messages in order: ${way}`, () => {
    checkReceived(task(way), received(way, 0, 1));
  });

  for (const [what, numbers] of [["lost", [0]], ["out of order", [1, 0]], ["doubled", [0, 0, 1]]] as const) {
    Deno.test(`checkReceived() notices what is ${what}: ${way}`, () => {
      assertThrows(() => checkReceived(task(way), received(way, ...numbers)), Error);
    });
  }
}

Deno.test("checkReceived() notices another channel", () => {
  assertThrows(() => checkReceived({ ...task("publish"), place: "there" }, received("publish", 0, 1)), Error);
});

Deno.test("checkAnswers() wants each message to have reached everybody", () => {
  checkAnswers(task("publish"), ":3\r\n:3\r\n");
  assertThrows(() => checkAnswers(task("publish"), ":3\r\n:2\r\n"), Error);
});

Deno.test("checkAnswers() wants numbers of a room without gaps", () => {
  checkAnswers(task("room"), ":17\r\n:18\r\n");
  assertThrows(() => checkAnswers(task("room"), ":17\r\n:19\r\n"), Error);
});
