/**
 * Goes through a plan: several small files at once, large ones one after another.
 *
 * @module
 */
import type { FailedStep, FileStep, FolderStep, SkipStep } from "./plan.ts";
import type { Progress } from "./progress.ts";
import type { Skipped, TransferResults } from "./transfer_results.ts";
import type { TransferHooks, Transferred } from "./transfer.ts";

/** Small files under way at once: their many short waits for the server then pass together. */
const AT_ONCE = 8;
/** Bytes of a file that is no longer small: it is worth a bar of its own, and others would only wait behind it. */
const SMALL = 256 * 1024;

/** What is done for each step. */
export interface StepRunner<File, Folder> {
  /**
   * Transfers a file.
   *
   * @param step What, and where to.
   * @param hooks Follow it.
   * @returns What was transferred, or why it was passed over.
   */
  file(step: File, hooks: TransferHooks): Promise<Transferred | Skipped>;
  /**
   * Makes a directory.
   *
   * @param step Which.
   */
  folder(step: Folder): Promise<void>;
  /**
   * What a transfer is called while it is under way.
   *
   * @param step Which.
   */
  nameOf(step: File): string;
}

/** Options of {@linkcode runSteps}. */
export interface StepOptions {
  /** Follows the transfers. */
  readonly progress: Progress;
  /** Tells what came of them. */
  readonly results: TransferResults;
  /** Whether one goes after another, as those do that are held to a rate. */
  readonly inTurn?: boolean;
}

/** What came of a step. */
type Outcome =
  | { readonly kind: "done"; readonly got: Transferred; readonly asked: string }
  | { readonly kind: "skip"; readonly skipped: Skipped }
  | { readonly kind: "made" }
  | { readonly kind: "failed"; readonly thrown: unknown };

/**
 * Goes through a plan. Results are told in its order.
 *
 * @param steps The plan.
 * @param runner Does what is to be done.
 * @param options See {@linkcode StepOptions}.
 * @throws What ends them all.
 */
export async function runSteps<File extends FileStep, Folder extends FolderStep>(
  steps: readonly (File | Folder | SkipStep | FailedStep)[],
  runner: StepRunner<File, Folder>,
  { progress, results, inTurn = false }: StepOptions,
): Promise<void> {
  const files = steps.filter((step) => step.kind === "file");
  const known = files.every((step) => step.size !== undefined);
  const bytes = known ? files.reduce((sum, step) => sum + (step.size ?? 0), 0) : undefined;
  progress.expect(files.length, bytes);
  const window: Promise<Outcome>[] = [];
  const tell = async (most: number) => {
    while (window.length > most) await telling(await (window.shift() as Promise<Outcome>), results);
  };
  for (const step of steps) {
    const alone = inTurn || step.kind !== "file" || (step.size ?? Infinity) > SMALL;
    if (alone) await tell(0);
    window.push(outcomeOf(step, runner, progress));
    await tell(alone ? 0 : AT_ONCE - 1);
  }
  await tell(0);
  await results.end();
}

async function telling(outcome: Outcome, results: TransferResults): Promise<void> {
  if (outcome.kind === "done") await results.done(outcome.got, outcome.asked);
  else if (outcome.kind === "skip") await results.skipped(outcome.skipped);
  else if (outcome.kind === "failed") await results.failed(outcome.thrown);
}

/** Never rejects: others may be under way, and are to be told first. */
async function outcomeOf<File extends FileStep, Folder extends FolderStep>(
  step: File | Folder | SkipStep | FailedStep,
  runner: StepRunner<File, Folder>,
  progress: Progress,
): Promise<Outcome> {
  try {
    if (isSkip(step)) return { kind: "skip", skipped: step };
    if (isFailed(step)) return { kind: "failed", thrown: step.thrown };
    if (isFolder<Folder>(step)) {
      await runner.folder(step);
      return { kind: "made" };
    }
    return await fileOutcome(step, runner, progress);
  } catch (thrown) {
    return { kind: "failed", thrown };
  }
}

async function fileOutcome<File extends FileStep, Folder extends FolderStep>(
  step: File,
  runner: StepRunner<File, Folder>,
  progress: Progress,
): Promise<Outcome> {
  const name = runner.nameOf(step);
  const followed = progress.follow(name, step.size);
  let done = false;
  try {
    const got = await runner.file(step, followed);
    done = true;
    return "why" in got ? { kind: "skip", skipped: got } : { kind: "done", got, asked: step.path };
  } finally {
    followed.end(done);
  }
}

type AnyStep = FileStep | FolderStep | SkipStep | FailedStep;

function isSkip(step: AnyStep): step is SkipStep {
  return step.kind === "skip";
}

function isFailed(step: AnyStep): step is FailedStep {
  return step.kind === "failed";
}

function isFolder<Folder extends FolderStep>(step: AnyStep): step is Folder {
  return step.kind === "folder";
}
