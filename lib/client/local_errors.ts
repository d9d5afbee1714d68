/**
 * What goes wrong with files of this machine, in words: the runtime's own texts name system calls, flags of the
 * runtime, and files that nobody asked for.
 *
 * @module
 */
import { texts } from "../texts/texts.ts";
import { describeError, EnchufeError } from "../errors.ts";
import { dirname } from "../std/path.ts";

/** Numbers of the system's errors that the runtime has no class for. Those of Windows are above 100 or differ. */
const BY_NUMBER: ReadonlyMap<number, "diskFull" | "readOnly" | "nameTooLong"> = new Map(
  Deno.build.os === "windows"
    ? [[112, "diskFull"], [39, "diskFull"], [19, "readOnly"], [206, "nameTooLong"]]
    : [[28, "diskFull"], [122, "diskFull"], [30, "readOnly"], [36, "nameTooLong"], [63, "nameTooLong"]],
);

/**
 * Why a local file could not be used.
 *
 * @param thrown What the runtime threw.
 * @param file The file, as the person named it.
 * @returns Part of a sentence.
 */
export function localReason(thrown: unknown, file: string): string {
  if (thrown instanceof Deno.errors.NotFound) return texts.client.noSuchFolder(dirname(file));
  if (thrown instanceof Deno.errors.NotADirectory) return texts.client.notAFolder(dirname(file));
  if (thrown instanceof Deno.errors.PermissionDenied || thrown instanceof Deno.errors.NotCapable) {
    return texts.client.notAllowed();
  }
  const text = describeError(thrown);
  const number = Number(/\(os error (\d+)\)/.exec(text)?.[1]);
  const known = BY_NUMBER.get(number);
  return known === undefined ? text.replace(/ \(os error \d+\).*$/, "") : texts.client[known]();
}

/**
 * Runs something that uses a local file.
 *
 * @param run What to run; its `EnchufeError`s pass as they are.
 * @param options The file as the person named it, and the sentence around the reason.
 * @returns What it returned.
 * @throws {EnchufeError} IO.
 */
export async function local<T>(
  run: () => Promise<T> | T,
  options: { readonly file: string; readonly say: (file: string, why: string) => string },
): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof EnchufeError) throw thrown;
    const { file, say } = options;
    throw new EnchufeError("IO", say(file, localReason(thrown, file)), { cause: thrown });
  }
}
