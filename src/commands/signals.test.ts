import { afterEach, expect, it, vi } from "vitest";
import type { Io } from "./io.ts";
import { interruptible } from "./signals.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const listenersNow = (signal: NodeJS.Signals): NodeJS.SignalsListener[] =>
  process.listeners(signal) as NodeJS.SignalsListener[];

it("aborts at the first signal, ends the program at the second, and leaves no listener behind", async () => {
  const said: string[] = [];
  const io = { stderr: { write: (text: string) => said.push(text) } } as unknown as Io;
  const exit = vi.spyOn(process, "exit").mockImplementation(() => undefined as never);
  const before = { SIGINT: listenersNow("SIGINT"), SIGTERM: listenersNow("SIGTERM") };
  const send = (name: "SIGINT" | "SIGTERM"): void => {
    for (const listener of listenersNow(name)) if (!before[name].includes(listener)) listener(name);
  };
  let finish: (value: string) => void = () => undefined;
  let signal: AbortSignal | undefined;
  const done = interruptible(io, (given) => {
    signal = given;
    return new Promise<string>((resolve) => (finish = resolve));
  });
  expect(signal?.aborted).toBe(false);
  send("SIGINT");
  expect(signal?.aborted).toBe(true);
  expect(said).toEqual(["\nstopping; the report follows (press Ctrl-C again to quit at once)\n"]);
  expect(exit).not.toHaveBeenCalled();
  send("SIGTERM");
  expect(exit).toHaveBeenLastCalledWith(143);
  send("SIGINT");
  expect(exit).toHaveBeenLastCalledWith(130);
  finish("result");
  expect(await done).toBe("result");
  for (const name of ["SIGINT", "SIGTERM"] as const)
    expect(listenersNow(name)).toEqual(before[name]);
});
