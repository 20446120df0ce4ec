/** Background work: the events of an answer, released one after the other whether anybody listens or not. */
export interface BackgroundRun {
  /** How many events have happened so far. */
  released(): number;
  state(): "running" | "finished" | "cancelled";
  /** Resolves when event `index` has happened: true, or false if it never will. */
  reached(index: number): Promise<boolean>;
  /** Ends the work early; what has happened stays. A finished one stays finished. */
  cancel(): void;
  /** Drops the work and lets every listener go. */
  stop(): void;
}

/**
 * Starts the work. `created` and `queued` have happened at once.
 * @param total how many events there are
 * @param queueMs milliseconds that it waits in the queue
 * @param stepMs milliseconds between two events
 */
export function startRun(total: number, queueMs: number, stepMs: number): BackgroundRun {
  let released = Math.min(2, total);
  let state: "running" | "finished" | "cancelled" = "running";
  let waiting: (() => void)[] = [];

  const wake = (): void => {
    const now = waiting;
    waiting = [];
    for (const resolve of now) resolve();
  };
  const step = (): void => {
    released++;
    if (released >= total) state = "finished";
    else timer = setTimeout(step, stepMs);
    wake();
  };
  let timer = setTimeout(step, queueMs);
  const halt = (): void => {
    clearTimeout(timer);
    if (state === "running") state = "cancelled";
    wake();
  };

  return {
    released: () => released,
    state: () => state,
    async reached(index) {
      const settled = (): boolean => released > index || state !== "running";
      while (!settled()) await new Promise<void>((resolve) => waiting.push(resolve));
      return released > index;
    },
    cancel: halt,
    stop: halt,
  };
}
