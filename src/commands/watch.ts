import { basename, relative } from "node:path";
import type { Settings } from "../config/settings.ts";
import { exitCodes } from "../result/run.ts";
import { watchLine } from "../report/progress.ts";
import { usageMessage } from "./error-text.ts";
import { changedBetween, contentsOf, inputsOf, type Inputs } from "./inputs.ts";
import { widthOf, type Io } from "./io.ts";
import { runSome, type RunFlags } from "./run.ts";
import { FileError, UsageError } from "../config/usage-error.ts";
import { createWatching, type Watching } from "./watching.ts";

/** Flags that cannot be combined with --watch, and why. */
const alone: [keyof RunFlags, string, string][] = [
  ["shard", "--shard", "a shard is a part of one run"],
  ["updateWaivers", "--update-waivers", "the run would start again from the file that it writes"],
  ["dryRun", "--dry-run", "a dry run sends nothing"],
];

/** What must run next: all scenarios, or only those of these files. */
type Due = "all" | ReadonlySet<string>;

/**
 * Tests an endpoint, and again each time a scenario, the config, the waivers or a dialect in use changes, until
 * Ctrl-C. If only scenarios changed, only those run.
 * @returns the exit code of the last run
 */
export async function watch(flags: RunFlags, io: Io): Promise<number> {
  for (const [flag, name, why] of alone)
    if (flags[flag] !== undefined)
      throw new UsageError(`--watch and ${name} cannot be combined; ${why}`);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  const watching = createWatching();
  try {
    return await runAgain(flags, io, watching, stop.signal);
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    watching.close();
  }
}

/** The state of the files of a run at one moment. */
interface Look {
  inputs: Inputs;
  contents: ReadonlyMap<string, string>;
}

async function runAgain(
  flags: RunFlags,
  io: Io,
  watching: Watching,
  signal: AbortSignal,
): Promise<number> {
  let settings: Settings | undefined;
  const look = (): Look => {
    const inputs = inputsOf(flags, settings, io.cwd);
    // First the folders, then the files: no change in between is lost.
    watching.follow(inputs.folders, new Set([...inputs.others].map((file) => basename(file))));
    return { inputs, contents: contentsOf(inputs) };
  };
  let seen = look();
  let due: Due = "all";
  let exitCode: number | undefined;
  for (;;) {
    try {
      const code = await runSome(flags, io, {
        ...(due === "all" ? {} : { only: due }),
        onSettings(known) {
          settings = known;
          seen = since(seen, look());
        },
      });
      exitCode = code ?? exitCode;
      due = new Set();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      // What no edit of a file can mend is reported at once, as without --watch.
      if (exitCode === undefined && !(error instanceof FileError)) throw error;
      io.stderr.write(usageMessage(error.message));
      exitCode = exitCodes.usage;
    }
    do {
      if (!signal.aborted && flags.quiet !== true)
        io.stderr.write("waiting for changes (Ctrl-C stops)\n");
      const { changed, now } = await nextChange(seen, look, watching, signal);
      if (signal.aborted) return exitCode ?? exitCodes.notTested;
      const names = changed.map((file) => shown(file, io.cwd));
      io.stderr.write(`${watchLine(names, new Date(), widthOf(io))}\n`);
      due = dueAfter(due, changed, seen.inputs.scenarios, now.inputs.scenarios);
      seen = now;
    } while (due !== "all" && due.size === 0);
  }
}

/** A later look at what may be other files; those that were looked at before count as they were then. */
function since(before: Look, { inputs, contents }: Look): Look {
  const then = [...contents].map(
    ([file, digest]) => [file, before.contents.get(file) ?? digest] as const,
  );
  return { inputs, contents: new Map(then) };
}

/** Waits until files are no longer what they were, or for the signal. @returns those files, and the look that showed it */
async function nextChange(
  before: Look,
  look: () => Look,
  watching: Watching,
  signal: AbortSignal,
): Promise<{ changed: string[]; now: Look }> {
  for (;;) {
    // What is seen first may be half a file: it counts as it is once its editor is done.
    if (changedBetween(before.contents, look().contents).length > 0) await watching.calm(signal);
    const now = look();
    const changed = changedBetween(before.contents, now.contents);
    if (changed.length > 0 || signal.aborted) return { changed, now };
    await watching.stir(signal);
  }
}

/** What must run after a change, including what could not run before. A deleted scenario does not run. */
function dueAfter(
  due: Due,
  changed: readonly string[],
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): Due {
  if (due === "all" || changed.some((file) => !before.has(file) && !after.has(file))) return "all";
  return new Set([...due, ...changed].filter((file) => after.has(file)));
}

function shown(file: string, cwd: string): string {
  const below = relative(cwd, file);
  return below.startsWith("..") ? file : below;
}
