/** What the tests of the share have in common. @module */
import { EnchufeError, type ErrorCode } from "../../../lib/errors.ts";
import { type Limits, makeLimits } from "../../../lib/limits.ts";
import { Directories } from "../../../lib/share/directories.ts";
import { Jail } from "../../../lib/share/jail.ts";
import { type Change, Share } from "../../../lib/share/share.ts";
import { type Disk, Writer } from "../../../lib/share/writing.ts";
import { assertEquals, assertMatch } from "../../helpers/assert.ts";

/** Options of {@linkcode openShare}. */
export interface Opening {
  readonly access?: "read" | "write";
  readonly hidden?: boolean;
  readonly limits?: Partial<Limits>;
}

/** Opens a share with write access, and collects its changes. */
export async function openShare(
  folder: string,
  opening: Opening = {},
): Promise<{ share: Share; changes: Change[] }> {
  const { access = "write", hidden = false, limits = {} } = opening;
  const changes: Change[] = [];
  const share = await Share.open(folder, {
    access,
    hidden,
    limits: makeLimits({ keepFree: 0, ...limits }),
    onChange: (change) => changes.push(change),
  });
  return { share, changes };
}

/** The parts that a share is made of. */
export interface OpenDisk {
  readonly disk: Disk;
  readonly changes: Change[];
  readonly writer: Writer;
}

/** Opens the parts by themselves. */
export function openDisk(folder: string, limits: Partial<Limits> = {}): OpenDisk {
  const changes: Change[] = [];
  const disk = {
    jail: new Jail(folder, { hidden: false }),
    directories: new Directories(false),
    sync: true,
    limits: makeLimits({ keepFree: 0, ...limits }),
    onChange: (change: Change) => void changes.push(change),
  };
  return { disk, changes, writer: new Writer(disk) };
}

/** Insists that something is refused with a code, and with a message of the house's form that tells no real path. */
export async function refuses(
  run: () => unknown,
  code: ErrorCode,
  includes = "",
): Promise<void> {
  let thrown: unknown;
  try {
    await run();
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof EnchufeError)) throw new Error(`Not refused with ${code}`, { cause: thrown });
  assertEquals(thrown.code, code, thrown.message);
  assertMatch(thrown.message, /^(?:[A-Z]|"[^\r\n]* )[^\r\n]*[^.\r\n]$/);
  if (!thrown.message.includes(includes)) throw new Error(`${thrown.message} does not include ${includes}`);
  if (thrown.message.includes("enchufe-test-")) throw new Error(`Tells a real path: ${thrown.message}`);
}

/** Text as bytes. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Bytes as text. */
export function text(content: Uint8Array | undefined): string | undefined {
  return content && new TextDecoder().decode(content);
}

/** The names in a folder, unfinished files included, sorted. */
export function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), (entry) => entry.name).sort();
}

/** Makes files and directories look old, so that caches trust them. */
export function settle(...paths: string[]): void {
  for (const path of paths) Deno.utimeSync(path, 1_600_000_000, 1_600_000_000);
}

/** Whether permissions hold for us; root may do everything. */
export const ROOT_MAY_ALL: boolean = Deno.build.os === "windows" || Deno.uid() === 0;

/** Whether tests may run `mkfifo`. */
export const NO_FIFOS: boolean = Deno.build.os === "windows" ||
  Deno.permissions.querySync({ name: "run", command: "mkfifo" }).state !== "granted";

/** Makes a named pipe. */
export function makeFifo(path: string): void {
  const { success } = new Deno.Command("mkfifo", { args: [path] }).outputSync();
  if (!success) throw new Error(`No FIFO at ${path}`);
}
