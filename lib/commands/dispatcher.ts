/**
 * Requests → handlers: finds the command, checks its arity and access, runs it, counts it, and turns what it
 * throws into an error reply.
 *
 * @module
 */
import { networkOf } from "../addresses.ts";
import { Slots } from "../slots.ts";
import { EnchufeError } from "../errors.ts";
import { failure } from "../failure.ts";
import { ErrorReply, type Reply } from "../framing/reply.ts";
import type { Request } from "../framing/request.ts";
import type { Upload } from "../share/share.ts";
import type { Command } from "./command.ts";
import type { Context } from "./context.ts";
import { permissionProblem } from "./permission.ts";
import { type CommandCount, type CommandStats, isTimed } from "./stats.ts";

/** A command ready to run: its counter is looked up once. */
interface Entry {
  readonly command: Command;
  readonly count: CommandCount;
  readonly subcommands: readonly Entry[] | undefined;
  /** Turns, where only a few may run at once. */
  readonly slots: Slots | undefined;
  /** As error messages and `INFO` write it: `get`, `client|list`. */
  readonly label: string;
}

/** What a handler threw that we did not foresee: told to the peer in a word, to the log in full. */
export type OnDefect = (error: unknown, command: string) => void;

/** Settings of a {@linkcode Dispatcher}. */
export interface DispatcherOptions {
  /** The table. */
  readonly commands: readonly Command[];
  /** Where calls are counted. */
  readonly stats: CommandStats;
  /** Told of what a handler threw unforeseen. */
  readonly onDefect: OnDefect;
}

/** The outcome of a failed command: the reply, and whether the session must end behind it. */
export class Failure {
  /** Makes one; `command` is the label for the log. */
  constructor(readonly reply: ErrorReply, readonly fatal: boolean, readonly command: string) {}
}

/** Runs commands. */
export class Dispatcher {
  /** By a hash of the name's bytes, case folded: a lookup makes no string. */
  readonly #entries = new Map<number, Entry[]>();
  readonly #stats: CommandStats;
  readonly #onDefect: OnDefect;
  /** What was found last, containers aside: who pipelines mostly asks for the same again. */
  #last: Entry | undefined;

  /** Builds the lookup from a table of commands. */
  constructor(options: DispatcherOptions) {
    this.#stats = options.stats;
    this.#onDefect = options.onDefect;
    for (const command of options.commands) {
      const entry = this.#entry(command, command.name.toLowerCase());
      const hash = hashOf(command.name);
      this.#entries.set(hash, [...this.#entries.get(hash) ?? [], entry]);
    }
  }

  /**
   * Runs a command.
   *
   * @param request The request; it may be reused once the reply is there.
   * @param context Of the session that asks.
   * @returns The reply, or a {@linkcode Failure}; a promise only if the handler has to wait.
   */
  dispatch(request: Request, context: Context): Reply | Failure | Promise<Reply | Failure> {
    const entry = this.#find(request);
    if (entry === undefined) return new Failure(unknownCommand(request), false, "unknown");
    const refused = refusalOf(entry, request, context);
    if (refused !== undefined) {
      entry.count.rejected++;
      return failureOf(entry, refused);
    }
    this.#stats.calls++;
    entry.count.calls++;
    if (this.#stats.onCommand === undefined && !isTimed(entry.count)) {
      return this.#run(entry, request, context);
    }
    return this.#runTimed(entry, request, context);
  }

  #runTimed(entry: Entry, request: Request, context: Context): ReturnType<Dispatcher["dispatch"]> {
    const began = performance.now();
    const outcome = this.#run(entry, request, context);
    const done = () => {
      const took = performance.now() - began;
      entry.count.timed++;
      entry.count.time += took;
      this.#stats.onCommand?.(entry.label, took);
    };
    if (outcome instanceof Promise) void outcome.finally(done);
    else done();
    return outcome;
  }

  #run(entry: Entry, request: Request, context: Context): ReturnType<Dispatcher["dispatch"]> {
    try {
      const { command, slots } = entry;
      const reply = slots === undefined
        ? command.run(request, context)
        : slots.run(async () => await command.run(request, context), networkOf(context.peer.host));
      if (reply instanceof Promise) return reply.catch((error) => this.#failure(entry, error));
      return reply;
    } catch (error) {
      return this.#failure(entry, error);
    }
  }

  /**
   * Whether the command of a request is among those that are over at once.
   *
   * @param request The request.
   */
  isFast(request: Request): boolean {
    return this.#find(request)?.command.fast === true;
  }

  /**
   * Which argument of the request may be streamed to disk.
   *
   * @param request The request so far.
   * @returns Its index, or -1.
   */
  payloadArgument(request: Request): number {
    return this.#find(request)?.command.payload?.argument ?? -1;
  }

  /**
   * Begins to take in the argument of a request that is streamed to disk.
   *
   * @param request The request so far, of a command that has a payload.
   * @param context Of the session that sends it.
   * @param size Bytes of the argument.
   * @returns Takes them.
   * @throws EnchufeError why it is not taken.
   */
  async takePayload(request: Request, context: Context, size: number): Promise<Upload> {
    const entry = this.#find(request), payload = entry?.command.payload;
    if (entry === undefined || payload === undefined) throw failure("internal");
    const problem = permissionProblem(entry.command, entry.label, context);
    if (problem !== undefined) throw problem;
    return await payload.take(request, context, size);
  }

  #entry(command: Command, label: string): Entry {
    return {
      command,
      label,
      count: this.#stats.counter(label),
      slots: command.atOnce === undefined ? undefined : new Slots(command.atOnce),
      subcommands: command.subcommands?.map((sub) => this.#entry(sub, `${label}|${sub.name.toLowerCase()}`)),
    };
  }

  #find(request: Request): Entry | undefined {
    if (request.count === 0) return undefined;
    const last = this.#last;
    if (last !== undefined && request.is(0, last.command.name)) return last;
    return this.#lookUp(request);
  }

  #lookUp(request: Request): Entry | undefined {
    const found = this.#entries.get(hashOfBytes(request));
    if (found === undefined) return undefined;
    for (const entry of found) {
      if (!request.is(0, entry.command.name)) continue;
      if (entry.subcommands !== undefined && request.count > 1) {
        for (const sub of entry.subcommands) if (request.is(1, sub.command.name)) return sub;
      }
      if (entry.subcommands === undefined) this.#last = entry;
      return entry;
    }
    return undefined;
  }

  #failure(entry: Entry, error: unknown): Failure {
    entry.count.errors++;
    if (error instanceof EnchufeError) return failureOf(entry, error);
    this.#onDefect(error, entry.label);
    return failureOf(entry, failure("internal"));
  }
}

function failureOf(entry: Entry, error: EnchufeError): Failure {
  return new Failure(ErrorReply.of(error), error.fatal, entry.label);
}

function refusalOf(entry: Entry, request: Request, context: Context): EnchufeError | undefined {
  const { command, label, subcommands } = entry;
  if (subcommands !== undefined && request.count > 1) {
    const given = JSON.stringify(request.text(1).slice(0, 128)).slice(1, -1);
    return failure("unknownSubcommand", { command: given, container: command.name });
  }
  const { arity } = command;
  if (arity >= 0 ? request.count !== arity : request.count < -arity) {
    return failure("wrongCount", { command: label });
  }
  const problem = permissionProblem(command, label, context);
  if (problem !== undefined) return problem;
  const { peer } = context;
  if (peer.version === 2 && !command.whileSubscribed && peer.subscriptions > 0) {
    return failure("onlySubscribed", { command: label });
  }
  return undefined;
}

/** Redis's text for an unknown command: the name and its arguments, each cut so that 128 bytes are not passed. */
function unknownCommand(request: Request): ErrorReply {
  const quote = (index: number) => request.text(index).slice(0, 128).replace(/[\r\n\0]/g, " ");
  let beginning = "";
  for (let i = 1; i < request.count && beginning.length < 128; i++) {
    beginning += `'${quote(i).slice(0, 128 - beginning.length)}' `;
  }
  return ErrorReply.of(failure("unknownCommand", { command: quote(0), arguments: beginning }));
}

/** FNV-1a over a name, as {@linkcode hashOfBytes} takes it over bytes. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ (name.charCodeAt(i) | 0x20), 0x01000193);
  return hash;
}

function hashOfBytes(request: Request): number {
  const { buffer } = request;
  const end = request.ends[0]!;
  let hash = 0x811c9dc5;
  for (let i = request.starts[0]!; i < end; i++) hash = Math.imul(hash ^ (buffer[i]! | 0x20), 0x01000193);
  return hash;
}
