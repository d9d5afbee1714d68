import { countDescriptors, sessionsForDescriptors } from "../../../lib/session/descriptors.ts";
import { assertEquals } from "../../helpers/assert.ts";

/** A system that has so many descriptors. */
function system(most: number): { open: () => { close(): void }; now: () => number; peak: () => number } {
  let now = 0, peak = 0;
  const open = () => {
    if (now >= most) throw new Error("EMFILE");
    peak = Math.max(peak, ++now);
    return { close: () => void now-- };
  };
  return { open, now: () => now, peak: () => peak };
}

for (const [most, wanted, found] of [[10_000, 700, 700], [300, 700, 300], [0, 700, 0], [700, 700, 700]]) {
  Deno.test(`countDescriptors() finds ${found} of ${wanted} where there are ${most}, and gives all back`, async () => {
    const { open, now, peak } = system(most as number);
    assertEquals(await countDescriptors(wanted as number, open), found);
    assertEquals([now(), peak()], [0, found as number]);
  });
}

Deno.test({
  name: "sessionsForDescriptors() says how many there can be, if fewer than allowed",
  ignore: Deno.build.os === "windows",
  async fn() {
    assertEquals(await sessionsForDescriptors(100, system(200).open), undefined);
    assertEquals(await sessionsForDescriptors(100, system(150).open), 86);
    assertEquals(await sessionsForDescriptors(100, system(10).open), 0);
  },
});
