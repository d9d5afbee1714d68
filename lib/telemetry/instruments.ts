/**
 * What is measured, as a table: each row is read when metrics are exported.
 *
 * @module
 */
import type { Services } from "../commands/context.ts";

/** A value, and what sets it apart from others of the same name. */
export type Observation = readonly [value: number, attributes?: Readonly<Record<string, string>>];

/** One row. */
export interface Instrument {
  /** `sum` only grows; `now` goes up and down. */
  readonly kind: "sum" | "now";
  /** As UCUM writes it. */
  readonly unit: string;
  /** What it is. */
  readonly description: string;
  /** Reads the present values. */
  readonly read: (services: Services) => Iterable<Observation>;
}

/** Values by the name of what sets them apart. */
function by(attribute: string, values: Readonly<Record<string, number>>): Observation[] {
  return Object.entries(values).map(([name, value]) => [value, { [attribute]: name }]);
}

function* commands({ stats }: Services): Generator<Observation> {
  for (const [command, { calls, errors, rejected }] of stats.used()) {
    yield [calls - errors, { command, outcome: "ok" }];
    if (errors > 0) yield [errors, { command, outcome: "failed" }];
    if (rejected > 0) yield [rejected, { command, outcome: "rejected" }];
  }
}

/** Every metric but the duration of commands, by its name. */
export const INSTRUMENTS: Readonly<Record<string, Instrument>> = {
  "enchufe.sessions": {
    kind: "now",
    unit: "{session}",
    description: "Connected peers",
    read: ({ sessions }) => [[sessions.count]],
  },
  "enchufe.connections": {
    kind: "sum",
    unit: "{connection}",
    description: "Connections, by whether they were let in",
    read: ({ sessions: { totals } }) => by("outcome", { accepted: totals.accepted, refused: totals.refused }),
  },
  "enchufe.network.io": {
    kind: "sum",
    unit: "By",
    description: "Bytes of all sessions",
    read: ({ sessions: { totals } }) =>
      by("direction", { receive: totals.bytesIn, transmit: totals.bytesOut }),
  },
  "enchufe.commands": {
    kind: "sum",
    unit: "{command}",
    description: "Commands, by name and outcome",
    read: commands,
  },
  "enchufe.file.io": {
    kind: "sum",
    unit: "By",
    description: "Bytes of files",
    read: ({ share, transfers }) =>
      by("direction", { receive: share.received, transmit: transfers.bytesOut }),
  },
  "enchufe.downloads": {
    kind: "sum",
    unit: "{file}",
    description: "Files sent, by outcome; a part is one without the end of the file",
    read: ({ transfers: { downloads, parts, broken } }) =>
      by("outcome", { whole: downloads, part: parts, broken }),
  },
  "enchufe.uploads": {
    kind: "sum",
    unit: "{upload}",
    description: "Uploads that came to each stage",
    read: ({ transfers }) => by("stage", transfers.uploads),
  },
  "enchufe.uploads.unfinished": {
    kind: "now",
    unit: "{upload}",
    description: "Uploads that wait for the rest",
    read: ({ share }) => [[share.uploads.count]],
  },
  "enchufe.files.received": {
    kind: "sum",
    unit: "{file}",
    description: "Files that peers put in place, those in a drop box among them",
    read: ({ transfers }) => [[transfers.received]],
  },
  "enchufe.hand_ins": {
    kind: "sum",
    unit: "{file}",
    description: "Files that were handed in to a drop box",
    read: ({ transfers }) => [[transfers.handIns]],
  },
  "enchufe.rooms": {
    kind: "now",
    unit: "{room}",
    description: "Rooms",
    read: ({ hub }) => [[hub.list().length]],
  },
  "enchufe.members": {
    kind: "now",
    unit: "{member}",
    description: "Names in use",
    read: ({ hub }) => [[hub.members.size]],
  },
  "enchufe.messages": {
    kind: "now",
    unit: "{message}",
    description: "Messages that are kept",
    read: ({ hub }) => [[hub.list().reduce((sum, { messages }) => sum + messages, 0)]],
  },
  "process.memory.usage": {
    kind: "now",
    unit: "By",
    description: "Resident memory",
    read: ({ server }) => [[server.memory()]],
  },
};
