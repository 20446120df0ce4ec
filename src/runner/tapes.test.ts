import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judgeCapture } from "../commands/check/judge.ts";
import { tapeExchanges } from "../commands/check/capture.ts";
import { rules } from "../rules/index.ts";
import { readTape, type Tape } from "../tape/tape.ts";
import { tapePath } from "./record.ts";
import { closing, dialect, refusal, run, scenario, serving, to, turn } from "./run.testing.ts";

const short = { connect: 5000, headers: 150, idle: 150, total: 20_000 };
const asking = scenario(
  "a/turn",
  "needs: [websocket]\nsteps:\n  - id: ask\n    websocket: /responses\n    body: { input: a/turn }\n    expect: { status: 200 }\n",
);
const recording = async (): Promise<string> => {
  const record = await mkdtemp(join(tmpdir(), "responses-conformance-"));
  closing(() => rm(record, { recursive: true }));
  return record;
};
/** What `check` says of a tape. */
const judged = async ({ title, exchanges }: Tape) => {
  const dialects = [await dialect("openresponses"), await dialect("openai")];
  const capture = { id: title, suite: "", title, exchanges: tapeExchanges({ title, exchanges }) };
  const { results } = await judgeCapture(capture, { dialects, rules, redoPrefix: "" });
  return results.flatMap(({ findings }) => findings.map(({ rule }) => rule));
};

describe("a tape", () => {
  it("is left by a request that is not answered in time, and by its second look", async () => {
    const record = await recording();
    const server = await serving(to("a/1", () => () => undefined));
    await run(server, [turn("a/1")], { record, timeouts: short });
    const tape = await readTape(tapePath(record, "a/1"));
    expect(tape.exchanges).toHaveLength(2);
    for (const exchange of tape.exchanges)
      expect(exchange).toMatchObject({
        step: "ask",
        transport: "http",
        request: { method: "POST", path: "/responses", body: { input: "a/1" } },
        response: undefined,
        end: { kind: "idle", detail: expect.stringContaining("--timeout-headers") as string },
      });
    expect(await judged(tape)).toEqual([]);
  });

  it("is left by a handshake that is refused", async () => {
    const record = await recording();
    const server = await serving(({ method }) =>
      method === "GET" ? refusal(403, "not here") : undefined,
    );
    await run(server, [asking], { record, capabilities: { websocket: true } });
    const tape = await readTape(tapePath(record, "a/turn"));
    expect(tape.exchanges).toMatchObject([
      { transport: "websocket", response: { status: 403 }, form: "json", end: { kind: "closed" } },
    ]);
    expect(Buffer.from(tape.exchanges[0]?.bytes ?? []).toString()).toContain("not here");
    expect(await judged(tape)).toEqual([]);
  });

  it("is left by a handshake that is not answered", async () => {
    const record = await recording();
    const server = await serving(({ method }) =>
      method === "GET" ? (response) => void response.socket?.destroy() : undefined,
    );
    await run(server, [asking], { record, capabilities: { websocket: true } });
    const tape = await readTape(tapePath(record, "a/turn"));
    expect(tape.exchanges[0]).toMatchObject({ response: undefined, end: { kind: "cut" } });
    expect(await judged(tape)).toEqual([]);
  });
});
