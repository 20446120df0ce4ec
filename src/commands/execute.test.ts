import { describe, expect, it } from "vitest";
import { execute, reportBug } from "./execute.ts";
import type { Io } from "./io.ts";

/** A surrounding whose standard output fails in a way that no command foresees. */
function brokenIo(): { io: Io; said: () => string } {
  let said = "";
  const stdout = {
    isTTY: false,
    writable: true,
    write: () => {
      throw new Error("the \u001b[31mdisk\u001b[0m is on fire");
    },
  };
  const stderr = { write: (text: string) => (said += text) };
  const io = { stdin: process.stdin, stdout, stderr, env: {}, cwd: process.cwd() };
  return { io: io as unknown as Io, said: () => said };
}

describe("a bug of ours", () => {
  it("is told as one, with exit code 4, without a stack trace and without control characters", async () => {
    const { io, said } = brokenIo();
    expect(await execute(["list", "rules"], io)).toBe(4);
    expect(said()).toMatch(
      /^responses-conformance: this is a bug in this program, not in the endpoint: the .*disk.* is on fire\nPlease report it\. --verbose prints the stack trace\.\n$/,
    );
    expect(said()).not.toContain("\u001b");
    expect(said()).not.toMatch(/\n\s+at /);
  });

  it("prints the stack trace with --verbose", () => {
    const { io, said } = brokenIo();
    reportBug(new Error("rule x/y failed: no"), ["run", "--verbose"], io);
    expect(said()).toContain("rule x/y failed: no");
    expect(said()).toMatch(/\n\s+at .*execute\.test\.ts:\d+/);
  });

  it("is not what a wrong command line is", async () => {
    const { io, said } = brokenIo();
    expect(await execute(["list", "rulez"], io)).toBe(2);
    expect(said()).toContain('Did you mean "rules"?');
  });
});
