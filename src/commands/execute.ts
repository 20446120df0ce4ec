import { CommanderError } from "commander";
import { safe } from "../report/text.ts";
import { exitCodes } from "../result/run.ts";
import type { Io } from "./io.ts";
import { createProgram } from "./program.ts";
import { usageMessage } from "./error-text.ts";
import { UsageError } from "../config/usage-error.ts";

/** Reads a command line and runs its command. It never throws. @returns the exit code */
export async function execute(args: readonly string[], io: Io): Promise<number> {
  let exitCode: number = exitCodes.conformant;
  try {
    await createProgram(io, (code) => (exitCode = code)).parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.conformant : exitCodes.usage;
    if (error instanceof UsageError) {
      io.stderr.write(usageMessage(error.message));
      return exitCodes.usage;
    }
    reportBug(error, args, io);
    return exitCodes.internal;
  }
}

/** Reports a bug of the program itself; with --verbose, also the stack. */
export function reportBug(error: unknown, args: readonly string[], io: Io): void {
  const message = error instanceof Error ? error.message : String(error);
  io.stderr.write(
    `responses-conformance: this is a bug in this program, not in the endpoint: ${safe(message.slice(0, 500))}\n`,
  );
  if (args.includes("--verbose") && error instanceof Error)
    io.stderr.write(`${(error.stack ?? "").split("\n").map(safe).join("\n")}\n`);
  else io.stderr.write("Please report it. --verbose prints the stack trace.\n");
}
