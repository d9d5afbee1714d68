/**
 * Names that come from the server and become names here: nothing is ever written outside the directory where it was
 * asked to go, nor into what is no file.
 *
 * @module
 */
import { EnchufeError } from "../errors.ts";
import { join, SEPARATOR } from "../std/path.ts";
import { texts } from "../texts/texts.ts";
import { local } from "./local_errors.ts";

const ON_WINDOWS = Deno.build.os === "windows";
/** A device is meant with any extension too; superscript digits count as digits. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\..*)?$/is;
// deno-lint-ignore no-control-regex -- Windows takes none of them
const WINDOWS_ONLY = /[:*?"<>|\x00-\x1f]|[. ]$/;

/**
 * Whether a name can be that of a file here.
 *
 * @param name One component of a path.
 * @param windows Whether the rules of Windows hold; default: on Windows.
 * @returns `false` for what leads elsewhere, or names no file.
 */
export function isLocalName(name: string, windows: boolean = ON_WINDOWS): boolean {
  // A backslash separates on Windows, and elsewhere it would, once the file is taken there.
  if (name === "" || name === "." || name === ".." || /[/\\\0]/.test(name)) return false;
  // A colon there names a drive, or a stream of another file.
  return !(windows && (WINDOWS_ONLY.test(name) || DEVICE.test(name)));
}

/**
 * The components of a path from the server, as names here.
 *
 * @param path A path in the share, or below one of its directories.
 * @param windows As for {@linkcode isLocalName}.
 * @returns At least one name.
 * @throws {EnchufeError} BADPATH if one cannot be a name here.
 */
export function localNames(path: string, windows?: boolean): string[] {
  const names = path.split("/");
  if (names.every((name) => isLocalName(name, windows))) return names;
  throw new EnchufeError("BADPATH", texts.client.badLocalName(path));
}

/**
 * The name under which a fetched file is kept.
 *
 * @param path Its path in the share.
 * @returns The last component.
 * @throws {EnchufeError} BADPATH if that cannot be a name here.
 */
export function localName(path: string): string {
  return localNames(path.slice(path.lastIndexOf("/") + 1))[0] as string;
}

/** Makes the directories of what is fetched, and sees that none leads out of where it should go. */
export class Landing {
  readonly #root: string;
  #real: string | undefined;
  /** Directories that were looked at. */
  readonly #known = new Set<string>();

  /**
   * Makes nothing yet.
   *
   * @param root A local directory: all goes below it. It is made when something is, and may be a link itself, since a
   * person named it.
   */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Makes a directory.
   *
   * @param names Its names below the root, each as {@linkcode localNames} gives them; none is the root.
   * @returns Its path here.
   * @throws {EnchufeError} BADPATH if a link on the way leads out; IO.
   */
  async directory(names: readonly string[]): Promise<string> {
    let path = this.#root;
    await this.#make(path);
    this.#real ??= await Deno.realPath(path);
    for (const name of names) {
      path = join(path, name);
      await this.#make(path);
      // Known ones were seen by us, and only whoever runs us could have changed them since.
      if (this.#known.has(path)) continue;
      const real = await Deno.realPath(path);
      if (!isWithin(this.#real, real)) throw new EnchufeError("BADPATH", texts.client.leadsOut(path));
      this.#known.add(path);
    }
    return path;
  }

  /**
   * Where a file goes; the directories that it is in are made.
   *
   * @param names Its names below the root.
   * @returns Its path here.
   * @throws {EnchufeError} As {@linkcode Landing.directory}.
   */
  async file(names: readonly string[]): Promise<string> {
    return join(await this.directory(names.slice(0, -1)), names.at(-1) as string);
  }

  async #make(path: string): Promise<void> {
    if (this.#known.has(path)) return;
    await local(async () => {
      if (await isDirectory(path)) return;
      try {
        await Deno.mkdir(path, { recursive: path === this.#root });
      } catch (thrown) {
        // Another file of the same directory may have been first.
        if (!(thrown instanceof Deno.errors.AlreadyExists) || !await isDirectory(path)) throw thrown;
      }
    }, { file: path, say: texts.client.cannotMake });
    if (path === this.#root) this.#known.add(path);
  }
}

/**
 * Whether there is a directory.
 *
 * @param path A path here; links are followed.
 * @returns `false` also if it cannot be looked at.
 */
export async function isDirectory(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isDirectory, () => false);
}

function isWithin(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(SEPARATOR) ? root : root + SEPARATOR);
}
