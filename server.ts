/**
 * The server: shares a folder and hosts rooms. Binds its ports, loops over the connections of each, and gives every
 * one a session; `lib` does the rest. Read it from `main` downwards.
 *
 * @module
 */
import { Accounts } from "./lib/accounts/accounts.ts";
import { CLASSIC } from "./lib/classic/services.ts";
import { openLog } from "./lib/cli/logging.ts";
import { PROGRAMS } from "./lib/cli/page.ts";
import { type ListenerKind, parseServerArguments, type ServerSettings } from "./lib/cli/server_flags.ts";
import { serverHelp } from "./lib/cli/server_pages.ts";
import { writeWhole } from "./lib/cli/write_whole.ts";
import type { ListenerInfo, Services } from "./lib/commands/context.ts";
import { Dispatcher } from "./lib/commands/dispatcher.ts";
import { openServices } from "./lib/commands/services.ts";
import { COMMANDS, listCommands } from "./lib/commands/table.ts";
import type { Console } from "./lib/console/console.ts";
import { describeError, EnchufeError } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import type { LogStore } from "./lib/rooms/hub.ts";
import { sessionsForDescriptors } from "./lib/session/descriptors.ts";
import { RespPeer } from "./lib/session/resp_peer.ts";
import type { Session } from "./lib/session/session.ts";
import { Sessions } from "./lib/session/sessions.ts";
import { watchHangup } from "./lib/terminal/hangup.ts";
import { listen } from "./lib/terminal/signals.ts";
import {
  type Credentials,
  loadCredentials,
  loadPrivateCredentials,
  logCredentials,
} from "./lib/tls/credentials.ts";
import type { CertificateFiles } from "./lib/tls/certificate_files.ts";
import { errorText } from "./lib/texts/errors.ts";
import { wantedLanguage } from "./lib/texts/language.ts";
import { readTexts, speak, texts } from "./lib/texts/texts.ts";

/** Errors behind which accepting again at once would fail again; any other is one peer's, which has left already. */
const EXHAUSTED: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"]);

/** Milliseconds from the start until descriptors are counted. */
const DESCRIPTORS_MS = 1000;

/** A bound port. */
interface Port {
  readonly kind: ListenerKind;
  listener: Deno.TcpListener | Deno.TlsListener;
  /** What it presents, with TLS. */
  credentials?: Credentials | undefined;
  /** Binds it anew once the listener is closed: a listener has its certificate for good. */
  rebind?: (() => Deno.TlsListener) | undefined;
  /** Whether it is closed for good. */
  closed?: boolean;
}

/** What every connection needs. */
interface Server {
  readonly services: Services;
  readonly sessions: Sessions;
  readonly dispatcher: Dispatcher;
  readonly log: Log;
}

/**
 * The command line.
 *
 * @param args As typed.
 * @returns Exit status: 0 stopped in order, 1 could not start, 2 wrong usage.
 */
async function main(args: string[]): Promise<number> {
  const wanted = wantedLanguage(args, (name) => Deno.env.get(name));
  speak(wanted, await readTexts(wanted));
  try {
    const command = parseServerArguments(args, (name) => Deno.env.get(name));
    if (command.kind === "run") await run(command.settings);
    else if (command.kind === "help") print(serverHelp(command.topic, listCommands()).trimEnd());
    else if (command.kind === "passwd") {
      // Only now: a server has no use for what asks.
      const { changePassword } = await import("./lib/cli/passwd.ts");
      print(await changePassword(command));
    } else print(command.text.trimEnd());
    return 0;
  } catch (error) {
    if (!(error instanceof EnchufeError)) throw error;
    writeWhole(Deno.stderr, `${PROGRAMS.server}: ${errorText(error.code, error.message)}\n`);
    return error.code === "USAGE" ? 2 : 1;
  }
}

function print(line: string): void {
  writeWhole(Deno.stdout, `${line}\n`);
}

/** Runs a server until it is stopped. */
async function run(settings: ServerSettings): Promise<void> {
  // What happens is shown where a person is there to read it, and no program that wants only the bound ports.
  const onTerminal = Deno.stdin.isTerminal();
  const isTerminalGone = watchHangup();
  // Loaded only there: what measures its text takes 10 ms to load.
  const feed = onTerminal && Deno.stdout.isTerminal()
    ? new (await import("./lib/console/feed.ts")).Feed()
    : undefined;
  // The log would disturb the line that is typed where it has the same terminal.
  const { log, flush } = openLog(settings.logFormat, Deno.stderr.isTerminal() ? feed?.logged : undefined);
  const { stop, stopping, hurry } = makeStop();
  const listeners: ListenerInfo[] = [];
  const sessions = new Sessions({ limits: settings.limits, log });
  // Loaded only where it is wanted: Deno exports nothing without this variable.
  const telemetry = /^(?:true|1)$/.test(Deno.env.get("OTEL_DENO") ?? "")
    ? await import("./lib/telemetry/telemetry.ts")
    : undefined;
  const onFetch = telemetry === undefined ? feed?.fetched : telemetry.spanningFetches(feed?.fetched);
  const told = { onFetch, onHandIn: feed?.handedIn };
  const openStore = await historyOpener(settings, log);
  const accounts = await Accounts.open(settings, { limits: settings.limits, log });
  const services = await openServices(settings, {
    accounts,
    sessions,
    log,
    listeners,
    stop,
    openStore,
    ...told,
  });
  telemetry?.measure(services);
  const dispatcher = new Dispatcher({
    commands: COMMANDS,
    stats: services.stats,
    onDefect: (error, command) =>
      log.error("command failed", {
        command,
        error: error instanceof Error ? error.stack : describeError(error),
      }),
  });
  const tlsFiles = settings.tls;
  const tls = tlsFiles === undefined ? undefined : await loadPrivateCredentials(tlsFiles, settings);
  const bound = listenAll({ ...settings, ports: portsWith(accounts, settings.ports, log) }, tls);
  let console: Console | undefined = undefined;
  // While a terminal is open Ctrl-C is a signal too, but one that clears a line and asks; it hears SIGTERM as well.
  const unlessHeard = (signal: string) => () => console?.hearsSignals || stop(signal);
  // Before the lines below: whoever reads them may stop us at once.
  const forget = listen({
    SIGINT: unlessHeard("SIGINT"),
    SIGTERM: unlessHeard("SIGTERM"),
    SIGBREAK: () => stop("SIGBREAK"),
    SIGHUP: () => {
      if (isTerminalGone()) return stop("SIGHUP");
      void accounts.reload();
      if (tlsFiles !== undefined) void renewCertificate(tlsFiles, bound, { listeners, log });
    },
  });
  for (const { kind: protocol, listener: { addr: { hostname: host, port } } } of bound) {
    listeners.push({ protocol, host, port, fingerprint: protocol === "resp" ? tls?.fingerprint : undefined });
    print(`listening ${protocol} ${host.includes(":") ? `[${host}]` : host}:${port}`);
  }
  sessions.start();
  if (tls !== undefined) logCredentials(tls, log, bound.map(({ kind }) => kind));
  const sweeping = new AbortController();
  void services.share.keepSwept(sweeping.signal);
  const watching = settings.watch
    ? services.share.watch({ warn: (error) => log.warn("changes made by hand are not all told", { error }) })
    : undefined;
  // Later: it takes 20 ms at a time, for which the first client would wait.
  setTimeout(() => void warnOfDescriptors(settings.limits.maxSessions, { sessions, log }), DESCRIPTORS_MS);
  if (onTerminal) {
    // Only now: a server without a terminal should not wait for what draws one.
    const { openConsole } = await import("./lib/console/console.ts");
    console = openConsole(services, feed);
  }
  const server: Server = { services, sessions, dispatcher, log };
  const accepting = bound.map((port) => acceptAll(port, server));

  const reason = await stopping;
  log.info("server stopping", { reason, sessions: sessions.count });
  for (const port of bound) close(port);
  sweeping.abort();
  watching?.stop();
  services.hub.close(texts.console.closing);
  await console?.close();
  await sessions.stop(hurry);
  await Promise.all(accepting);
  await services.store.close();
  forget();
  log.info("server stopped");
  await Promise.all([flush(), console?.end()]);
}

/** What opens the file of the history, if there is to be one; without it SQLite is not even loaded. */
async function historyOpener(
  { history, limits }: ServerSettings,
  log: Log,
): Promise<((share: string) => LogStore) | undefined> {
  if (history === undefined) return undefined;
  const { openHistory } = await import("./lib/history/open_history.ts");
  return (share) => openHistory(history, { share, limits, log });
}

/** Tells the operator once where the system allows fewer sessions than the limit does. */
async function warnOfDescriptors(
  maxSessions: number,
  { sessions, log }: Pick<Server, "sessions" | "log">,
): Promise<void> {
  const { count } = sessions;
  const more = await sessionsForDescriptors(maxSessions - count);
  if (more === undefined) return;
  log.warn("few file descriptors", {
    possible: count + more,
    maxSessions,
    advice: "raise ulimit -n or lower --max-sessions",
  });
}

/** How a server is stopped: the first wish begins it, the second hurries. */
function makeStop(): { stop: (reason: string) => void; stopping: Promise<string>; hurry: AbortSignal } {
  const { promise: stopping, resolve } = Promise.withResolvers<string>();
  const hurry = new AbortController();
  let isStopping = false;
  const stop = (reason: string) => {
    if (isStopping) hurry.abort();
    isStopping = true;
    resolve(reason);
  };
  return { stop, stopping, hurry: hurry.signal };
}

/** Who speaks a classic service cannot say who it is, so there is none where a password is wanted for everything. */
function portsWith(
  { required }: Accounts,
  ports: ServerSettings["ports"],
  log: Log,
): ServerSettings["ports"] {
  if (required !== "all") return ports;
  const { resp, ...classic } = ports;
  const services = Object.entries(classic).filter(([_kind, port]) => port !== undefined).map(([kind]) =>
    kind
  );
  if (services.length > 0) {
    log.info("classic services stay off with a password", { services: services.join(",") });
  }
  return { resp, echo: undefined, list: undefined, file: undefined, menu: undefined, chat: undefined };
}

/** Binds every wanted port, or none. The classic services have no TLS: hand-written clients could not speak it. */
function listenAll(settings: ServerSettings, tls: Credentials | undefined): Port[] {
  const { host: hostname, ports } = settings;
  const bound: Port[] = [];
  for (const [kind, port] of Object.entries(ports) as [ListenerKind, number | undefined][]) {
    if (port === undefined) continue;
    try {
      const credentials = kind === "resp" ? tls : undefined;
      const listener = credentials === undefined
        ? Deno.listen({ hostname, port })
        : Deno.listenTls({ hostname, port, cert: credentials.cert, key: credentials.key });
      bound.push({ kind, listener, credentials });
    } catch (error) {
      for (const each of bound) close(each);
      const why = error instanceof Deno.errors.InvalidData
        ? texts.tls.refused(settings.tls?.cert ?? "", describeError(error))
        : listenFailure(error, { host: hostname, port, kind });
      throw new EnchufeError("IO", why, { cause: error });
    }
  }
  return bound;
}

/** Closes a port for good. */
function close(port: Port): void {
  port.closed = true;
  closeListener(port);
}

function closeListener({ listener }: Port): void {
  try {
    listener.close();
  } catch {
    // A new one was about to follow it.
  }
}

/** Reads the certificate anew; sessions go on as they are. If it is of no use, the old one stays. */
async function renewCertificate(
  files: CertificateFiles,
  bound: readonly Port[],
  { listeners, log }: { listeners: ListenerInfo[]; log: Log },
): Promise<void> {
  try {
    const credentials = await loadCredentials(files);
    const { cert, key, fingerprint } = credentials;
    const old = bound.filter((port) => port.credentials !== undefined && !port.closed)
      .filter(({ credentials: used }) => used?.cert !== cert || used.key !== key);
    // None, if the signal was for the users: nobody should be turned away for it.
    for (const port of old) {
      const { hostname } = port.listener.addr;
      // On a port of its own first: when the old listener is closed it is too late to find out that this does not work.
      Deno.listenTls({ hostname, port: 0, cert, key }).close();
      port.rebind = () => Deno.listenTls({ hostname, port: port.listener.addr.port, cert, key });
      port.credentials = credentials;
      closeListener(port);
    }
    listeners.forEach((each, at) => {
      if (each.fingerprint !== undefined) listeners[at] = { ...each, fingerprint };
    });
    logCredentials(credentials, log);
  } catch (error) {
    log.error("certificate not read, the old one stays", { error: describeError(error) });
  }
}

function listenFailure(error: unknown, at: { host: string; port: number; kind: ListenerKind }): string {
  const flag = at.kind === "resp" ? "--port" : `--${at.kind}-port`;
  if (error instanceof Deno.errors.AddrInUse) return texts.console.portInUse(at.port, at.host, flag);
  if (error instanceof Deno.errors.PermissionDenied) return texts.console.portForbidden(at.port, flag);
  return texts.console.badHost(at.host);
}

/** Takes connections in until the listener is closed. */
async function acceptAll(port: Port, server: Server): Promise<void> {
  for (;;) {
    try {
      for await (const connection of port.listener) admit(connection, port.kind, server);
      if (port.closed || port.rebind === undefined) return;
      port.listener = port.rebind();
      port.rebind = undefined;
    } catch (error) {
      // A peer that is gone before it is accepted is no news, and must not keep the next one waiting.
      const passing = port.rebind === undefined && !EXHAUSTED.has((error as { code?: string }).code ?? "");
      if (passing) continue;
      const pause = server.sessions.exhausted(port.kind, describeError(error));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Makes a session of a connection, or turns it away. */
function admit(connection: Deno.TcpConn | Deno.TlsConn, kind: ListenerKind, server: Server): void {
  const { hostname: host, port } = connection.remoteAddr;
  const reason = server.sessions.refusal(host)?.message;
  if (reason !== undefined) {
    server.sessions.refuse(host, reason);
    void refuse(connection, kind, reason);
    return;
  }
  try {
    // The runtime offers neither for TLS.
    if ("setNoDelay" in connection) {
      connection.setKeepAlive(true);
      // A small push behind a small reply would wait 40 ms for the peer's delayed acknowledgement.
      connection.setNoDelay(true);
    }
  } catch {
    // It has been reset already, which its session finds out at the first read.
  }
  void serve(server.sessions.open(connection, kind, { host, port }), kind, server);
}

/** Tells a peer in its protocol that there is no room for it. */
async function refuse(
  connection: Deno.TcpConn | Deno.TlsConn,
  kind: ListenerKind,
  reason: string,
): Promise<void> {
  try {
    // Telling it would mean to shake hands first, and to wait for that as long as the peer likes.
    if (!("setNoDelay" in connection)) return;
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

/** Serves one session in the protocol of its listener. */
async function serve(session: Session, kind: ListenerKind, server: Server): Promise<void> {
  const { services, dispatcher, log } = server;
  try {
    if (kind === "resp") await new RespPeer({ session, services, dispatcher, log }).run();
    else await CLASSIC[kind](session, services, log);
  } catch (error) {
    log.error("session failed", { id: session.id, error: describeError(error) });
  } finally {
    session.end("closed");
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
