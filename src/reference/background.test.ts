import { describe, expect, it } from "vitest";
import { startRun } from "./background.ts";

describe("startRun", () => {
  it("releases two events at once and the others in time", async () => {
    const run = startRun(5, 40, 1);
    expect([run.released(), run.state()]).toEqual([2, "running"]);
    expect(await run.reached(4)).toBe(true);
    expect([run.released(), run.state()]).toEqual([5, "finished"]);
  });

  it("lets listeners go when it is cancelled, and keeps what has happened", async () => {
    const run = startRun(1000, 40, 1000);
    const waiting = run.reached(500);
    run.cancel();
    expect(await waiting).toBe(false);
    expect(run.state()).toBe("cancelled");
    expect(await run.reached(1)).toBe(true);
  });

  it("cannot be cancelled once it has finished", async () => {
    const run = startRun(3, 40, 1);
    await run.reached(2);
    run.cancel();
    expect(run.state()).toBe("finished");
  });
});
