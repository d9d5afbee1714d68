import { Broker } from "../../../lib/rooms/broker.ts";
import { assert, assertEquals, assertNotEquals } from "../../helpers/assert.ts";
import { Ear, test } from "./peers.ts";

test("Broker.subscribe() and unsubscribe() tell whether something changed", () => {
  const broker = new Broker();
  const ear = new Ear();
  assertEquals(broker.unsubscribe("a", ear), false);
  assertEquals([broker.subscribe("a", ear), broker.subscribe("a", ear)], [true, false]);
  assertEquals([broker.psubscribe("a", ear), broker.psubscribe("a", ear)], [true, false]);
  assertEquals([broker.unsubscribe("a", ear), broker.unsubscribe("a", ear)], [true, false]);
  assertEquals([broker.punsubscribe("a", ear), broker.punsubscribe("a", ear)], [true, false]);
});

test("Broker.publish() counts a subscriber once for its channel and once for each pattern", () => {
  const broker = new Broker();
  const ear = new Ear();
  broker.subscribe("room:a", ear);
  broker.psubscribe("room:*", ear);
  broker.psubscribe("*:a", ear);
  broker.psubscribe("file:*", ear);
  assertEquals(broker.publish("room:a", "hola"), 3);
  assertEquals(ear.heard, ["room:a hola", "room:* room:a hola", "*:a room:a hola"]);
  assertEquals(broker.publish("nobody", "hola"), 0);
});

test("Broker.publish() shares one publication by channel and one by pattern", () => {
  const broker = new Broker();
  const ears = [new Ear(), new Ear()];
  for (const ear of ears) {
    broker.subscribe("a", ear);
    broker.psubscribe("a*", ear);
    broker.psubscribe("*a", ear);
  }
  broker.publish("a", Uint8Array.of(1));
  const [first, second] = ears.map((ear) => ear.publications);
  assertEquals(first?.length, 3);
  assertEquals(new Set(first).size, 3);
  for (const [index, publication] of (first ?? []).entries()) {
    assert(publication === second?.[index]);
    assertEquals(publication.encodings, []);
  }
});

test("Broker.channels(), subscriberCount() and patternCount() forget what nobody hears", () => {
  const broker = new Broker();
  const [one, two] = [new Ear(), new Ear()];
  for (const channel of ["room:a", "room:b", "file:a"]) broker.subscribe(channel, one);
  broker.subscribe("room:a", two);
  broker.psubscribe("x*", one);
  broker.psubscribe("x*", two);
  assertEquals([[...broker.channels], broker.channelCount], [["room:a", "room:b", "file:a"], 3]);
  assertEquals([broker.subscriberCount("room:a"), broker.subscriberCount("x1")], [2, 0]);
  assertEquals(broker.patternCount(), 1);
  for (const channel of [...broker.channels]) broker.unsubscribe(channel, one);
  broker.punsubscribe("x*", one);
  broker.punsubscribe("x*", two);
  assertEquals([[...broker.channels], broker.patternCount()], [["room:a"], 0]);
});

test("Broker.publish() goes on when a subscriber throws", () => {
  const thrown: unknown[] = [];
  const broker = new Broker({ onError: (error) => thrown.push(error) });
  const [bad, good] = [new Ear(), new Ear()];
  bad.onDeliver = () => {
    throw new Error("broken");
  };
  for (const ear of [bad, good]) {
    broker.subscribe("a", ear);
    broker.psubscribe("*", ear);
  }
  assertEquals(broker.publish("a", "x"), 4);
  assertEquals(good.heard, ["a x", "* a x"]);
  assertEquals(thrown.length, 2);
});

test("Broker.publish() reaches neither who leaves nor who comes while it is under way", () => {
  const broker = new Broker();
  const [first, gone, late] = [new Ear(), new Ear(), new Ear()];
  for (const ear of [first, gone]) broker.subscribe("a", ear);
  first.onDeliver = () => {
    broker.unsubscribe("a", gone);
    broker.subscribe("a", late);
    // Leaving and coming back must not make the message come round again.
    broker.unsubscribe("a", first);
    broker.subscribe("a", first);
  };
  broker.publish("a", "x");
  assertEquals([first.heard.length, gone.heard.length, late.heard.length], [1, 0, 0]);
  first.onDeliver = undefined;
  broker.publish("a", "y");
  assertNotEquals(late.heard, []);
});
