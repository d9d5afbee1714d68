/**
 * What goes wrong with files of this machine, in words: the runtime's own texts name system calls, flags of the
 * runtime, and files that nobody asked for.
 *
 * @module
 */
import { messages } from "../cli/messages.ts";
import { describeError, EnchufeError } from "../errors.ts";
import { dirname } from "../std/path.ts";

/** Numbers of the system's errors that the runtime has no class for. Those of Windows are above 100 or differ. */
const BY_NUMBER: ReadonlyMap<number, () => string> = new Map(
  Deno.build.os === "windows"
    ? [[112, messages.diskFull], [39, messages.diskFull], [19, messages.readOnly], [
      206,
      messages.nameTooLong,
    ]]
    : [
      [28, messages.diskFull],
      [122, messages.diskFull],
      [30, messages.readOnly],
      [36, messages.nameTooLong],
      [63, messages.nameTooLong],
    ],
);

/**
 * Why a local file could not be used.
 *
 * @param thrown What the runtime threw.
 * @param file The file, as the person named it.
 * @returns Part of a sentence.
 */
export function localReason(thrown: unknown, file: string): string {
  if (thrown instanceof Deno.errors.NotFound) return messages.noSuchFolder(dirname(file));
  if (thrown instanceof Deno.errors.NotADirectory) return messages.notAFolder(dirname(file));
  if (thrown instanceof Deno.errors.PermissionDenied || thrown instanceof Deno.errors.NotCapable) {
    return messages.notAllowed();
  }
  const text = describeError(thrown);
  const number = Number(/\(os error (\d+)\)/.exec(text)?.[1]);
  return BY_NUMBER.get(number)?.() ?? text.replace(/ \(os error \d+\).*$/, "");
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
