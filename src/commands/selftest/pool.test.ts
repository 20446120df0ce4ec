import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPool, type Pool } from "./pool.ts";

let pool: Pool;

beforeAll(async () => {
  pool = await openPool(process.cwd());
});

afterAll(() => pool.close());

describe("the threads of a self test", () => {
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

  // The last one: the thread is lost.
  it("tell what goes wrong in one of them", async () => {
    await expect(pool.run(() => ({ fault: "no-such-fault", scenarios: [] }))).rejects.toThrow(
      /there is no fault "no-such-fault"/,
    );
  });
});
