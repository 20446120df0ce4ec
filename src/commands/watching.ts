import { statSync, watch, type FSWatcher } from "node:fs";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "../config/usage-error.ts";

/** Milliseconds without an event after which a change counts as done: editors write in several steps. */
const quiet = 100;
/** Milliseconds after which it counts as done whatever still happens. */
const longest = 1000;

/** Looks at folders, not at files: many editors put a new file in the place of the old one. */
export interface Watching {
  /**
   * Looks at these folders, and no longer at others. Those that do not exist are passed over.
   * @param names of files that matter beside YAML files and folders
   * @throws UsageError when the system does not let us
   */
  follow(folders: ReadonlySet<string>, names: ReadonlySet<string>): void;
  /** Waits until something happened in one of them since one last waited, or until the signal. */
  stir(signal: AbortSignal): Promise<void>;
  /** Waits until nothing happens in them for a moment, or until the signal. */
  calm(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** A watched folder. A new folder with the same name is a different one. */
interface Watched {
  watcher: FSWatcher;
  identity: string;
}

/** Files that always matter. A name without a dot may be that of a folder. */
const mayMatter = /^[^.]+$|\.ya?ml$/i;

export function createWatching(): Watching {
  const watched = new Map<string, Watched>();
  let named: ReadonlySet<string> = new Set();
  let stirred = false;
  let wake: (() => void) | undefined;
  const wakeUp = (): void => wake?.();
  const onEvent = (name: string | null): void => {
    if (name !== null && !mayMatter.test(name) && !named.has(name)) return;
    stirred = true;
    wakeUp();
  };
  const forget = (folder: string): void => {
    watched.get(folder)?.watcher.close();
    watched.delete(folder);
  };
  const add = (folder: string, identity: string): void => {
    try {
      const watcher = watch(folder, (_, name) => onEvent(name));
      // A folder that is gone: its parent tells when it comes back.
      watcher.on("error", () => forget(folder));
      watched.set(folder, { watcher, identity });
    } catch (error) {
      throw new UsageError(
        `${folder} cannot be watched: ${error instanceof Error ? error.message : String(error)}. Run without --watch, or raise the limit of watched files of your system.`,
      );
    }
  };
  return {
    follow(folders, names) {
      named = names;
      for (const folder of watched.keys()) if (!folders.has(folder)) forget(folder);
      for (const folder of folders) {
        const there = statSync(folder, { throwIfNoEntry: false });
        const identity = there?.isDirectory() ? `${there.dev}:${there.ino}` : undefined;
        if (watched.get(folder)?.identity === identity) continue;
        forget(folder);
        if (identity !== undefined) add(folder, identity);
      }
    },
    async stir(signal) {
      if (!stirred && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener("abort", wakeUp);
        });
      wake = undefined;
      signal.removeEventListener("abort", wakeUp);
      stirred = false;
    },
    async calm(signal) {
      const until = performance.now() + longest;
      do {
        stirred = false;
        await sleep(quiet, undefined, { signal }).catch(() => undefined);
        // On a busy machine the timer is due together with events that came before: those are heard first.
        await nextTurn();
      } while (stirred && !signal.aborted && performance.now() < until);
    },
    close() {
      for (const folder of watched.keys()) forget(folder);
    },
  };
}
