/** That a soak which goes wrong says so; the soak itself is a task, which CI runs for a minute. @module */
import { assertEquals } from "../helpers/assert.ts";
import { faults, type SoakReport } from "../soak.ts";
import { tally, Witness } from "./tally.ts";

/** Three in two rooms, who said two lines each and heard all that they should. */
function room(): [Witness, Witness, Witness] {
  const witnesses: [Witness, Witness, Witness] = [
    new Witness("ana", "plaza"),
    new Witness("bea", "plaza"),
    new Witness("cai", "patio"),
  ];
  for (const { room, name } of witnesses) {
    for (const listener of witnesses) {
      if (listener.room === room) { for (const number of [0, 1]) listener.hear(name, number); }
    }
  }
  for (const witness of witnesses) witness.said = 2;
  return witnesses;
}

Deno.test("tally() of those who heard everything once has nothing lost and nothing twice", () => {
  assertEquals(tally(room()), { sent: 6, delivered: 10, lost: 0, duplicated: 0 });
});

Deno.test("tally() counts a line that one of the room did not hear, the first and the last too", () => {
  const witnesses = room();
  witnesses[0].said = 3;
  witnesses[0].hear("ana", 2);
  assertEquals(tally(witnesses), { sent: 7, delivered: 11, lost: 1, duplicated: 0 });
  assertEquals(tally([new Witness("ana", "plaza"), ...room().slice(1)]).lost, 2);
});

Deno.test("tally() counts each time that somebody heard a line again", () => {
  const witnesses = room();
  for (let times = 0; times < 2; times++) witnesses[1].hear("ana", 1);
  witnesses[2].hear("cai", 0);
  assertEquals(tally(witnesses), { sent: 6, delivered: 10, lost: 0, duplicated: 3 });
});

Deno.test("faults() names what is lost, twice, left open or grown, and nothing of a good run", () => {
  const messages = { sent: 6, delivered: 10, lost: 0, duplicated: 0 };
  const good: SoakReport = {
    seed: 1,
    seconds: 60,
    messages,
    visits: 9,
    killed: 3,
    files: 5,
    descriptors: { start: 20, end: 20 },
    memory: { start: 100, end: 104 },
    slowest: 5000,
  };
  assertEquals(faults(good), []);
  const rows: [Partial<SoakReport>, string][] = [
    [{ messages: { ...messages, lost: 1 } }, "1 messages lost"],
    [{ messages: { ...messages, duplicated: 2 } }, "2 messages duplicated"],
    [{ messages: { ...messages, delivered: 0 } }, "nothing was delivered"],
    [{ files: 0 }, "nothing was delivered"],
    [{ descriptors: { start: 20, end: 21 } }, "20 descriptors have become 21"],
    [{ memory: { start: 100, end: 106 } }, "memory has grown by more than 5 %"],
    [{ memory: { start: NaN, end: NaN } }, "memory has grown by more than 5 %"],
  ];
  for (const [wrong, fault] of rows) assertEquals(faults({ ...good, ...wrong }), [fault]);
});
