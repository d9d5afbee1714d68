/**
 * A server with its console, on a terminal.
 *
 * @module
 */
import { assertEquals } from "./assert.ts";
import { programCommand, type Protocol } from "./processes.ts";
import { SHELL_PROMPT, Tmux, type TmuxOptions } from "./tmux.ts";

/** Settings of {@linkcode consoleServer}. */
export interface ConsoleServerOptions extends TmuxOptions {
  /** Its share. */
  readonly folder: string;
  /** Further arguments. */
  readonly args?: readonly string[];
}

/** The terminal of a server that listens. */
export interface ConsoleServer extends Tmux {
  /** Port of a listener that the screen has shown. */
  port(protocol?: Protocol): number;
}

/** Starts a server from a shell on a terminal. */
export function startConsole({ folder, args = [], ...options }: ConsoleServerOptions): Promise<Tmux> {
  const all = [folder, "--port", "0", "--chat-port", "off", ...args];
  return Tmux.start(programCommand("server", all), { ...options, shell: "sh" });
}

/** Starts a server from a shell on a terminal and waits until it listens. */
export async function consoleServer(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const terminal = await startConsole(options);
  try {
    await terminal.shows(/^listening resp /m);
    await terminal.until(
      (screen) => /^>/m.test(screen) || options.env?.TERM === "dumb",
      "prompt of the console",
    );
    const lines = (await terminal.all()).matchAll(/^listening (\w+) .*:(\d+)$/gm);
    const ports = new Map([...lines].map(([, name, port]) => [name, Number(port)]));
    return Object.assign(terminal, { port: (protocol: Protocol = "resp") => ports.get(protocol) ?? -1 });
  } catch (error) {
    await terminal[Symbol.asyncDispose]();
    throw error;
  }
}

/** Insists that the shell has been given the terminal back as it was. */
export async function terminalIsAsBefore(terminal: Tmux): Promise<void> {
  await terminal.until((screen) => screen.split("\n").at(-1) === SHELL_PROMPT, "prompt of the shell alone");
  await terminal.enter(
    "clear; stty -a | tr ' ;' '\\n\\n' | grep -xE -- '-?(echo|icanon|isig|opost|icrnl)' | sort",
  );
  const screen = await terminal.until((text) => /isig\n.*\n*.*shell:$/.test(text), "modes of the terminal");
  assertEquals(screen.filter((line) => /^-?[a-z]+$/.test(line)), [
    "echo",
    "icanon",
    "icrnl",
    "isig",
    "opost",
  ]);
}
