/**
 * The client: lists, fetches and hands in files, and talks. Reads its command line, connects, runs one command, the
 * interactive session, or says each line of its input.
 *
 * @module
 */
import { type ClientSettings, type ClientTls, parseClientArguments } from "./lib/cli/client_flags.ts";
import { asksFor } from "./lib/cli/flags.ts";
import type { CommandName } from "./lib/cli/client_commands.ts";
import { COMMANDS } from "./lib/client/commands.ts";
import { Credentials } from "./lib/client/credentials.ts";
import { dialWithin, whereIs } from "./lib/client/dial.ts";
import { AlreadyTold, errorLine, exitStatus, Interrupted, STATUS } from "./lib/client/exit.ts";
import { noticeTls } from "./lib/client/handshake.ts";
import { localReason } from "./lib/client/local_errors.ts";
import { Link, type LinkOptions } from "./lib/client/link.ts";
import { realClock } from "./lib/client/pacer.ts";
import { jsonProgress, lineProgress, type Progress } from "./lib/client/progress.ts";
import { showOn, type Streams } from "./lib/client/show.ts";
import { linesOf, talk } from "./lib/client/talk.ts";
import type { Verification } from "./lib/client/trust.ts";
import { EnchufeError } from "./lib/errors.ts";
import { escapeText } from "./lib/escape.ts";
import { type Language, wantedLanguage } from "./lib/texts/language.ts";
import { readTexts, speak, texts } from "./lib/texts/texts.ts";
import type { Transport } from "./lib/client/transport.ts";

/** Milliseconds between two lines that say how far a transfer is. */
const PLAIN_PROGRESS = 5_000;

const encoder = new TextEncoder();

const streams: Streams = {
  async out(data) {
    const bytes = typeof data === "string" ? encoder.encode(data) : data;
    await writeOut(bytes);
  },
  err(line) {
    const bytes = encoder.encode(`${line}\n`);
    try {
      for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
    } catch (thrown) {
      if (!(thrown instanceof Deno.errors.BrokenPipe)) throw thrown;
    }
  },
  get input() {
    return Deno.stdin.readable;
  },
};

async function writeOut(bytes: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
  } catch (thrown) {
    if (thrown instanceof Deno.errors.BrokenPipe) throw thrown;
    throw new EnchufeError("IO", texts.client.cannotWrite("-", localReason(thrown, "-")), { cause: thrown });
  }
}

/** What programs read is the same in every language. */
async function speakFor(json: boolean, wanted: Language): Promise<void> {
  const chosen = json ? "en" : wanted;
  speak(chosen, await readTexts(chosen));
}

/** Runs the client and returns its exit status. */
async function main(args: readonly string[]): Promise<number> {
  const fromEnv = (name: string) => Deno.env.get(name);
  let json = asksFor(args, ["--json"]);
  await speakFor(json, wantedLanguage(args, fromEnv));
  try {
    const invocation = parseClientArguments(args, fromEnv);
    if ("text" in invocation) {
      await streams.out(invocation.text);
      return STATUS.done;
    }
    const { settings } = invocation;
    json = settings.json;
    await speakFor(json, wantedLanguage(args, fromEnv));
    if (invocation.kind === "command") return await repeat(settings, invocation.command, invocation.args);
    if (Deno.stdin.isTerminal()) return await converse(settings);
    return await sayInput(settings);
  } catch (thrown) {
    // Whoever read our output has seen enough, as `head` has.
    if (thrown instanceof Deno.errors.BrokenPipe) return STATUS.done;
    if (!(thrown instanceof AlreadyTold)) streams.err(errorLine(thrown, { json }));
    return exitStatus(thrown);
  }
}

/** How to reach the server. */
function linkOptions(settings: ClientSettings, signal: AbortSignal): LinkOptions {
  const { host, port, timeout, name, tls, user, passwordFile } = settings;
  const where = whereIs(host, port);
  async function connect(ending: AbortSignal): Promise<Deno.TcpConn> {
    const conn = await Deno.connect({ hostname: host, port, signal: ending });
    conn.setNoDelay(true);
    conn.setKeepAlive(true);
    return conn;
  }
  let secured: Promise<(ending: AbortSignal) => Promise<Transport>> | undefined;
  /** Only when it is wanted: loading it takes longer than a plain connection. */
  async function loadTls(trusted: ClientTls) {
    const { secureDial } = await import("./lib/client/secure_dial.ts");
    const env = (name: string) => Deno.env.get(name);
    const startTls = async (verification: Verification, ending: AbortSignal) =>
      await Deno.startTls(await connect(ending), verification);
    return secureDial({ ...trusted, host, port, where, env, notice: streams.err, startTls });
  }
  async function open(ending: AbortSignal): Promise<Transport> {
    if (tls === undefined) return noticeTls(await connect(ending), where);
    return await (await (secured ??= loadTls(tls)))(ending);
  }
  const dial = () => dialWithin<Transport>(open, { where, timeout, signal });
  const password = Deno.env.get("ENCHUFE_PASSWORD");
  const credentials = new Credentials({
    user,
    from: passwordFile !== undefined ? { file: passwordFile } : password ? { password } : undefined,
    ask: Deno.stdin.isTerminal() ? askPassword : undefined,
  });
  return { dial, where, name, timeout, credentials };
}

async function askPassword(user: string | undefined): Promise<string | undefined> {
  // Only now: most servers ask for none.
  const { askSecret } = await import("./lib/terminal/ask_secret.ts");
  const answer = await askSecret(texts.client.askPassword(user && escapeText(user)));
  if (answer === undefined) throw new Interrupted();
  return answer;
}

/** A signal that Ctrl-C gives, until it is disposed of. */
function interruption(): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const interrupt = () => controller.abort(new Interrupted());
  Deno.addSignalListener("SIGINT", interrupt);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => Deno.removeSignalListener("SIGINT", interrupt),
  };
}

/** Runs a command as often as is wanted, each time over a connection of its own. */
async function repeat(
  settings: ClientSettings,
  command: CommandName,
  args: readonly string[],
): Promise<number> {
  using interrupted = interruption();
  const { signal } = interrupted;
  const show = showOn(streams, settings.json);
  const isTransfer = command === "get" || command === "put";
  let worst: number = STATUS.done;
  // Once for all: a password is asked for only once.
  const options = linkOptions(settings, signal);
  for (let count = 0; count < settings.repeat; count++) {
    const link = new Link(options, signal);
    try {
      const context = { ...settings, link, show, streams, signal };
      if (!isTransfer) await COMMANDS[command]?.(context, args);
      else {
        await using progress = await progressFor(settings);
        await COMMANDS[command]?.({ ...context, progress }, args);
      }
    } catch (thrown) {
      if (thrown instanceof Deno.errors.BrokenPipe) throw thrown;
      if (!(thrown instanceof AlreadyTold)) show.failed(thrown);
      const status = exitStatus(thrown);
      worst = Math.max(worst, status);
      // What was refused once may be accepted the next time; a server that is not there ends the whole run.
      if (status !== STATUS.refused && status !== STATUS.digest) break;
    } finally {
      link.close();
    }
  }
  return worst;
}

/** How transfers are shown: as they go on where somebody looks on, else only what stops them. */
async function progressFor({ json, plain, output }: ClientSettings): Promise<Progress> {
  const clock = realClock, print = (line: string) => streams.err(line);
  if (json) return jsonProgress(clock, print);
  const mixed = output === "-" && Deno.stdout.isTerminal();
  if (!Deno.stderr.isTerminal() || mixed) return lineProgress({ clock, print, every: Infinity });
  if (plain || Deno.env.get("TERM") === "dumb" || Deno.env.get("NO_COLOR")) {
    return lineProgress({ clock, print, every: PLAIN_PROGRESS });
  }
  // Only now: what draws takes longer to load than most transfers.
  const { makeBars } = await import("./lib/client/bars.ts");
  return makeBars({
    clock,
    terminal: {
      size: screenSize,
      async write(text) {
        const bytes = encoder.encode(text);
        for (let at = 0; at < bytes.length;) at += await Deno.stderr.write(bytes.subarray(at));
      },
    },
  });
}

/** Of the terminal; the usual one where it does not say. */
function screenSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    return { columns: columns || 80, rows: rows || 24 };
  } catch {
    return { columns: 80, rows: 24 };
  }
}

/** The interactive session, on a terminal. */
async function converse(settings: ClientSettings): Promise<number> {
  // Only now: a command should not wait for what draws the screen.
  const [{ Session }, { makePalette, wantsColor }, { openTerminal }] = await Promise.all([
    import("./lib/client/session.ts"),
    import("./lib/terminal/colors.ts"),
    import("./lib/terminal/terminal.ts"),
  ]);
  const never = new AbortController().signal;
  const env = (name: string) => Deno.env.get(name);
  const plain = settings.plain || env("TERM") === "dumb";
  const palette = makePalette(!plain && wantsColor(settings.color, env, Deno.stdout.isTerminal()));
  const session = new Session({
    link: linkOptions(settings, never),
    room: settings.room,
    openTerminal: () => openTerminal({ plain, palette, leaveHint: texts.session.leaveHint }),
    palette,
    clock: realClock,
    random: Math.random,
  });
  return await session.run();
}

/** Says each line of the input. */
async function sayInput(settings: ClientSettings): Promise<number> {
  using interrupted = interruption();
  const { signal } = interrupted;
  const link = new Link(linkOptions(settings, signal), signal);
  const context = {
    link,
    show: showOn(streams, settings.json),
    streams,
    room: settings.room,
    output: undefined,
    recursive: false,
  };
  try {
    await talk(context, linesOf(Deno.stdin.readable), { clock: realClock, signal });
  } finally {
    link.close();
  }
  return STATUS.done;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
