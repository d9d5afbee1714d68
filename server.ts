/**
 * The server: shares a folder and hosts rooms. `Deno.listen`, a loop over each listener's connections, and the
 * parts of `lib` put together; read it from `main` at the end upwards.
 *
 * @module
 */
import { serveChat } from "./lib/classic/chat.ts";
import { serveEcho } from "./lib/classic/echo.ts";
import { serveFile } from "./lib/classic/file.ts";
import { serveList } from "./lib/classic/list.ts";
import { serveMenu } from "./lib/classic/menu.ts";
import { errorText } from "./lib/texts/errors.ts";
import { wantedLanguage } from "./lib/texts/language.ts";
import { speak, texts } from "./lib/texts/texts.ts";
import { BoundedWriter } from "./lib/cli/bounded_writer.ts";
import { createLog } from "./lib/cli/logging.ts";
import { PROGRAMS } from "./lib/cli/page.ts";
import { type ListenerKind, parseServerArguments, type ServerSettings } from "./lib/cli/server_flags.ts";
import { serverHelp } from "./lib/cli/server_pages.ts";
import type { ListenerInfo, Services } from "./lib/commands/context.ts";
import { Dispatcher } from "./lib/commands/dispatcher.ts";
import { CommandStats } from "./lib/commands/stats.ts";
import { COMMANDS, listCommands } from "./lib/commands/table.ts";
import type { Console } from "./lib/console/console.ts";
import { Feed } from "./lib/console/feed.ts";
import { describeError, EnchufeError } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import { Broker } from "./lib/rooms/broker.ts";
import { Hub } from "./lib/rooms/hub.ts";
import { RespPeer } from "./lib/session/resp_peer.ts";
import type { Session } from "./lib/session/session.ts";
import { Sessions } from "./lib/session/sessions.ts";
import { Share } from "./lib/share/share.ts";

/** Pause when the system has nothing left to accept with, in milliseconds. */
const ACCEPT_PAUSE_MS = 200;
/** Milliseconds that a reader of the log who stands still may hold up the end. */
const LOG_PATIENCE_MS = 2000;
/** Errors behind which accepting again at once would fail again; any other is one peer's, which has left already. */
const EXHAUSTED: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"]);

/** The parts of a running server. */
interface Server {
  readonly settings: ServerSettings;
  readonly services: Services;
  readonly sessions: Sessions;
  readonly dispatcher: Dispatcher;
  readonly log: Log;
  readonly listeners: Deno.TcpListener[];
}

/** Serves one session in the protocol of its listener. */
async function serve(session: Session, kind: ListenerKind, server: Server): Promise<void> {
  const { services, dispatcher, log } = server;
  try {
    switch (kind) {
      case "resp":
        return await new RespPeer({ session, services, dispatcher, log }).run();
      case "echo":
        return await serveEcho(session, services, log);
      case "list":
        return await serveList(session, services, log);
      case "file":
        return await serveFile(session, services, log);
      case "menu":
        return await serveMenu(session, services, log);
      case "chat":
        return await serveChat(session, services, log);
    }
  } catch (error) {
    log.error("session failed", { id: session.id, error: describeError(error) });
  } finally {
    session.end("closed");
  }
}

/** Tells a peer in its protocol that there is no room for it. */
async function refuse(connection: Deno.TcpConn, kind: ListenerKind, reason: string): Promise<void> {
  try {
    await connection.write(
      new TextEncoder().encode(kind === "resp" ? `-ERR ${reason}\r\n` : `Error: ${reason}\n`),
    );
    await connection.closeWrite();
  } catch {
    // It left before it was told.
  } finally {
    connection.close();
  }
}

/** Makes a session of a connection, or turns it away. */
function admit(connection: Deno.TcpConn, kind: ListenerKind, server: Server): void {
  const { hostname: host, port } = connection.remoteAddr;
  const reason = server.sessions.refusal(host)?.message;
  if (reason !== undefined) {
    server.sessions.refuse(host, reason);
    void refuse(connection, kind, reason);
    return;
  }
  try {
    connection.setKeepAlive(true);
    // A small push behind a small reply would wait 40 ms for the peer's delayed acknowledgement.
    connection.setNoDelay(true);
  } catch {
    // It has been reset already, which its session finds out at the first read.
  }
  void serve(server.sessions.open(connection, kind, { host, port }), kind, server);
}

/** Takes connections in until the listener is closed. */
async function acceptAll(listener: Deno.TcpListener, kind: ListenerKind, server: Server): Promise<void> {
  for (;;) {
    try {
      for await (const connection of listener) admit(connection, kind, server);
      return;
    } catch (error) {
      // A peer that is gone before it is accepted is no news, and must not keep the next one waiting.
      if (!EXHAUSTED.has((error as { code?: string }).code ?? "")) continue;
      server.log.error("accept failed", { listener: kind, error: describeError(error) });
      await new Promise((resolve) => setTimeout(resolve, ACCEPT_PAUSE_MS));
    }
  }
}

/** Binds every wanted port, or none. */
function listenAll({ host, ports }: ServerSettings): Map<ListenerKind, Deno.TcpListener> {
  const listeners = new Map<ListenerKind, Deno.TcpListener>();
  for (const [kind, port] of Object.entries(ports) as [ListenerKind, number | undefined][]) {
    if (port === undefined) continue;
    try {
      listeners.set(kind, Deno.listen({ hostname: host, port }));
    } catch (error) {
      for (const listener of listeners.values()) listener.close();
      throw new EnchufeError("IO", listenFailure(error, { host, port, kind }), { cause: error });
    }
  }
  return listeners;
}

function listenFailure(error: unknown, at: { host: string; port: number; kind: ListenerKind }): string {
  const flag = at.kind === "resp" ? "--port" : `--${at.kind}-port`;
  if (error instanceof Deno.errors.AddrInUse) return texts.console.portInUse(at.port, at.host, flag);
  if (error instanceof Deno.errors.PermissionDenied) return texts.console.portForbidden(at.port, flag);
  return texts.console.badHost(at.host);
}

/** What the parts call back. */
interface BuildOptions {
  readonly stop: (reason: string) => void;
  readonly onFetch: Services["onFetch"];
}

/** Puts the parts together; nothing is bound yet but the share. */
async function build(settings: ServerSettings, log: Log, { stop, onFetch }: BuildOptions) {
  const { limits } = settings;
  const broker = new Broker({
    onError: (error) => log.error("delivery failed", { error: describeError(error) }),
  });
  const share = await Share.open(settings.folder, {
    access: settings.access,
    hidden: settings.hidden,
    limits,
    sync: settings.sync,
    onChange: (change) => void broker.publish(`file:${change.path}`, JSON.stringify(change)),
  });
  const hub = new Hub({
    limits,
    broker,
    onError: (error) => log.error("delivery failed", { error: describeError(error) }),
  });
  const sessions = new Sessions({ limits, log });
  const stats = new CommandStats();
  const dispatcher = new Dispatcher({
    commands: COMMANDS,
    stats,
    onDefect: (error, command) =>
      log.error("command failed", {
        command,
        error: error instanceof Error ? error.stack : describeError(error),
      }),
  });
  const listeners: ListenerInfo[] = [];
  const services: Services = {
    share,
    hub,
    broker,
    sessions,
    server: {
      startedAt: Date.now(),
      runId: crypto.randomUUID().replaceAll("-", ""),
      listeners,
      memory: () => Deno.memoryUsage().rss,
      stop,
    },
    limits,
    stats,
    now: Date.now,
    onFetch,
  };
  return { services, sessions, dispatcher, listeners };
}

/** Calls back at the first and the second wish to stop. */
function onSignals(wish: (reason: string) => void): () => void {
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM"];
  const listeners = signals.map((signal) => [signal, () => wish(signal)] as const);
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return () => listeners.forEach(([signal, listener]) => Deno.removeSignalListener(signal, listener));
}

/** Runs a server until it is stopped. */
async function run(settings: ServerSettings, print: (line: string) => void): Promise<void> {
  const feed = canShow() ? new Feed() : undefined;
  const { log, flush } = openLog(settings, feed);
  const hurry = new AbortController();
  const stopping = Promise.withResolvers<string>();
  let stopped = false;
  const stop = (reason: string) => {
    if (stopped) hurry.abort();
    stopped = true;
    stopping.resolve(reason);
  };
  const { services, sessions, dispatcher, listeners } = await build(settings, log, {
    stop,
    onFetch: feed?.fetched,
  });
  const bound = listenAll(settings);
  const server: Server = { settings, services, sessions, dispatcher, log, listeners: [...bound.values()] };
  // Whoever reads the lines below may stop us at once.
  let console: Console | undefined = undefined;
  const forget = onSignals((signal) => {
    // While a terminal is open Ctrl-C is a signal too, but one that clears a line and asks.
    if (!console?.hearsSignals) stop(signal);
  });
  for (const [protocol, listener] of bound) {
    const { hostname: host, port } = listener.addr;
    listeners.push({ protocol, host, port });
    print(`listening ${protocol} ${host.includes(":") ? `[${host}]` : host}:${port}`);
  }
  sessions.start();
  if (Deno.stdin.isTerminal()) {
    // Only now: a server without a terminal should not wait for what draws one.
    const { openConsole } = await import("./lib/console/console.ts");
    console = openConsole(services, feed);
  }
  const accepting = [...bound].map(([kind, listener]) => acceptAll(listener, kind, server));

  const reason = await stopping.promise;
  log.info("server stopping", { reason, sessions: sessions.count });
  for (const listener of server.listeners) listener.close();
  services.hub.close(texts.console.closing);
  await console?.close();
  await sessions.stop(hurry.signal);
  await Promise.all(accepting);
  forget();
  log.info("server stopped");
  await Promise.all([flush(), console?.end()]);
}

/** Whether what happens can be shown: a person is there to read it, and no program that wants only the bound ports. */
function canShow(): boolean {
  return Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
}

/** The log goes to stderr behind the back of whoever writes it, or through the feed when that is the console's own terminal. */
function openLog(
  { logFormat }: ServerSettings,
  feed: Feed | undefined,
): { log: Log; flush(): Promise<void> } {
  if (feed !== undefined && Deno.stderr.isTerminal()) {
    return { log: createLog(logFormat, feed.logged), flush: () => Promise.resolve() };
  }
  const writer = new BoundedWriter({
    sink: Deno.stderr,
    onLost: (count) => log.warn("log lines lost", { count }),
  });
  const log = createLog(logFormat, (line) => writer.write(line));
  return { log, flush: () => writer.flush(LOG_PATIENCE_MS) };
}

/** Writes all of a text. Whoever reads it may have seen enough, as `head` has, or be full: a server goes on without. */
function writeWhole(stream: typeof Deno.stdout, text: string): void {
  try {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
  } catch {
    // There is nobody to tell.
  }
}

/**
 * The command line.
 *
 * @param args As typed.
 * @returns Exit status: 0 stopped in order, 1 could not start, 2 wrong usage.
 */
async function main(args: string[]): Promise<number> {
  const print = (line: string) => writeWhole(Deno.stdout, `${line}\n`);
  speak(wantedLanguage(args, (name) => Deno.env.get(name)));
  try {
    const command = parseServerArguments(args, (name) => Deno.env.get(name));
    if (command.kind === "run") await run(command.settings, print);
    else {print(
        (command.kind === "help" ? serverHelp(command.topic, listCommands()) : command.text).trimEnd(),
      );}
    return 0;
  } catch (error) {
    if (!(error instanceof EnchufeError)) throw error;
    writeWhole(Deno.stderr, `${PROGRAMS.server}: ${errorText(error.code, error.message)}\n`);
    return error.code === "USAGE" ? 2 : 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
