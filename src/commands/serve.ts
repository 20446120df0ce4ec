import { didYouMean } from "../scenario/suggest.ts";
import { write, type Io } from "./io.ts";
import { interruptible } from "./signals.ts";
import { UsageError } from "./usage-error.ts";

/** Flags of `serve`. */
export interface ServeFlags {
  port: number;
  host: string;
  fault?: string;
  apiKey?: string;
  /** `attentive`, or `random`: words by chance, whatever is asked. */
  modelMode?: "attentive" | "random";
  seed?: number;
  quiet?: boolean;
}

/** Runs the reference server until it is interrupted. @returns the exit code */
export async function serve(flags: ServeFlags, io: Io): Promise<number> {
  const { faults, referenceModel, startReferenceServer } = await import("../reference/index.ts");
  const { port, host, fault, apiKey } = flags;
  if (flags.seed !== undefined && flags.modelMode !== "random")
    throw new UsageError("--seed goes with --model-mode random");
  const babbleSeed = flags.modelMode === "random" ? (flags.seed ?? 1) : undefined;
  const broken = faults.find(({ id }) => id === fault);
  if (fault !== undefined && !broken) {
    const hint = didYouMean(
      fault,
      faults.map(({ id }) => id),
    );
    throw new UsageError(
      `there is no fault "${fault}".${hint}\n\`responses-conformance list faults\` names them all`,
    );
  }
  const server = await startReferenceServer({
    port,
    host,
    ...(fault === undefined ? {} : { fault }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(babbleSeed === undefined ? {} : { babbleSeed }),
  }).catch((error: unknown) => {
    throw new UsageError(`cannot listen on ${host} port ${port}: ${explain(error)}`);
  });
  const lines = [`listening on ${server.url}`];
  if (flags.quiet !== true) {
    lines.push(`model ${referenceModel}; stop with Ctrl-C`);
    if (babbleSeed !== undefined)
      lines.push(`the model pays no attention; its words follow the seed ${babbleSeed}`);
    if (broken) lines.push(`fault ${broken.id}: ${broken.title} (breaks ${broken.breaks})`);
  }
  // It listens for signals before it says that it is there: who waits for that line may stop it at once.
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
  if (code === "EADDRINUSE") return "the port is in use; --port 0 takes a free one";
  if (code === "EACCES") return "this user may not use that port; take one above 1023";
  if (code === "ENOTFOUND" || code === "EADDRNOTAVAIL") return "this machine has no such address";
  return error instanceof Error ? error.message : String(error);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
