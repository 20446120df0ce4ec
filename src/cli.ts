import type { Io } from "./commands/io.ts";
import { exitCodes } from "./result/run.ts";
import { execute, reportBug } from "./commands/execute.ts";

export { execute } from "./commands/execute.ts";

/**
 * The program: reads the command line, runs the command, sets the exit code. It never throws.
 * @param args without the interpreter and the script
 */
export async function main(args: readonly string[]): Promise<void> {
  const io: Io = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
  };
  // A reader that goes away (`| head`) is no error; everything that is still written goes nowhere.
  for (const stream of [io.stdout, io.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  // Node would end with 1, which stands for a violation of the protocol.
  process.on("uncaughtException", (error) => {
    reportBug(error, args, io);
    process.exit(exitCodes.internal);
  });
  process.exitCode = await execute(args, io);
  await Promise.all([io.stdout, io.stderr].map(drained));
  // A socket that an endpoint keeps open must not keep the program.
  process.exit();
}

/** Waits until a stream has handed over what was written to it. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || !stream.writable || stream.writableLength === 0) resolve();
    else stream.write("", () => resolve());
  });
}
