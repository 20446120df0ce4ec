import { didYouMean } from "../scenario/suggest.ts";
import { write, type Io } from "./io.ts";
import { interruptible } from "./signals.ts";
import { UsageError } from "../config/usage-error.ts";

/** Flags of `serve`. */
export interface ServeFlags {
  port: number;
  host: string;
  fault?: string;
  apiKey?: string;
  /** `attentive`: the model follows the request; `random`: it answers with random words. */
  modelMode?: "attentive" | "random";
  seed?: number;
  quiet?: boolean;
}

/** Runs the reference server until the user stops it. @returns the exit code */
export async function serve(flags: ServeFlags, io: Io): Promise<number> {
  const { faults, referenceModel, startReferenceServer } = await import("../reference/index.ts");
  const { port, host, fault, apiKey } = flags;
  if (flags.seed !== undefined && flags.modelMode !== "random")
    throw new UsageError("--seed needs --model-mode random; only the random model has a seed");
  const randomSeed = flags.modelMode === "random" ? (flags.seed ?? 1) : undefined;
  const broken = faults.find(({ id }) => id === fault);
  if (fault !== undefined && !broken) {
    const hint = didYouMean(
      fault,
      faults.map(({ id }) => id),
    );
    throw new UsageError(
      `there is no fault "${fault}".${hint}\n\`responses-conformance list faults\` lists all ids`,
    );
  }
  const server = await startReferenceServer({
    port,
    host,
    ...(fault === undefined ? {} : { fault }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(randomSeed === undefined ? {} : { randomSeed }),
  }).catch((error: unknown) => {
    throw new UsageError(`cannot listen on ${host} port ${port}: ${explain(error)}`);
  });
  const lines = [`listening on ${server.url}`];
  if (flags.quiet !== true) {
    lines.push(`model: ${referenceModel}; Ctrl-C stops the server`);
    if (randomSeed !== undefined) lines.push(`model mode: random, with seed ${randomSeed}`);
    if (broken) lines.push(`fault: ${broken.id} (violates ${broken.breaks}). ${broken.title}`);
  }
  // Signals are handled before the line is printed, because a script that waits for it may stop the server at once.
  await interruptible(
    io,
    async (signal) => {
      await write(io.stdout, `${lines.join("\n")}\n`);
      await untilAborted(signal);
    },
    "",
  );
  await server.close();
  return 0;
}

function explain(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return "the port is in use; pass another --port, or --port 0 for a free one";
  if (code === "EACCES") return "this user may not use the port; pass a --port above 1023";
  if (code === "ENOTFOUND" || code === "EADDRNOTAVAIL")
    return "this machine does not have that address; pass another --host";
  return error instanceof Error ? error.message : String(error);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
