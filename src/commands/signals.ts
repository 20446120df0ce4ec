import type { Io } from "./io.ts";

/**
 * Runs `work` with a signal. The first Ctrl-C (or SIGTERM) aborts the signal, so that reports are still written.
 * The second one ends the program at once.
 * @param notice printed at the first one
 */
export async function interruptible<T>(
  io: Io,
  work: (signal: AbortSignal) => Promise<T>,
  notice = "\nstopping; the report follows (press Ctrl-C again to quit at once)\n",
): Promise<T> {
  const controller = new AbortController();
  const codes = { SIGINT: 130, SIGTERM: 143 } as const;
  const onSignal = (name: keyof typeof codes): void => {
    if (controller.signal.aborted) process.exit(codes[name]);
    controller.abort();
    io.stderr.write(notice);
  };
  const listeners = (Object.keys(codes) as (keyof typeof codes)[]).map(
    (name) => [name, () => onSignal(name)] as const,
  );
  for (const [name, listener] of listeners) process.on(name, listener);
  try {
    return await work(controller.signal);
  } finally {
    for (const [name, listener] of listeners) process.off(name, listener);
  }
}
