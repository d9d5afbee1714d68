/**
 * Whether cost grows no faster than what it is for: the cost of one, among many and among ten times as many.
 *
 * @module
 */
import { makeContest } from "../contest.ts";
import { largeFile } from "../large_file.ts";
import { fanOut } from "../load/fan_out.ts";
import { whereTheyRun } from "../load/own_generator.ts";
import { manyFiles } from "../many_files.ts";
import { startEnchufe } from "../peers/enchufe.ts";
import type { Contender, Contest, Effort, Row } from "../row.ts";
import { reading } from "./big_file.ts";
import { messagesFor } from "./fan_out.ts";
import { LARGEST_PAGE, listing } from "./listing.ts";

const FEWER = "a tenth of it";
/** Ten times as many may cost each a tenth more, and no more. */
const RATIO = 1.1;
const MIB = 1024 * 1024;
const PIPELINE = 16;
/** How much of a file one measurement reads, however large it is. */
const MIB_READ: Readonly<Record<Effort, number>> = { full: 3_000, quick: 10 };

/** What a measurement needs besides its size. */
interface Setting {
  /** Ends what is started. */
  readonly stack: AsyncDisposableStack;
  readonly effort: Effort;
}

/** Measures at one size. @returns The cost of one, measured each time that it is called. */
type At = (size: number, setting: Setting) => Promise<() => Promise<number>>;

/** Microseconds for each message that is delivered. */
async function delivering(
  stack: AsyncDisposableStack,
  { members, messages }: { members: number; messages: number },
) {
  const { port } = stack.use(await startEnchufe());
  return async () => {
    const took = await fanOut({ port, way: "publish", members, messages, pipeline: PIPELINE });
    return took * 1000 / members / messages;
  };
}

const messages: At = (count, { stack }) => delivering(stack, { members: 100, messages: count });

/** As many deliveries for either number of subscribers, so that both are measured for as long. */
const subscribers: At = (members, { stack, effort }) =>
  delivering(stack, { members, messages: messagesFor({ members, pipeline: PIPELINE }, effort) });

/** Microseconds for each MiB. */
const fileSize: At = async (mib, { stack, effort }) => {
  const file = stack.use(await largeFile(mib * MIB));
  const server = stack.use(await startEnchufe({ folder: file.folder }));
  const times = Math.ceil(MIB_READ[effort] / mib);
  const read = reading(server, file, { protocol: "resp", times });
  return async () => await read() * 1000 / mib / times;
};

/** Microseconds for each entry. */
const directorySize: At = async (entries, { stack }) => {
  const files = stack.use(await manyFiles(entries));
  const server = stack.use(await startEnchufe({ folder: files.folder }));
  const measure = listing(server, { path: files.name, entries, count: LARGEST_PAGE, first: false });
  return async () => await measure() * 1000 / entries;
};

/** What grows, up to what. */
interface Growth {
  readonly id: string;
  readonly setting: string;
  readonly unit: string;
  readonly at: At;
  readonly most: Readonly<Record<Effort, number>>;
}

const GROWTHS: readonly Growth[] = [
  {
    id: "messages",
    setting: "20,000 messages to 100 subscribers, pipeline 16, and 2,000",
    unit: "µs/delivery",
    at: messages,
    most: { full: 20_000, quick: 200 },
  },
  {
    id: "subscribers",
    setting: "1,000 subscribers, pipeline 16, and 100",
    unit: "µs/delivery",
    at: subscribers,
    most: { full: 1_000, quick: 100 },
  },
  {
    id: "file",
    setting: "a file of 1,000 MiB, and one of 100 MiB, read for as long",
    unit: "µs/MiB",
    at: fileSize,
    most: { full: 1_000, quick: 10 },
  },
  {
    id: "directory",
    setting: "all pages of 100,000 entries, and of 10,000",
    unit: "µs/entry",
    at: directorySize,
    most: { full: 100_000, quick: 2_000 },
  },
];

async function prepare({ at, most }: Growth, effort: Effort): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  const sizes = [["enchufe", most[effort]], [FEWER, most[effort] / 10]] as const;
  const contenders: Contender[] = [];
  for (const [name, size] of sizes) contenders.push({ name, measure: await at(size, { stack, effort }) });
  return makeContest(contenders, { stack });
}

/** The cost of one, in microseconds. */
export const growthRows: readonly Row[] = GROWTHS.map((growth): Row => ({
  id: `growth-${growth.id}`,
  what: "Growth, tenfold",
  setting: growth.setting,
  unit: growth.unit,
  targets: [{ peer: FEWER, ratio: RATIO, bound: "at most" }],
  prepare: whereTheyRun((effort) => prepare(growth, effort)),
}));
