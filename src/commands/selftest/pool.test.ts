import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPool, type Pool } from "./pool.ts";

let pool: Pool;

beforeAll(async () => {
  pool = await openPool(process.cwd());
});

afterAll(() => pool.close());

describe("the processes of a self test", () => {
  it("try what they are sent, and tell which is which", async () => {
    const done = await Promise.all([
      pool.run(() => ({ fault: "created-missing", scenarios: ["core/text-stream"] })),
      pool.run(() => ({ fault: "created-missing", scenarios: ["core/text"] })),
      pool.run(() => ({ fault: "status-201", scenarios: ["core/text"] })),
    ]);
    expect(done.map((one) => [one?.trial.id, one?.trial.rules])).toEqual([
      ["created-missing", ["lifecycle/created-first"]],
      ["created-missing", []],
      ["status-201", ["http/success"]],
    ]);
    expect(done.map((one) => Object.keys(one?.tally.scenarios ?? {}))).toEqual([
      ["core/text-stream"],
      ["core/text"],
      ["core/text"],
    ]);
  });

  it("give up what is under way when they are ended", async () => {
    const other = await openPool(process.cwd());
    const all = [1, 2, 3, 4, 5].map(() =>
      other.run(() => ({ variant: "line-ends-crlf", scenarios: ["core/text"] })),
    );
    await other.close();
    expect(await Promise.all(all)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it("tell what goes wrong in one of them", async () => {
    await expect(pool.run(() => ({ fault: "no-such-fault", scenarios: [] }))).rejects.toThrow(
      /there is no fault "no-such-fault"/,
    );
  });

  it("are missed when one of them ends by itself", async () => {
    const other = await openPool(process.cwd());
    const job = { variant: "line-ends-crlf", scenarios: ["core/text"] };
    const all = Array.from({ length: 8 }, () => other.run(() => job));
    process.kill(other.pids[0] ?? 0, "SIGKILL");
    const told = await Promise.allSettled(all);
    expect(told.map(({ status }) => status)).toContain("rejected");
    expect(String(told.find((one) => one.status === "rejected")?.reason)).toContain(
      "a worker process of the selftest ended unexpectedly (SIGKILL)",
    );
    await other.close();
  });
});
